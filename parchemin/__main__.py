"""Permet `python -m parchemin`, identique à la commande `parchemin`."""

from parchemin.web.commande import principal

if __name__ == "__main__":
    principal()
