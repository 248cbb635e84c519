"""Le diplôme comme données : un dossier par diplôme (règlement, commissions, stages, référentiel).

Textes : l'arrêté qui crée le diplôme et la circulaire de la session. Pour qui cherche un article.
"""
