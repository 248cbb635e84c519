"""Ce que montre le catalogue des composants : les teintes, les états, et quelques vrais éléments."""

import segno
from django import forms

from parchemin.droit.delivrance import Decision
from parchemin.droit.notes import Etat, Resultat
from parchemin.web.pages.catalogue_suivi import exemples_de_suivi
from parchemin.web.pages.decisions import FORMES, FORMES_DES_NOTES
from parchemin.web.pages.textes import referentiel

TEINTES = (
    ("--papier", "fond de page"), ("--papier-2", "survol, barre"), ("--papier-3", "piste, bloc"),
    ("--encre", "texte ; contraste 16,9"), ("--encre-2", "texte second ; 7,2"), ("--trait", "filet"),
    ("--trait-fort", "bord de champ ; 4,0"), ("--violette", "action, focus ; 10,2"), ("--rose", "ligne de marge"),
    ("--vert", "fait ; 7,4"), ("--ocre", "à décider ; 7,2"), ("--rouge", "bloquant ; 7,3"), ("--bleu", "à savoir ; 8,1"),
)  # fmt: skip
OPTIONS = (("1", "La première"), ("2", "La deuxième"))


PARTS = (
    ("harmonise", "finies"),
    ("corrige", "à contrôler"),
    ("numerise", "à confirmer"),
    ("absent", "commencées"),
)
FILTRES = (
    {"libelle": "État", "valeur": "à confirmer", "adresse": "#listes"},
    {"libelle": "Voie", "valeur": "scolaire", "adresse": "#listes"},
)
EXEMPLE = 25  # demi-points


def _ecrire(etat: Etat) -> str:
    """Ce que montre une case de note dans cet état."""
    ecrit = Resultat(etat, EXEMPLE).texte
    return ecrit.partition(":")[2] or ecrit


class Exemple(forms.Form):
    """Le formulaire du catalogue : un champ juste, un champ faux."""

    nom = forms.CharField(label="Nom d'usage", required=False, help_text="Tel qu'il sera imprimé.")
    salle = forms.CharField(
        label="Salle",
        max_length=4,
        error_messages={"max_length": "« Amphithéâtre » n'est pas un numéro. Exemple : B104."},
    )


def exemples() -> dict[str, object]:
    """Valeurs que prennent les composants du catalogue."""
    return {
        **exemples_de_suivi(),
        "teintes": TEINTES,
        "notes": [(_ecrire(etat), forme, etat.libelle) for etat, forme in FORMES_DES_NOTES.items()],
        "etats": [(d.libelle, FORMES[d]) for d in Decision],
        "options": OPTIONS,
        "form": Exemple({"nom": "Fictif", "salle": "Amphithéâtre"}),
        "qr": segno.make("parchemin", error="m").svg_inline(scale=3),
        "elements": referentiel().racines(),
        "form_lu": Exemple(auto_id="lu_%s"),
        "parts": PARTS,
        "avancement": [("harmonise", 12), ("corrige", 8), ("numerise", 21), ("absent", 3)],
        "filtres": FILTRES,
        "formats": [("csv", "CSV"), ("ods", "ODS")],
        "gardes": {"tri": "nom"},
    }
