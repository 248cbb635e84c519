"""De grands fichiers de candidats fictifs, dans chacun des formats d'échange, toujours les mêmes pour une même graine."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from random import Random
from xml.sax.saxutils import escape

from parchemin.moteurs.echanges import FORMATS, Champ, Format

NOMS = (
    "LABBÉ",
    "LE GOFF",
    "D'ALMEIDA",
    "N'DIAYE",
    "ŒUVRARD",
    "MÜLLER",
    "-DUPONT",
    "SAINT-JUST",
    "NGUYỄN",
    "OZANNE",
)
PRENOMS = ("Alice", "Benoît", "Anne-Laure", "Zoé", "Loïc", "Maëlys", "José", "Inès")
PREAMBULE = ("2026;", "Listes simples;", "LYC FICTIF – AILLEURS  (0750001U);", "Édité le 23/01/2026 10:49;")
UAI = "0750001U"
Candidat = Mapping[Champ, str]


def candidats(combien: int, graine: int = 2026) -> list[Candidat]:
    """Candidats fictifs, aux champs neutres ; chacun a son INE et son numéro."""
    hasard = Random(graine)  # noqa: S311 — des personnes fictives, rien à protéger
    return [_candidat(hasard, rang) for rang in range(combien)]


def _candidat(hasard: Random, rang: int) -> Candidat:
    return {
        Champ.NUMERO: f"01{rang:09}",
        Champ.INE: f"{rang:09}GG",
        Champ.CIVILITE: hasard.choice(("M", "MME")),
        Champ.NOM: f"{hasard.choice(NOMS)} {hasard.choice(NOMS)}",
        Champ.PRENOMS: hasard.choice(PRENOMS),
        Champ.NE_LE: f"{hasard.randint(2003, 2007)}-{hasard.randint(1, 12):02}-{hasard.randint(1, 28):02}",
        Champ.NAISSANCE_PAYS: "100",
        Champ.NAISSANCE_DEPARTEMENT: "033",
        Champ.NAISSANCE_COMMUNE: f"33{hasard.randint(1, 550):03}",
        Champ.NATIONALITE: "100",
        Champ.ADRESSE: f"{rang} rue des Lilas",
        Champ.CODE_POSTAL: "06000",
        Champ.LOCALITE: "NICE",
        Champ.PAYS: "100",
        Champ.TELEPHONE: f"06{rang:08}",
        Champ.COURRIEL: f"candidat{rang}@exemple.fr",
        Champ.UAI: UAI,
        Champ.DIVISION: f"TS{rang % 4}",
        Champ.VOIE: "apprentissage",
        Champ.MEF: "3113121622",
        Champ.SPECIALITE: "31216",
        Champ.LANGUE_OBLIGATOIRE: "anglais",
        Champ.LANGUE_FACULTATIVE: "espagnol",
        Champ.ETAT: "Inscrit",
        Champ.ENSEIGNEMENTS: "Anglais",
    }


def _jour_d_abord(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))


_LANGUES = {"anglais": "0002", "espagnol": "0007", "allemand": "0001"}
_ECRITURES: Mapping[tuple[str, Champ], Callable[[str], str]] = {
    ("bee", Champ.CIVILITE): lambda civilite: "1" if civilite == "M" else "2",
    ("sifa", Champ.CIVILITE): lambda civilite: "1" if civilite == "M" else "2",
    ("sifa", Champ.NE_LE): lambda iso: _jour_d_abord(iso).replace("/", ""),
    ("sifa", Champ.SPECIALITE): lambda specialite: f"320{specialite}",
    ("sifa", Champ.VOIE): lambda _voie: "APP",
    ("bee", Champ.VOIE): lambda _voie: "AP",
    ("pix", Champ.VOIE): lambda _voie: "AP",
    ("pix", Champ.NAISSANCE_PAYS): lambda _pays: "99100",
    ("eleves_complete", Champ.NAISSANCE_PAYS): lambda _pays: "FRANCE",
    ("eleves_complete", Champ.NATIONALITE): lambda _pays: "FRANCE",
    ("listes_simples", Champ.VOIE): lambda _voie: "APPRENTI BTS (135)",
    ("listes_simples", Champ.DIVISION): lambda division: f"'{division}'",
    ("hors_bee", Champ.LANGUE_OBLIGATOIRE): lambda langue: _LANGUES[langue],
    ("hors_bee", Champ.LANGUE_FACULTATIVE): lambda langue: _LANGUES[langue],
}


def rangees(format_: Format, lus: Sequence[Candidat]) -> list[list[str]]:
    """Titres puis rangées, comme l'écrit ce format ; un champ n'est que dans sa première colonne."""
    colonnes = format_.colonnes
    premieres = {colonne.champ: rang for rang, colonne in reversed(list(enumerate(colonnes)))}
    ecritures = {
        champ: _ECRITURES.get((format_.code, champ), _jour_d_abord if champ is Champ.NE_LE else str)
        for champ in Champ
    }
    tables = [[colonne.titre for colonne in colonnes]]
    for candidat in lus:
        ligne = [""] * len(colonnes)
        for champ, valeur in candidat.items():
            if champ in premieres:
                ligne[premieres[champ]] = ecritures[champ](valeur)
        tables.append(ligne)
    return tables


def fichier(code: str, combien: int, graine: int = 2026) -> bytes:
    """Octets d'un fichier de ce format (CSV, ou XML pour « bee »)."""
    tables = rangees(FORMATS[code], candidats(combien, graine))
    return _xml(tables) if code == "bee" else _csv(code, tables)


def _csv(code: str, tables: Sequence[Sequence[str]]) -> bytes:
    flux = io.StringIO(newline="")
    if code == "listes_simples":
        flux.writelines(f"{ligne}\r\n" for ligne in PREAMBULE)
        # Cyclades ne connaît pas le guillemet « " ».
        flux.writelines(f"{';'.join(ligne)}\r\n" for ligne in tables)
    else:
        csv.writer(flux, delimiter=";").writerows(tables)
    return flux.getvalue().encode("utf-8-sig")


def _xml(tables: Sequence[Sequence[str]]) -> bytes:
    titres, *lignes = tables
    eleves, structures = [], []
    for rang, ligne in enumerate(lignes):
        valeurs = dict(zip(titres, ligne, strict=True))
        division = valeurs.pop("CODE_STRUCTURE")
        balises = "".join(f"<{titre}>{escape(v)}</{titre}>" for titre, v in valeurs.items() if v)
        eleves.append(f'<ELEVE ELEVE_ID="{rang}">{balises}</ELEVE>\n')
        structures.append(
            f'<STRUCTURES_ELEVE ELEVE_ID="{rang}"><STRUCTURE><CODE_STRUCTURE>{escape(division)}</CODE_STRUCTURE>'
            "<TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE></STRUCTURES_ELEVE>\n"
        )
    texte = (
        '<?xml version="1.0" encoding="ISO-8859-15"?>\n<BEE_ELEVES VERSION="2.1">\n'
        f"<PARAMETRES><UAJ>{UAI}</UAJ><ANNEE_SCOLAIRE>2025</ANNEE_SCOLAIRE></PARAMETRES>\n<DONNEES>"
        f"<ELEVES>{''.join(eleves)}</ELEVES><STRUCTURES>{''.join(structures)}</STRUCTURES></DONNEES>\n</BEE_ELEVES>\n"
    )
    return texte.encode("iso-8859-15", "xmlcharrefreplace")
