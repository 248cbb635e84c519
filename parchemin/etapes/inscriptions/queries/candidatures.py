"""Les candidatures que chacun voit, cherchées et filtrées comme il le demande."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from django.db.models import Case, CharField, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat

from parchemin.etapes.inscriptions.models import (
    SANS_SUITE,
    Benefice,
    DemandeAmenagement,
    Dispense,
    EtatDemande,
    EtatInscription,
    Inscription,
    Notification,
    PieceDeposee,
)
from parchemin.socle.organisation.models import Rattachement, Regroupement, SessionExamen
from parchemin.socle.organisation.mots import simplifier
from parchemin.socle.organisation.portee import Portee

LIEES = ("candidat", "academie", "etablissement")
# Dans une adresse : ceux qui n'en ont pas.
AUCUN = "-"
# De chaque filtre : ce que porte une candidature qui n'a rien.
FILTRES_SIMPLES: Mapping[str, str | None] = {
    "etat": "", "academie": "", "etablissement": None, "voie": "", "forme": "", "regime": "", "division": "",
}  # fmt: skip
CONFIRMEES = (EtatInscription.CONFIRMEE, EtatInscription.RECEVABLE)
CANDIDATURE = "candidature:"


def visibles(portee: Portee) -> QuerySet[Inscription]:
    """Candidatures que couvre un rôle : celles de ses académies, de son établissement, ou la sienne."""
    toutes = Inscription.objects.all()
    if portee.session:
        toutes = toutes.filter(session=portee.session)
    if portee.partout:
        return toutes
    siennes = [o.removeprefix(CANDIDATURE) for o in portee.objets if o.startswith(CANDIDATURE)]
    conditions = Q(pk__in=[n for n in siennes if n.isdecimal()])
    if portee.academies:
        conditions |= Q(academie__in=portee.academies)
    if portee.etablissements:
        conditions |= Q(etablissement__in=portee.etablissements)
    return toutes.filter(conditions)


@dataclass(frozen=True, slots=True)
class Filtres:
    """Ce que l'on cherche ; un champ vide ne filtre pas. Les valeurs sont celles de l'adresse de la page.

    `document` : genre d'un document remis que le candidat n'a pas ouvert. `plume` : « oui » ne garde que les candidatures
    que le pilote peut changer, celles de son académie et celles qui lui sont transférées.
    """

    mot: str = ""
    etat: str = ""
    academie: str = ""
    etablissement: str = ""
    voie: str = ""
    forme: str = ""
    regime: str = ""
    division: str = ""
    cas: str = ""
    document: str = ""
    plume: str = ""

    @property
    def actifs(self) -> dict[str, str]:
        """Filtres posés, par nom."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name)}


def _non_ouvertes(**de: str) -> Exists:
    lues = Notification.objects.filter(inscription=OuterRef("pk"), ouverte_le=None, sans_objet_le=None)
    return Exists(lues.filter(**de))


def _a_decider(modele: type[Benefice] | type[Dispense]) -> Exists:
    return Exists(modele._default_manager.filter(inscription=OuterRef("pk"), etat=EtatDemande.DEMANDEE))


SE_TRANSFERE = Exists(
    Rattachement.objects.filter(
        session=OuterRef("session"), academie=OuterRef("academie"), jusque=None
    ).exclude(regroupement__pilote=OuterRef("academie"))
)
# Ce qui attend quelqu'un : un code d'adresse, ce qu'il compte, la condition.
CAS: dict[str, tuple[str, Q]] = {
    "a_deposer": ("à déposer", Q(etat=EtatInscription.BROUILLON)),
    "a_completer": ("à compléter", Q(a_completer__gt=0)),
    "a_confirmer": ("à confirmer", Q(etat=EtatInscription.DEPOSEE)),
    "pieces": ("pièces manquantes", Q(pieces_manquantes__gt=0)),
    "a_controler": (
        "pièces à contrôler",
        Q(Exists(PieceDeposee.objects.filter(
            inscription=OuterRef("pk"), remplacee_le=None, etat=PieceDeposee.Etat.A_CONTROLER
        ))),
    ),
    "a_recevoir": (
        "à déclarer recevables",
        Q(etat=EtatInscription.CONFIRMEE, a_completer=0, pieces_manquantes=0),
    ),
    "a_transferer": (
        "à transférer",
        Q(transferee_le=None) & ~Q(etat=EtatInscription.BROUILLON) & Q(SE_TRANSFERE),
    ),
    "sans_regime": ("au régime à déterminer", Q(regime="")),
    "amenagement": (
        "aménagement demandé",
        Q(Exists(DemandeAmenagement.objects.filter(
            inscription=OuterRef("pk"), remplacee_le=None, etat__in=["demandee", "avis_rendu"]
        ))),
    ),
    "amenages": (
        "aménagement accordé",
        Q(Exists(DemandeAmenagement.objects.filter(inscription=OuterRef("pk"), remplacee_le=None, etat="accordee"))),
    ),
    "titres": ("notes ou dispenses à décider", Q(_a_decider(Benefice)) | Q(_a_decider(Dispense))),
    "non_lus": ("documents non ouverts", Q(_non_ouvertes())),
    "signales": (
        "documents non ouverts signalés à l'établissement",
        Q(Exists(Notification.objects.filter(
            inscription=OuterRef("pk"), ouverte_le=None, sans_objet_le=None, escaladee_le__isnull=False
        ))),
    ),
    "sans_courriel": ("sans adresse électronique", Q(candidat__courriel="")),
    "inscrits": ("inscrits, saisies en cours à part", ~Q(etat=EtatInscription.BROUILLON)),
    "confirmes": ("confirmés, recevables compris", Q(etat__in=CONFIRMEES)),
    "transferes": ("transférés au pilote", Q(transferee_le__isnull=False)),
    "individuels": ("candidats individuels", Q(etablissement=None)),
    "redoublants": ("redoublants", Q(redoublant=True)),
}  # fmt: skip
# Une candidature rejetée n'attend plus rien, sauf que sa décision soit lue : un délai de recours court.
AUSSI_REJETEES = frozenset({"non_lus", "signales"})
# L'ordre du temps, que celui des codes ne dit pas.
RANG_DE_L_ETAT = Case(
    *(When(etat=etat, then=Value(rang)) for rang, etat in enumerate(EtatInscription)),
    output_field=IntegerField(),
)
TRIS: Mapping[str, tuple[str, ...]] = {
    "nom": ("candidat__recherche", "pk"),
    "etablissement": ("etablissement__nom", "candidat__recherche", "pk"),
    "etat": ("rang_de_l_etat", "candidat__recherche", "pk"),
    "numero": ("numero", "pk"),
}


