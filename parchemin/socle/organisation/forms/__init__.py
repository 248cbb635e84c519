"""Les formulaires de l'organisation : ce qui est saisi, vérifié, et dit en français quand il ne convient pas."""
