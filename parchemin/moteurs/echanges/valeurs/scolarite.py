"""Ce qui décrit l'inscription : voie, formation, langues, unités, redoublement."""

import re
from collections.abc import Mapping
from functools import lru_cache

from parchemin.droit.formes import Forme
from parchemin.droit.regimes import Voie
from parchemin.moteurs.echanges.valeurs.lue import Lue, completee, laissee, refusee, serrer, simplifier

LANGUES: Mapping[str, str] = {"0001": "allemand", "0002": "anglais", "0007": "espagnol"}
"""Codes de langue établis par des fichiers réellement acceptés ; les autres se gardent tels quels."""
_CODE_DE_LANGUE = re.compile(r"\d{1,4}", re.ASCII)
_NOM_DE_LANGUE = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’().-]){1,39}")
_MARQUES_DE_LANGUE = re.compile(r"\b(?:lv ?[abc123]?|lve|langue vivante(?: [abc123])?)\b\.?", re.IGNORECASE)
_VOIES: Mapping[str, str] = {
    ecrite: voie.value
    for voie, ecrites in {
        Voie.SCOLAIRE: ("scolaire", "voie scolaire", "sco", "st", "initiale"),
        Voie.APPRENTISSAGE: ("apprentissage", "apprenti", "apprentie", "apprentis", "ap", "app"),
        Voie.FPC: ("fpc", "formation continue", "formation professionnelle continue"),
        Voie.DISTANCE: ("distance", "a distance", "enseignement a distance", "ead"),
        Voie.EXPERIENCE: ("experience", "experience professionnelle"),
    }.items()
    for ecrite in ecrites
}
# Le premier qui figure dans le libellé d'une catégorie de candidat l'emporte.
_MOTS_DE_CATEGORIE: Mapping[str, str] = {
    "apprenti": Voie.APPRENTISSAGE.value, "distance": Voie.DISTANCE.value, "experience": Voie.EXPERIENCE.value,
    "exp prof": Voie.EXPERIENCE.value, "continue": Voie.FPC.value, "scolaire": Voie.SCOLAIRE.value,
}  # fmt: skip
_OUI, _NON = {"oui", "o", "1", "vrai", "true", "x"}, {"non", "n", "0", "faux", "false"}
_UNITE = re.compile(r"(?:U|E|UF|EF)\d{1,2}(?:\.\d)?[A-Z]?", re.ASCII)
_ENTRE_CODES = re.compile(r"[\s,;/|+]+")
_MEF = re.compile(r"\d{10,11}", re.ASCII)
_SPECIALITE = re.compile(r"\d{5}", re.ASCII)
_DIPLOME = re.compile(r"\d{3}(\d{5})", re.ASCII)


@lru_cache(maxsize=1 << 10)
def voie(ecrit: str) -> Lue:
    """Lit la voie d'après son nom ou le statut qu'écrivent SIECLE, Pix et SIFA (ST, AP, APP)."""
    lue = _VOIES.get(simplifier(ecrit))
    if lue:
        return Lue(lue)
    return laissee(
        f"une voie ({', '.join(v.value for v in Voie)})", "écrivez-la, ou indiquez-la à l'inscription"
    )


@lru_cache(maxsize=1 << 10)
def categorie(ecrit: str) -> Lue:
    """Lit la voie d'après la catégorie de candidat que nomme Cyclades : « SCOLAIRE … (132) »."""
    mots = simplifier(ecrit)
    trouvee = next((voie for mot, voie in _MOTS_DE_CATEGORIE.items() if mot in mots), "")
    if trouvee:
        return Lue(trouvee)
    return laissee("une catégorie qui nomme la voie", "indiquez la voie à l'inscription")


@lru_cache(maxsize=1 << 10)
def forme(ecrit: str) -> Lue:
    """Lit la forme de l'examen : globale ou progressive."""
    mots = simplifier(ecrit).removeprefix("forme ")
    trouvee = next((forme.value for forme in Forme if mots == forme.value), "")
    return Lue(trouvee) if trouvee else refusee("globale ou progressive", "écrivez l'une des deux")


@lru_cache(maxsize=1 << 10)
def langue(ecrit: str) -> Lue:
    """Lit une langue d'après son nom, ou son code à quatre chiffres ; un code non établi est gardé et signalé."""
    lu = serrer(ecrit)
    if _CODE_DE_LANGUE.fullmatch(lu):
        code = lu.zfill(4)
        if code in LANGUES:
            return Lue(LANGUES[code])
        return completee(
            code,
            f"un code de langue établi ({', '.join(LANGUES)})",
            "code gardé tel quel : écrivez plutôt le nom",
        )
    nom = serrer(_MARQUES_DE_LANGUE.sub(" ", lu)).rstrip(".").lower()
    if _NOM_DE_LANGUE.fullmatch(nom):
        return Lue(nom)
    return laissee("le nom d'une langue", "écrivez son nom : anglais, espagnol…")


@lru_cache(maxsize=1 << 10)
def unites(ecrit: str) -> Lue:
    """Lit des codes d'unités ou d'épreuves ; rend « U1,U21 », sans répétition, dans l'ordre écrit."""
    codes = [code for code in _ENTRE_CODES.split(serrer(ecrit).upper()) if code]
    if fautif := next((code for code in codes if not _UNITE.fullmatch(code)), ""):
        return refusee(
            f"des codes d'unités séparés par des virgules ({fautif} n'en est pas un)", "écrivez U1,U21"
        )
    return Lue(",".join(dict.fromkeys(codes)))


@lru_cache(maxsize=64)
def oui_non(ecrit: str) -> Lue:
    """Lit oui ou non : O, N, 1, 0, vrai, faux."""
    mot = simplifier(ecrit)
    if mot in _OUI | _NON:
        return Lue("oui" if mot in _OUI else "non")
    return laissee("oui ou non", "écrivez oui ou non")


@lru_cache(maxsize=1 << 10)
def mef(ecrit: str) -> Lue:
    """Lit un MEF : dix chiffres, onze avec la clé."""
    lu = serrer(ecrit).replace(" ", "")
    return Lue(lu) if _MEF.fullmatch(lu) else laissee("un MEF de dix ou onze chiffres", "vérifiez-le")


@lru_cache(maxsize=1 << 10)
def specialite(ecrit: str) -> Lue:
    """Lit une spécialité de cinq chiffres, ou les cinq derniers d'un code de diplôme qui en a huit."""
    lu = serrer(ecrit).replace(" ", "")
    if _SPECIALITE.fullmatch(lu):
        return Lue(lu)
    if diplome := _DIPLOME.fullmatch(lu):
        return Lue(diplome[1])
    return laissee("un code de spécialité de cinq chiffres", "ce sont les cinq derniers chiffres du diplôme")
