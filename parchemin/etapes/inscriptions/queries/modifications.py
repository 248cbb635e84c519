"""Ce que l'autre académie a changé depuis le transfert, et que celle-ci n'a pas lu (circulaire d'organisation, § 1.1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.models import Inscription
from parchemin.etapes.inscriptions.mots_des_actes import AUTRES_NOMS, dire_autrement
from parchemin.etapes.inscriptions.queries.candidatures import CANDIDATURE, codes, visibles
from parchemin.etapes.inscriptions.queries.registre import Regard
from parchemin.etapes.inscriptions.queries.relais import COTES, PRENDRE_CONNAISSANCE, SANS_CHANGEMENT
from parchemin.socle.journal.faits import ABSENT, ActeRaconte, Changement, raconter
from parchemin.socle.journal.libelles import libelle
from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation.heures import PARIS, HeureLocale

MONTREES = 50
LIEES = frozenset({"academie", "etablissement"})


@dataclass(frozen=True, slots=True)
class Modification:
    """Un acte de l'autre académie : sur quelle candidature, par qui, quand, ce qui valait avant et vaut après."""

    numero: int
    candidat: str
    le: datetime
    heure: HeureLocale
    quoi: str
    auteur: str
    titre: str
    motif: str
    changements: Sequence[Changement]


def modifications(vu: Regard) -> list[Modification]:
    """Modifications de l'autre académie pas encore lues, de la plus récente à la plus ancienne, cinquante au plus.

    Le rôle dit de quel côté on regarde ; d'aucun côté, il n'y a rien à lire.
    """
    cote, session = COTES.get(vu.role), vu.session
    if cote is None:
        return []
    transferees = visibles(vu.portee).filter(session=session, transferee_le__isnull=False)
    siens = [r for r, c in COTES.items() if c is cote]
    autres = [r for r, c in COTES.items() if c is not cote]
    lues = Acte.objects.filter(
        objet=OuterRef("objet"), acte=PRENDRE_CONNAISSANCE, role__in=siens, numero__gt=OuterRef("numero")
    )
    actes = (
        Acte.objects.select_related("charge", "effacement")
        .filter(
            session=session.code,
            role__in=autres,
            acte__startswith="inscriptions.",
            objet__in=codes(transferees),
        )
        .exclude(acte__in=SANS_CHANGEMENT)
        .exclude(Exists(lues))
        .order_by("-numero")
    )
    return _apres_le_transfert(vu, map(raconter, actes[:MONTREES]))


def _apres_le_transfert(vu: Regard, actes: Iterable[ActeRaconte]) -> list[Modification]:
    lus = list(actes)
    cles = {int(a.objet.removeprefix(CANDIDATURE)) for a in lus}
    transferts = (
        dict(Inscription.objects.filter(pk__in=cles).values_list("pk", "transferee_le")) if cles else {}
    )
    fuseau = vu.lieu.fuseau if vu.lieu else PARIS
    return [
        Modification(
            numero, acte.nom_objet, acte.le, HeureLocale(acte.le, fuseau), acte.libelle, acte.nom_auteur,
            _titre(vu, acte), acte.motif,
            [dit for dit in map(_lisible, acte.changements) if dit.nom],
        )
        for acte in lus
        for numero in [int(acte.objet.removeprefix(CANDIDATURE))]
        if (transferee := transferts.get(numero)) and acte.le >= transferee
    ]  # fmt: skip


def _titre(vu: Regard, acte: ActeRaconte) -> str:
    """Rôle de qui a agi, et son académie quand on la voit."""
    academie = vu.academies.get(acte.perimetre.removeprefix("academie:"))
    return f"{libelle(acte.role, 'roles')}, {academie.nom}" if academie else libelle(acte.role, "roles")


def _lisible(changement: Changement) -> Changement:
    """Changement en clair ; son nom est vide s'il n'intéresse pas qui lit."""
    avant, apres = ("" if v == ABSENT else v for v in (changement.avant, changement.apres))
    if changement.nom in LIEES:
        # Le nom d'une fiche liée coûterait une lecture par ligne : son code suffit à comparer.
        return Changement(champs.libelle(changement.nom), avant, apres)
    if changement.nom in AUTRES_NOMS:
        return Changement(AUTRES_NOMS[changement.nom], dire_autrement(avant), dire_autrement(apres))
    try:
        dits = [champs.dire(changement.nom, valeur) for valeur in (avant, apres)]
        return Changement(champs.libelle(changement.nom), *dits)
    except KeyError:
        return Changement(changement.nom.replace("_", " ").capitalize(), avant, apres)
