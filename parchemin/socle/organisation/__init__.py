"""L'examen dans l'espace et le temps : sessions, académies, regroupements, établissements, centres, échéances.

Tenu par l'administration nationale et les académies ; circulaire d'organisation de la session, § 1.
"""
