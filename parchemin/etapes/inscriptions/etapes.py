"""Les étapes de l'inscription individuelle : leur ordre, où l'on en est, ce que le droit dit de chacune."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import combinations

from django.urls import reverse

from parchemin.droit.formes import Amenagement, Forme
from parchemin.etapes.inscriptions.faits import HORS_REGISTRES, Dossier, Examen, Point, Regles
from parchemin.etapes.inscriptions.models import Inscription
from parchemin.socle.organisation.models import Offre

# Au-delà, les combinaisons de facultatives ne se listent plus : elles se cochent une à une.
FACULTATIVES_A_COMBINER = 4


@dataclass(frozen=True, slots=True)
class Definition:
    """Une étape : son code d'adresse, son titre, et les champs que le droit nomme et qui s'y règlent."""

    code: str
    titre: str
    champs: frozenset[str] = frozenset()


ETAPES = (
    Definition("identite", "Identité"),
    Definition("coordonnees", "Coordonnées"),
    Definition("voie", "Voie", frozenset({"voie", "etablissement", "preparation_suivie", "experiences", "anterieures"})),
    Definition(
        "choix", "Épreuves",
        frozenset({"forme", "unites", "facultatives", "langue_obligatoire", "langue_facultative"}),
    ),
    Definition("titres", "Notes et dispenses", frozenset({"conservees"})),
    Definition("situation", "Aménagements", frozenset({"amenagements", "situations"})),
    Definition("relire", "Relire et déposer"),
)  # fmt: skip
CODES = tuple(e.code for e in ETAPES)


@dataclass(frozen=True, slots=True)
class Etape:
    """Une étape telle qu'on la voit : son adresse, si elle est faite, si c'est celle-ci, ce qui y reste à régler."""

    titre: str
    adresse: str
    est_courante: bool
    est_faite: bool
    points: tuple[Point, ...] = ()

    @property
    def mot(self) -> str:
        """Où en est l'étape."""
        if self.points:
            return "À compléter"
        return "Faite" if self.est_faite else "À venir"

    @property
    def forme(self) -> str:
        """Forme qui dessine cet état."""
        if self.points:
            return "attention"
        return "fait" if self.est_faite else "avenir"


def les_etapes(inscription: Inscription, examen: Examen, courante: str) -> list[Etape]:
    """Étapes de la saisie ; celles qu'on n'a pas encore ouvertes ne reprochent rien."""
    etapes = []
    for rang, definition in enumerate(ETAPES, 1):
        vue = rang <= inscription.etape
        points = points_de(definition.code, examen) if vue else ()
        adresse = reverse("inscriptions-inscrire-etape", args=[inscription.pk, definition.code])
        etapes.append(
            Etape(definition.titre, adresse, definition.code == courante, vue and not points, points)
        )
    return etapes


def points_de(code: str, examen: Examen) -> tuple[Point, ...]:
    """Ce que le droit relève et qui se règle à cette étape ; tout, à la dernière."""
    if code == CODES[-1]:
        return examen.points
    return tuple(p for p in examen.points if etape_du_champ(p.champ) == code)


def etape_du_champ(champ: str) -> str:
    """Étape où se règle un champ que nomme le droit ; la dernière pour ce qui ne se règle nulle part."""
    # Une épreuve facultative en cause est nommée par son code.
    connue = next((e.code for e in ETAPES if champ in e.champs), None)
    return connue or ("choix" if champ.startswith("E") else CODES[-1])


def suivante(code: str) -> str:
    """Étape d'après ; la dernière se suit elle-même."""
    return CODES[min(CODES.index(code) + 1, len(CODES) - 1)]


@dataclass(frozen=True, slots=True)
class Option:
    """Une option d'un choix, et pourquoi le droit la ferme ; vide si elle est ouverte."""

    valeur: str
    libelle: str
    refus: str = ""


@dataclass(frozen=True, slots=True)
class Choix:
    """Les options ouvertes et fermées d'une candidature ; sans unités à choisir, la liste en est vide."""

    formes: Sequence[Option]
    unites: Sequence[Option]
    facultatives: Sequence[Option]
    au_dela: str
    est_etale: bool
    langue_exigee: bool

    def se_choisissent(self, forme: str) -> bool:
        """Vrai si les unités se choisissent sous cette forme."""
        return forme == Forme.PROGRESSIVE or self.est_etale


