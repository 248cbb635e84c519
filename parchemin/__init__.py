"""Parchemin fait passer un examen du BTS, de l'inscription au diplôme.

Quatre étages, et l'on ne dépend que de plus bas que soi : `web`, `etapes`, `socle`, `moteurs`, `droit`.
"""
