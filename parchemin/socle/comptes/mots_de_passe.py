"""La règle des mots de passe : douze caractères variés, ou une phrase ; sans renouvellement forcé.

CNIL, délibération n° 2022-100 du 21 juillet 2022 : quatre-vingts bits d'entropie, soit douze caractères de quatre sortes,
quatorze de trois, ou sept mots ; cinquante bits avec un ralentissement des essais, ce qui est le cas ici en plus.
"""

import re
from difflib import SequenceMatcher

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

DOUZE, QUATORZE, MOTS = 12, 14, 7
MAXIMUM = 256
TROP_PROCHE = 0.6
# Les mots d'ici, que quelqu'un qui devine essaierait d'abord : ils ne comptent pas dans la longueur.
MOTS_D_ICI = (
    "parchemin", "ccst", "bts", "brevet", "technicien", "superieur", "supérieur", "examen", "examens", "jury", "diplome",
    "diplôme", "academie", "académie", "rectorat", "lycee", "lycée", "candidat", "motdepasse", "password", "azerty",
)  # fmt: skip
AIDE = (
    f"Douze caractères avec majuscule, minuscule, chiffre et signe ; ou quatorze de trois sortes ; ou une phrase de "
    f"{MOTS} mots. Toutes les lettres et les espaces sont admis."
)


def sortes(mot: str) -> int:
    """Nombre de sortes de caractères : minuscules, majuscules, chiffres, autres signes."""
    autres = any(not c.isalnum() and not c.isspace() for c in mot)
    return sum(
        (any(c.islower() for c in mot), any(c.isupper() for c in mot), any(c.isdigit() for c in mot), autres)
    )


def est_assez_long(mot: str) -> bool:
    """Vrai si le mot atteint quatre-vingts bits selon le barème de la CNIL."""
    mots = mot.split()
    if len(mots) >= MOTS and len(set(mots)) >= MOTS - 1:
        return True
    distincts = len(set(mot)) >= DOUZE // 2
    return distincts and (
        (len(mot) >= DOUZE and sortes(mot) == 4) or (len(mot) >= QUATORZE and sortes(mot) == 3)
    )


def ressemble(mot: str, autre: str) -> bool:
    """Vrai si le mot contient l'autre, ou en est trop proche, sans égard à la casse."""
    a, b = mot.casefold(), autre.casefold()
    # Trois lettres se trouvent partout.
    if len(b) < 4:
        return False
    return b in a or SequenceMatcher(a=a, b=b).ratio() > TROP_PROCHE


def sans_les_mots_d_ici(mot: str) -> str:
    """Le mot de passe sans les mots propres au service, dans quelque casse qu'ils soient écrits."""
    return re.sub("|".join(sorted(MOTS_D_ICI, key=len, reverse=True)), "", mot, flags=re.IGNORECASE)


class RegleDuMotDePasse:
    """Refuse un mot de passe trop court, trop courant, fait des mots du service, ou tiré du nom ou de l'adresse."""

    def __init__(self) -> None:
        self.courants = CommonPasswordValidator()

    def validate(self, password: str, user: object = None) -> None:
        """Refuse en français (`ValidationError`), avec ce qui est attendu."""
        if len(password) > MAXIMUM:
            raise ValidationError(f"Ce mot de passe dépasse {MAXIMUM} caractères.")
        if not est_assez_long(password):
            raise ValidationError(f"Ce mot de passe est trop facile à deviner. {AIDE}")
        if password.casefold().strip() in self.courants.passwords:
            raise ValidationError("Ce mot de passe est l'un des plus employés : choisissez-en un autre.")
        if not est_assez_long(sans_les_mots_d_ici(password)):
            raise ValidationError(
                "Ce mot de passe tient surtout à des mots du service ou de l'examen, qu'on essaierait d'abord : "
                "ajoutez-en d'autres."
            )
        personnels = [
            getattr(user, champ, "") or "" for champ in ("nom", "prenom", "identifiant", "courriel")
        ]
        personnels += [adresse.partition("@")[0] for adresse in personnels if "@" in adresse]
        if any(ressemble(password, valeur) for valeur in personnels):
            raise ValidationError(
                "Ce mot de passe ressemble à votre nom ou à votre adresse : choisissez-en un autre."
            )

    def get_help_text(self) -> str:
        """Ce qui est attendu, dit avant la saisie."""
        return AIDE
