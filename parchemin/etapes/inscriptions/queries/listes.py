"""La liste des candidats telle que sa page la montre : une page de lignes, ce qui reste à faire, les filtres en clair."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet

from parchemin.droit.diplome import diplome
from parchemin.droit.pieces import pieces_du_diplome
from parchemin.etapes.inscriptions.models import (
    SANS_SUITE,
    EtatInscription,
    Inscription,
    Notification,
    PieceAcademique,
)
from parchemin.etapes.inscriptions.queries.candidatures import (
    AUCUN,
    CAS,
    LIEES,
    Filtres,
    sous_la_plume,
    trier,
    visibles,
)
from parchemin.socle.organisation.models import VOIES, SessionExamen
from parchemin.socle.organisation.portee import Portee

PAR_PAGE = 50
LIBELLES: Mapping[str, str] = {
    "mot": "Recherche", "etat": "État", "academie": "Académie", "etablissement": "Établissement", "voie": "Voie",
    "forme": "Forme", "regime": "Régime", "division": "Division", "cas": "À traiter", "document": "Non ouvert",
    "plume": "Plume",
}  # fmt: skip
FORMES = dict(Inscription._meta.get_field("forme").flatchoices)
# L'état se dit, et se dessine.
DESSINS: Mapping[str, str] = {
    EtatInscription.BROUILLON: "avenir", EtatInscription.DEPOSEE: "cours", EtatInscription.CONFIRMEE: "cours",
    EtatInscription.RECEVABLE: "fait", EtatInscription.REJETEE: "nv", EtatInscription.ANNULEE: "di",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ligne:
    """Une candidature d'une liste : elle, le dessin de son état, et ce qui reste à y faire (mot, forme)."""

    inscription: Inscription
    dessin: str
    reste: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FiltreActif:
    """Un filtre posé : son nom, sa valeur en clair, l'adresse de la page sans lui."""

    libelle: str
    valeur: str
    adresse: str


def ligne(inscription: Inscription) -> Ligne:
    """La candidature, prête à montrer."""
    return Ligne(inscription, DESSINS[inscription.etat], reste_a_faire(inscription))


def reste_a_faire(i: Inscription) -> list[tuple[str, str]]:
    """Ce que la candidature attend encore de quelqu'un, le plus bloquant d'abord ; vide si rien que l'état ne dise."""
    if i.etat in SANS_SUITE:
        return []
    reste = []
    if not i.regime:
        reste.append(("régime à déterminer", "bloquant"))
    if i.a_completer:
        reste.append((f"{i.a_completer} point{_s(i.a_completer)} à compléter", "attention"))
    if i.pieces_manquantes:
        manquantes = f"pièce{_s(i.pieces_manquantes)} manquante{_s(i.pieces_manquantes)}"
        reste.append((f"{i.pieces_manquantes} {manquantes}", "attention"))
    if i.etat == EtatInscription.CONFIRMEE and not reste:
        reste.append(("à déclarer recevable", "info"))
    return reste


def page_de_candidats(
    trouvees: QuerySet[Inscription], tri: str, numero: str | None
) -> tuple[Page[int], list[Ligne]]:
    """Page demandée (la première si elle n'existe pas) et ses lignes, en trois requêtes.

    Les numéros d'abord, les candidatures ensuite : la base ne trie pas tout ce que porte une ligne.
    """
    page = Paginator(trier(trouvees, tri).values_list("pk", flat=True), PAR_PAGE).get_page(numero)
    cles = list(page)
    lues = Inscription.objects.select_related(*LIEES).in_bulk(cles)
    return page, [ligne(lues[cle]) for cle in cles if cle in lues]


def dire_les_filtres(
    filtres: Filtres, noms: Mapping[str, Mapping[str, str]], garde: Mapping[str, str]
) -> list[FiltreActif]:
    """Filtres posés, en clair.

    `noms` : noms déjà lus des académies et des établissements, par code ; `garde` : ce que l'adresse porte d'autre.
    """
    dits = []
    for nom, valeur in filtres.actifs.items():
        sans = replace(filtres, **{nom: ""})
        dits.append(FiltreActif(LIBELLES[nom], _dire(nom, valeur, noms), adresse(sans, garde)))
    return dits


def etablissements_lus(lignes: Iterable[Ligne]) -> dict[str, str]:
    """Nom des établissements de ces lignes, par UAI."""
    lus = (ligne.inscription.etablissement for ligne in lignes)
    return {e.pk: e.nom for e in lus if e}


def adresse(filtres: Filtres, garde: Mapping[str, str]) -> str:
    """Fin d'adresse qui porte ces filtres : « ?etat=deposee&tri=nom »."""
    return f"?{urlencode(filtres.actifs | {nom: valeur for nom, valeur in garde.items() if valeur})}"


