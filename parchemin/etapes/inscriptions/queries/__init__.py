"""Ce que chacun voit des candidatures, borné à la portée de son rôle."""