def les_choix(dossier: Dossier, regles: Regles) -> Choix:
    """Options de cette candidature, chacune essayée devant le droit."""
    formes = [
        Option(f.value, f.libelle.capitalize(), " ".join(_phrases(dossier, regles, {"forme"}, forme=f.value)))
        for f in Forme
    ]
    est_etale = Amenagement.ETALEMENT in dossier.amenagements
    progressive_ouverte = any(o.valeur == Forme.PROGRESSIVE and not o.refus for o in formes)
    unites = _unites(dossier, regles) if progressive_ouverte or est_etale else []
    facultatives, au_dela = _facultatives(dossier, regles)
    sans_langue = _essayer(dossier, regles, langue_obligatoire="")
    exigee = any(p.champ == "langue_obligatoire" for p in sans_langue.points)
    return Choix(formes, unites, facultatives, au_dela, est_etale, exigee)


def _unites(dossier: Dossier, regles: Regles) -> list[Option]:
    acquises = dossier.acquises
    deja = "Vous l'avez déjà par une note conservée ou une dispense : y renoncer d'abord."
    return [
        Option(e.unite, f"{e.unite} {e.intitule}", deja if e.unite in acquises else "")
        for e in regles.diplome.obligatoires
    ]


def _facultatives(dossier: Dossier, regles: Regles) -> tuple[list[Option], str]:
    """Chaque ensemble d'épreuves possible : deux qui s'excluent se voient sur leur ligne, avant d'être choisies.

    Et, quand plus rien n'est ouvert au-delà d'un nombre, la phrase du droit qui le dit.
    """
    connues = regles.diplome.facultatives
    noms = {e.code: f"{e.code} {e.intitule}" for e in connues}
    options, deja = [Option("", "Aucune")], set[str]()
    for taille in range(1, min(len(connues), FACULTATIVES_A_COMBINER) + 1):
        essais = [
            (ensemble, _phrases(dossier, regles, {*noms, "facultatives"}, facultatives=",".join(ensemble)))
            for ensemble in combinations(regles.ordre_des_facultatives, taille)
        ]
        dites = {phrase for _, phrases in essais for phrase in phrases}
        if all(phrases for _, phrases in essais):
            return options, " ".join(sorted(dites - deja))
        deja |= dites
        options += [Option(",".join(e), " et ".join(noms[c] for c in e), " ".join(p)) for e, p in essais]
    return options, ""


def _phrases(dossier: Dossier, regles: Regles, en_cause: Iterable[str], **valeurs: str) -> list[str]:
    """Pourquoi le droit interdit ces valeurs ; rien s'il les admet. La candidature elle-même n'est pas touchée."""
    concernes = set(en_cause)
    return [p.complet for p in _essayer(dossier, regles, **valeurs).interdits if p.champ in concernes]


def _essayer(dossier: Dossier, regles: Regles, **valeurs: str) -> Examen:
    essai = copy(dossier.inscription)
    for champ, valeur in valeurs.items():
        setattr(essai, champ, valeur)
    return regles.examiner(replace(dossier, inscription=essai))


def mois_d_experience(dossier: Dossier, regles: Regles) -> str:
    """Mois d'expérience que compte le droit, sur ceux qu'il demande : « 8 mois et 13/15 de mois, sur 12 demandés »."""
    lues = regles.pour(dossier.inscription.academie)
    entiers, reste = divmod(lues.mois_d_experience(regles.candidature(dossier)), 1)
    suite = f" et {reste.numerator}/{reste.denominator} de mois" if reste else ""
    return f"{entiers} mois{suite}, sur {lues.lues['inscription.experience_mois'].valeur} demandés"


def depot_ouvert(examen: Examen, *, tardif: bool) -> bool:
    """Vrai si rien ne s'oppose au dépôt ; la clôture n'arrête pas un dépôt tardif, que le service motive."""
    return not [p for p in examen.points if not (tardif and p.code == HORS_REGISTRES)]


def etablissements_proposes(inscription: Inscription) -> list[tuple[str, str]]:
    """Établissements de l'académie qui offrent le diplôme à cette session, et celui qui est déjà choisi."""
    offres = Offre.objects.filter(
        session=inscription.session, etablissement__academie=inscription.academie_id
    )
    lus = (
        offres.filter(etablissement__ferme_le=None)
        .values_list("etablissement_id", "etablissement__nom")
        .distinct()
    )
    proposes = {uai: f"{nom} ({uai})" for uai, nom in lus.order_by("etablissement__nom")}
    actuel = inscription.etablissement
    if proposes and actuel:
        proposes.setdefault(actuel.pk, str(actuel))
    return list(proposes.items())
