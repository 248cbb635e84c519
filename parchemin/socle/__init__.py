"""Ce sur quoi repose chaque étape de l'examen : le journal des actes, l'organisation, les comptes et leurs droits.

Un paquet ne connaît que ceux d'au-dessous : comptes, puis organisation, puis journal.
"""