def _dire(nom: str, valeur: str, noms: Mapping[str, Mapping[str, str]]) -> str:
    dictions: Mapping[str, Mapping[str, str]] = {
        "etat": dict(EtatInscription.choices), "division": {AUCUN: "sans division"},
        "academie": noms.get("academie", {}),
        "etablissement": {AUCUN: "candidats individuels", **noms.get("etablissement", {})},
        "voie": dict(VOIES), "forme": FORMES,
        "regime": {AUCUN: "à déterminer"}, "cas": {code: dit for code, (dit, _) in CAS.items()},
        "document": dict(Notification.Genre.choices), "plume": {"oui": "que vous pouvez changer"},
    }  # fmt: skip
    return str(dictions.get(nom, {}).get(valeur, valeur))


def pieces_reclamables(session: SessionExamen) -> list[tuple[str, str]]:
    """Pièces que l'on peut réclamer à un candidat de la session : code et libellé ; vide si son droit n'est pas connu."""
    par_defaut = pieces_du_diplome(diplome(session.diplome, session=session.annee))
    ajoutees = PieceAcademique.objects.filter(session=session, remplacee_le=None, est_retiree=False)
    connues = {p.code: p.libelle for p in par_defaut} | dict(ajoutees.values_list("code", "libelle"))
    return sorted(connues.items(), key=lambda piece: piece[1])


@dataclass(frozen=True, slots=True)
class Compte:
    """Les documents d'un genre que les candidats n'ont pas ouverts."""

    genre: str
    libelle: str
    nombre: int
    candidats: int
    sans_courriel: int


def non_ouvertes(portee: Portee, session: SessionExamen, filtres: Filtres) -> QuerySet[Notification]:
    """Documents remis et pas encore ouverts, des candidatures visibles, le plus ancien d'abord."""
    trouvees = Notification.objects.filter(
        inscription__session=session, ouverte_le=None, sans_objet_le=None
    ).exclude(inscription__etat=EtatInscription.ANNULEE)
    if not portee.partout:
        trouvees = trouvees.filter(inscription__in=visibles(portee))
    for champ in ("academie", "etablissement"):
        if valeur := getattr(filtres, champ):
            trouvees = trouvees.filter(**{f"inscription__{champ}": valeur})
    if filtres.plume:
        trouvees = trouvees.filter(inscription__in=visibles(portee).filter(sous_la_plume(session)))
    if filtres.document:
        trouvees = trouvees.filter(genre=filtres.document)
    return trouvees.order_by("remise_le", "pk")


def documents(cles: Sequence[int]) -> list[Notification]:
    """Documents de ces numéros, dans cet ordre, avec leur candidat et son établissement.

    Une page se lit en deux temps : la base ne trie pas tout ce que porte une ligne.
    """
    liees = ("inscription__candidat", "inscription__etablissement", "inscription__academie")
    lus = Notification.objects.select_related(*liees).in_bulk(list(cles))
    return [lus[cle] for cle in cles if cle in lus]


def comptes_par_document(non_lues: QuerySet[Notification]) -> list[Compte]:
    """Nombre de documents non ouverts par genre, dans l'ordre des genres."""
    groupes = non_lues.order_by().values("genre").annotate(
        nombre=Count("pk"), candidats=Count("inscription", distinct=True),
        sans=Count("pk", filter=Q(inscription__candidat__courriel="")),
    )  # fmt: skip
    lus = {g["genre"]: g for g in groupes}
    return [
        Compte(genre, libelle, lus[genre]["nombre"], lus[genre]["candidats"], lus[genre]["sans"])
        for genre, libelle in Notification.Genre.choices
        if genre in lus
    ]


def sans_courriel(non_lues: QuerySet[Notification]) -> QuerySet[Notification]:
    """De ces documents, ceux de candidats sans adresse électronique : ils se remettent sur papier."""
    return non_lues.filter(inscription__candidat__courriel="")


def a_relancer(non_lues: QuerySet[Notification]) -> QuerySet[Notification]:
    """De ces documents, ceux dont le candidat a une adresse électronique, le moins récemment relancé d'abord."""
    return non_lues.exclude(inscription__candidat__courriel="").order_by(
        F("relancee_le").asc(nulls_first=True), "remise_le", "pk"
    )


def candidats_de(non_lues: QuerySet[Notification]) -> tuple[int, int]:
    """Nombre de candidats à qui ces documents sont remis, et de ceux dont l'établissement n'est pas encore prévenu."""
    a_prevenir = Q(escaladee_le=None, inscription__etablissement__isnull=False)
    lus = non_lues.order_by().aggregate(
        tous=Count("inscription", distinct=True),
        prevenir=Count("inscription", distinct=True, filter=a_prevenir),
    )
    return lus["tous"], lus["prevenir"]


def _s(nombre: int) -> str:
    return "s" if nombre > 1 else ""
