"""La file des travaux longs : ce qu'un acte ne peut pas faire le temps d'une page avance par paquets, à l'écart.

Pour qui lance un long travail : il le voit avancer, l'arrête et le reprend ; une panne n'en perd ni n'en refait rien.
"""
