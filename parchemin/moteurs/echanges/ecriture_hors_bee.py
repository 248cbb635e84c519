"""Écrit le fichier « hors BEE » de Cyclades, versions 2.1 et 2.3 : la division des examens peut y garder Cyclades.

Ce que Cyclades attend et que les champs ne disent pas (série, catégorie, enseignement) se donne une fois pour tout le
fichier. Les colonnes viennent de fichiers réels du baccalauréat général ; pour le BTS, elles restent à confirmer.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from parchemin.moteurs.echanges.formats import VERSIONS
from parchemin.moteurs.echanges.modele import Champ, Diagnostic, FichierEcrit, LigneLue, Niveau
from parchemin.moteurs.echanges.protection import est_une_formule
from parchemin.moteurs.echanges.valeurs.lieux import FRANCE
from parchemin.moteurs.echanges.valeurs.scolarite import LANGUES
from parchemin.moteurs.tableurs import ecrire_csv

_CODES_DE_LANGUE = {langue: code for code, langue in LANGUES.items()}
_SIMPLES: Mapping[str, Champ] = {
    "nom_famille": Champ.NOM, "prenoms": Champ.PRENOMS, "ine": Champ.INE, "code_postal": Champ.CODE_POSTAL,
    "localite": Champ.LOCALITE, "telephone": Champ.TELEPHONE, "adresse_mail": Champ.COURRIEL,
    "etablissement": Champ.UAI, "division_classe": Champ.DIVISION,
    "depCOM_naissance": Champ.NAISSANCE_DEPARTEMENT,
}  # fmt: skip
_PAYS: Mapping[str, Champ] = {
    "pays_naissance": Champ.NAISSANCE_PAYS, "nationalite": Champ.NATIONALITE, "pays": Champ.PAYS,
}  # fmt: skip
_LANGUES: Mapping[str, Champ] = {"LVA": Champ.LANGUE_OBLIGATOIRE, "LVB": Champ.LANGUE_FACULTATIVE}
_EXIGES = (Champ.NOM, Champ.PRENOMS, Champ.NE_LE, Champ.UAI)
_LIGNES_D_ADRESSE = 4


@dataclass(frozen=True, slots=True)
class ReglagesHorsBee:
    """Ce qui vaut pour tout le fichier, faute d'être dans les champs d'un candidat."""

    serie: str = ""
    categorie: str = ""
    enseignement: str = ""
    civilites: Mapping[str, str] = field(default_factory=lambda: {"M": "M", "MME": "F"})
    """Comment s'écrit chaque civilité : les fichiers connus recopient le sexe qu'écrit SIECLE."""


_REGLAGES = ReglagesHorsBee()


def ecrire_hors_bee(
    lignes: Iterable[LigneLue],
    version: str = "2.3",
    *,
    nom: str,
    session: int,
    le: datetime,
    reglages: ReglagesHorsBee = _REGLAGES,
) -> FichierEcrit:
    """Rend le fichier `<nom>_<version>_<session>_<jjmmaaaaHHMM>.csv`, daté de `le` (heure locale).

    Chaque valeur qui manque ou qui ne s'écrit pas a son diagnostic. Lève `ValueError` pour une autre version que 2.1
    et 2.3.
    """
    if version not in VERSIONS:
        raise ValueError(f"version {version} inconnue : {' ou '.join(VERSIONS)}")
    titres = VERSIONS[version]
    diagnostics: list[Diagnostic] = []
    rangees = []
    for ligne in lignes:
        cellules = _cellules(ligne, reglages)
        _regrouper_l_adresse(cellules, titres)
        diagnostics += _manques(ligne, cellules)
        rangees.append([cellules.get(titre, "") for titre in titres])
    flux = io.StringIO(newline="")
    ecrire_csv(flux, titres, rangees)
    fichier = f"{nom}_{version}_{session}_{le:%d%m%Y%H%M}.csv"
    return FichierEcrit(fichier, flux.getvalue().encode(), diagnostics)


def _cellules(ligne: LigneLue, reglages: ReglagesHorsBee) -> dict[str, str]:
    cellules = {titre: ligne[champ] for titre, champ in _SIMPLES.items()}
    cellules |= {titre: ligne[champ].removeprefix("99") for titre, champ in _PAYS.items()}
    cellules |= {titre: _CODES_DE_LANGUE.get(ligne[champ], ligne[champ]) for titre, champ in _LANGUES.items()}
    cellules["civilite"] = reglages.civilites.get(ligne[Champ.CIVILITE], ligne[Champ.CIVILITE])
    cellules["date_naissance"] = "/".join(reversed(ligne[Champ.NE_LE].split("-")))
    cellules["serie"], cellules["categorie"] = reglages.serie, reglages.categorie
    cellules["enseignement"] = ligne[Champ.ENSEIGNEMENTS] or reglages.enseignement
    cellules["commune_naissance"] = ligne[Champ.NAISSANCE_COMMUNE] or ligne[Champ.NAISSANCE_LIEU]
    for rang, partie in enumerate(_adresse(ligne), 1):
        cellules[f"adresse_{rang}"] = partie
    return {titre: " ".join(cellule.split()) for titre, cellule in cellules.items()}


def _adresse(ligne: LigneLue) -> Sequence[str]:
    """Quatre lignes au plus : au-delà, la dernière porte le reste."""
    parties = [partie for partie in ligne[Champ.ADRESSE].split("\n") if partie]
    return [*parties[: _LIGNES_D_ADRESSE - 1], " ".join(parties[_LIGNES_D_ADRESSE - 1 :])]


def _regrouper_l_adresse(cellules: dict[str, str], titres: Sequence[str]) -> None:
    """Met toute l'adresse sur sa première ligne quand la version n'a que celle-là."""
    if "adresse_2" not in titres:
        parties = (cellules.get(f"adresse_{rang}", "") for rang in range(1, _LIGNES_D_ADRESSE + 1))
        cellules["adresse_1"] = " ".join(filter(None, parties))


def _manques(ligne: LigneLue, cellules: Mapping[str, str]) -> Iterator[Diagnostic]:
    for champ in _EXIGES:
        if not ligne[champ]:
            yield _dire(
                ligne, champ.value, "", "une valeur", "complétez le candidat : Cyclades refusera la ligne"
            )
    en_france = ligne[Champ.NAISSANCE_PAYS] in FRANCE
    if en_france and not ligne[Champ.NAISSANCE_COMMUNE]:
        attendu = "le code INSEE de la commune pour une naissance en France"
        yield _dire(ligne, "commune_naissance", ligne[Champ.NAISSANCE_LIEU], attendu, "complétez le candidat")
    for titre, champ in _LANGUES.items():
        if ligne[champ] and ligne[champ] not in _CODES_DE_LANGUE:
            attendu = f"une langue dont le code est établi ({', '.join(_CODES_DE_LANGUE)})"
            yield _dire(
                ligne, titre, ligne[champ], attendu, "écrit tel quel : mettez le code que donne Cyclades"
            )
    for titre, cellule in cellules.items():
        if est_une_formule(cellule) and titre != "telephone":
            yield _dire(
                ligne,
                titre,
                cellule,
                "une valeur qu'un tableur n'évalue pas",
                "n'ouvrez pas ce fichier dans un tableur",
            )


def _dire(ligne: LigneLue, colonne: str, valeur: str, attendu: str, remede: str) -> Diagnostic:
    return Diagnostic(Niveau.AVERTISSEMENT, ligne.numero, colonne, valeur, attendu, remede, ligne.feuille)
