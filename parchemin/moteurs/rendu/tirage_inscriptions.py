"""Tirer les papiers d'inscription : un fichier par établissement, les candidats dans l'ordre alphabétique."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from parchemin.moteurs.rendu.inscriptions import InscriptionAImprimer
from parchemin.moteurs.rendu.papiers_d_inscription import PapierRefuse
from parchemin.moteurs.rendu.session import Avancement, plier
from parchemin.moteurs.rendu.tirage import SANS_ETABLISSEMENT, Page, cles_de_fichier, ecrire_pages

Remplir = Callable[[Sequence[InscriptionAImprimer]], Mapping[str, Any]]


def tirer_inscriptions(
    gabarit: str,
    remplir: Remplir,
    inscriptions: Sequence[InscriptionAImprimer],
    dossier: Path,
    avancement: Avancement | None = None,
) -> list[Path]:
    """Écrit un PDF par établissement ; renvoie les fichiers, dans l'ordre de mise sous enveloppe.

    `gabarit` et `remplir` vont ensemble : « confirmation » et `confirmation`. Chaque candidat y commence une
    feuille. Lève `PapierRefuse` avec les fautes de tous les candidats avant d'avoir rien écrit, `OSError` si le
    dossier n'est pas accessible en écriture.
    """
    groupes = [list(groupe) for _, groupe in groupby(sorted(inscriptions, key=_rang), key=_lieu)]
    cles = cles_de_fichier(_cle(groupe[0]) for groupe in groupes)
    pages: list[Page] = []
    fautes: list[str] = []
    for cle, groupe in zip(cles, groupes, strict=True):
        try:
            pages.append((f"{gabarit}_{cle}", gabarit, remplir(groupe)))
        except PapierRefuse as refus:
            fautes += refus.fautes
    if fautes:
        raise PapierRefuse(fautes)
    return ecrire_pages(pages, dossier, avancement)


def _lieu(inscription: InscriptionAImprimer) -> tuple[str, str, str]:
    lieu = inscription.lieu
    return inscription.cadre.academie_d_origine, lieu.nom if lieu else "", lieu.uai if lieu else ""


def _cle(inscription: InscriptionAImprimer) -> str:
    """Un candidat individuel n'a que son académie."""
    academie, nom, uai = _lieu(inscription)
    return uai or nom or f"{SANS_ETABLISSEMENT}-{academie}"


def _rang(inscription: InscriptionAImprimer) -> tuple[object, ...]:
    civil = inscription.etat_civil
    # Le lieu tel quel après le lieu plié : deux écritures voisines ne mêlent pas leurs candidats.
    return (
        *map(plier, _lieu(inscription)), *_lieu(inscription), plier(civil.nom), plier(civil.prenoms),
        inscription.candidature,
    )  # fmt: skip