def chercher(portee: Portee, session: SessionExamen, filtres: Filtres) -> QuerySet[Inscription]:
    """Candidatures visibles de la session qui répondent à ces filtres, par nom.

    Le mot se cherche sans accents ni majuscules : début de chaque nom ou prénom, INE, numéro de candidat, ou UAI.
    """
    trouvees = visibles(portee).filter(session=session).select_related(*LIEES)
    for champ, vide in FILTRES_SIMPLES.items():
        if valeur := getattr(filtres, champ):
            trouvees = trouvees.filter(**{champ: vide if valeur == AUCUN else valeur})
    if filtres.cas in CAS:
        trouvees = trouvees.filter(cas(filtres.cas))
    if filtres.document:
        trouvees = trouvees.filter(_non_ouvertes(genre=filtres.document)).exclude(
            etat=EtatInscription.ANNULEE
        )
    if filtres.plume:
        trouvees = trouvees.filter(sous_la_plume(session))
    return _par_mots(trouvees, filtres.mot)


def cas(code: str) -> Q:
    """Condition de ce cas de `CAS`, parmi les candidatures qui peuvent encore attendre quelqu'un."""
    finies = {EtatInscription.ANNULEE} if code in AUSSI_REJETEES else set(SANS_SUITE)
    return CAS[code][1] & ~Q(etat__in=finies)


def sous_la_plume(session: SessionExamen) -> Q:
    """Condition : candidatures que le pilote de leur académie peut changer (circulaire d'organisation, § 1.1)."""
    pilotes = Regroupement.objects.filter(session=session)
    return Q(transferee_le__isnull=False) | Q(academie__in=pilotes.values("pilote"))


def codes(candidatures: QuerySet[Inscription]) -> QuerySet[Inscription, str]:
    """Codes d'objet de ces candidatures, tels que le journal les porte."""
    texte = Concat(Value(CANDIDATURE), Cast("pk", CharField()), output_field=CharField())
    return candidatures.order_by().annotate(code_d_objet=texte).values_list("code_d_objet", flat=True)


def trier(trouvees: QuerySet[Inscription], tri: str) -> QuerySet[Inscription]:
    """Candidatures dans l'ordre demandé, une clé de `TRIS`, à rebours après un « - » ; par nom sinon."""
    ordre = TRIS.get(tri.removeprefix("-"), TRIS["nom"])
    if ordre[0] == "rang_de_l_etat":
        trouvees = trouvees.alias(rang_de_l_etat=RANG_DE_L_ETAT)
    rebours = tri.startswith("-") and tri.removeprefix("-") in TRIS
    return trouvees.order_by(f"-{ordre[0]}" if rebours else ordre[0], *ordre[1:])


def une(portee: Portee, numero: int) -> Inscription | None:
    """Candidature visible de ce numéro interne ; `None` sinon."""
    liees = (*LIEES, "session", "candidat__compte")
    return visibles(portee).select_related(*liees).filter(pk=numero).first()


def _par_mots(trouvees: QuerySet[Inscription], mot: str) -> QuerySet[Inscription]:
    # « 910 2600 0012 » est un seul numéro.
    for morceau in re.sub(r"(?<=\d)[\s.]+(?=\d)", "", mot).split()[:6]:
        code = re.sub(r"[^0-9A-Z]", "", morceau.upper())
        if any(c.isdigit() for c in code):
            trouvees = trouvees.filter(_par_code(code))
        elif simple := simplifier(morceau):
            # Début d'un mot : « dup » trouve « Dupont », pas « Audup » ; « O'Brien » se cherche d'un tenant.
            trouvees = trouvees.filter(
                Q(candidat__recherche__startswith=simple) | Q(candidat__recherche__contains=f" {simple}")
            )
    return trouvees


def _par_code(code: str) -> Q:
    """Un morceau qui porte un chiffre n'est pas un nom : c'est un numéro de candidat, un INE ou un UAI."""
    condition = Q(numero=code) | Q(candidat__ine=code) | Q(etablissement=code)
    return condition | Q(numero__endswith=code) if code.isdecimal() else condition


def divisions(portee: Portee, session: SessionExamen) -> Iterable[str]:
    """Divisions de classe des candidatures visibles, pour une liste ; seulement pour qui voit peu d'établissements."""
    if not portee.etablissements:
        return []
    lues = visibles(portee).filter(session=session).exclude(division="").order_by("division")
    return list(lues.values_list("division", flat=True).distinct()[:60])
