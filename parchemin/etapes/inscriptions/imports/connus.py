"""Ce que la base sait des personnes qu'un fichier nomme, lu par lots : jamais une requête par ligne."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TypeVar

from django.db.models import Q

from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.faits import Dossier
from parchemin.etapes.inscriptions.imports.modele import NUMERO, Genre, Voulue
from parchemin.etapes.inscriptions.models import Candidat, FichierRecu, Inscription, LigneRecue
from parchemin.etapes.inscriptions.queries.dossiers import dossiers
from parchemin.socle.organisation import mots

LOT = 500
"""Valeurs par question : toute base les accepte."""
Cle = tuple[str, str, str]
T = TypeVar("T")
simplifier = lru_cache(maxsize=1 << 14)(mots.simplifier)


def par_lots(valeurs: Iterable[T]) -> Iterator[list[T]]:
    """Les valeurs, par lots."""
    toutes = list(valeurs)
    for debut in range(0, len(toutes), LOT):
        yield toutes[debut : debut + LOT]


def cle(nom: str, prenoms: str, ne_le: str) -> Cle:
    """Nom, prénoms et naissance, sans accents ni casse."""
    return simplifier(nom), simplifier(prenoms), ne_le


def cle_courte(nom: str, prenoms: str, ne_le: str) -> Cle:
    """Nom, premier prénom et naissance : de quoi soupçonner la même personne, pas de quoi le savoir."""
    return simplifier(nom), simplifier(prenoms).partition(" ")[0], ne_le


class Connus:
    """Candidats et candidatures de la session que des lignes pourraient désigner, par INE, numéro, nom et naissance."""

    def __init__(self, connaissances: Connaissances, voulues: Sequence[Voulue], format_: str = "") -> None:
        """Lit la base ; `format_` : source dont on cherche le dernier import de chaque candidature."""
        self.connaissances = connaissances
        self.par_ine: dict[str, Candidat] = {}
        self.par_numero: dict[str, Inscription] = {}
        self.par_nom: dict[Cle, list[int]] = defaultdict(list)
        self.par_nom_court: dict[Cle, list[int]] = defaultdict(list)
        self.candidats: dict[int, Candidat] = {}
        self.en_vie: dict[int, Inscription] = {}
        self.sans_suite: dict[int, Inscription] = {}
        self._lire_les_candidats(voulues)
        self._lire_les_candidatures(voulues)
        inscriptions = list(self.en_vie.values())
        self.dossiers: dict[int, Dossier] = {}
        self.derniers_dits: dict[int, dict[str, str]] = {}
        for lot in par_lots(inscriptions):
            self.dossiers |= dossiers(lot)
            if format_:
                self.derniers_dits |= _derniers_dits(connaissances, format_, [i.pk for i in lot])

    def _lire_les_candidats(self, voulues: Sequence[Voulue]) -> None:
        for lot in par_lots({v["ine"] for v in voulues} - {""}):
            self.par_ine |= {c.ine: c for c in Candidat.objects.filter(ine__in=lot)}
        self.candidats = {c.pk: c for c in self.par_ine.values()}
        cherches = {simplifier(v["nom"]) for v in voulues}
        proches: set[int] = set()
        lus = ("pk", "nom", "nom_usage", "prenoms", "ne_le")
        for lot in par_lots({v["ne_le"] for v in voulues} - {""}):
            for numero, nom, usage, prenoms, ne_le in Candidat.objects.filter(ne_le__in=lot).values_list(
                *lus
            ):
                for sien in {nom, usage} - {""}:
                    if simplifier(sien) in cherches:
                        self.par_nom[cle(sien, prenoms, ne_le.isoformat())].append(numero)
                        self.par_nom_court[cle_courte(sien, prenoms, ne_le.isoformat())].append(numero)
                        proches.add(numero)
        for lot_de_cles in par_lots(proches - self.candidats.keys()):
            self.candidats |= Candidat.objects.in_bulk(lot_de_cles)

    def _lire_les_candidatures(self, voulues: Sequence[Voulue]) -> None:
        de_la_session = Inscription.objects.filter(session=self.connaissances.session)
        de_la_session = de_la_session.select_related("candidat").order_by("pk")
        trouvees: dict[int, Inscription] = {}
        for lot in par_lots({v[NUMERO] for v in voulues} - {""}):
            trouvees |= {i.pk: i for i in de_la_session.filter(numero__in=lot)}
        autres = {i.candidat_id for i in trouvees.values()} - self.candidats.keys()
        for lot_de_cles in par_lots(self.candidats.keys() | autres):
            nouvelles = de_la_session.filter(Q(candidat__in=lot_de_cles))
            trouvees |= {i.pk: i for i in nouvelles if i.pk not in trouvees}
        self.connaissances.retenir_etablissements(
            {v["etablissement"] for v in voulues} | {i.etablissement_id or "" for i in trouvees.values()}
        )
        for inscription in trouvees.values():
            self.connaissances.rattacher(inscription)
            self.candidats[inscription.candidat_id] = inscription.candidat
            self.par_numero[inscription.numero] = inscription
            rangees = self.en_vie if inscription.est_en_vie else self.sans_suite
            rangees[inscription.candidat_id] = inscription


def _derniers_dits(
    connaissances: Connaissances, format_: str, cles: Sequence[int]
) -> dict[int, dict[str, str]]:
    """Ce que le dernier fichier appliqué de cette source disait de chaque candidature."""
    lignes = LigneRecue.objects.filter(
        Q(etat=LigneRecue.Etat.FAITE) | Q(genre=Genre.INCHANGEE),
        fichier__session=connaissances.session,
        fichier__format=format_,
        fichier__etat=FichierRecu.Etat.APPLIQUE,
        inscription__in=cles,
    ).order_by("fichier__applique_le")
    return dict(lignes.values_list("inscription_id", "valeurs"))
