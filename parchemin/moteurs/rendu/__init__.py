"""Les documents officiels : relevés, attestations, procès-verbal, statistiques, en PDF accessible et durable.

PDF/A-2a et PDF/UA-1 dans le même fichier ; les mêmes données donnent les mêmes octets. Pour les services
d'examens et les jurys.
"""
