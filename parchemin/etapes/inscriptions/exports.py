"""Les listes rendues en fichiers : colonnes prêtes au publipostage, sortie consignée au journal.

Un fichier sort du service avec des données personnelles : qui l'a pris, sous quels filtres, combien de lignes, le
journal le garde (règlement général sur la protection des données, art. 5 et 30).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Case, F, Model, QuerySet, Value, When

from parchemin.etapes.inscriptions.models import Candidat, EtatInscription, Inscription, Notification
from parchemin.etapes.inscriptions.models.notifications import DISCRETS
from parchemin.etapes.inscriptions.queries.listes import FORMES
from parchemin.moteurs.tableurs.classeurs import exporter
from parchemin.moteurs.tableurs.modele import FormatTableau
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.heures import PARIS
from parchemin.socle.organisation.models import VOIES, SessionExamen

PAQUET = 2_000
# Un classeur se compose en mémoire avant de partir ; un CSV ouvre d'aussi longues listes dans un tableur.
LIGNES_D_UN_CLASSEUR = 20_000
LIGNES_IMPRIMEES = 5_000
GENRES: Mapping[str, tuple[FormatTableau, str]] = {
    "csv": (FormatTableau.CSV, "text/csv; charset=utf-8"),
    "xlsx": (FormatTableau.XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ods": (FormatTableau.ODS, "application/vnd.oasis.opendocument.spreadsheet"),
}
Dire = Callable[[object], str | int | date | None]


@dataclass(frozen=True, slots=True)
class Colonne:
    """Une colonne : son titre, le champ qu'elle lit, comment elle le dit ; `imprimee` : elle tient sur le papier."""

    titre: str
    chemin: str
    dire: Dire | None = None
    imprimee: bool = False


class ExportTropLong(Exception):
    """La liste a trop de lignes pour ce format : la phrase dit lequel prendre, ou quoi resserrer."""


def _parmi(choix: Iterable[tuple[object, object]]) -> Dire:
    dits = {str(code): str(dit) for code, dit in choix}
    return lambda valeur: dits.get(str(valeur or ""), str(valeur or ""))


def _jour(valeur: object) -> date | None:
    """Jour d'un instant, à l'heure de Paris."""
    return valeur.astimezone(ZoneInfo(PARIS)).date() if isinstance(valeur, datetime) else None


COLONNES: Sequence[Colonne] = (
    Colonne("Civilité", "candidat__civilite", _parmi(Candidat.Civilite.choices)),
    Colonne("Nom", "candidat__nom", imprimee=True),
    Colonne("Nom d'usage", "candidat__nom_usage"),
    Colonne("Prénoms", "candidat__prenoms", imprimee=True),
    Colonne("Né le", "candidat__ne_le", imprimee=True),
    Colonne("Lieu de naissance", "candidat__naissance_lieu"),
    Colonne("INE", "candidat__ine", imprimee=True),
    Colonne("Numéro de candidat", "numero", imprimee=True),
    Colonne("État", "etat", _parmi(EtatInscription.choices), imprimee=True),
    Colonne("Voie", "voie", _parmi(VOIES)),
    Colonne("Forme", "forme", _parmi((str(code), dit) for code, dit in FORMES.items())),
    Colonne("Régime", "regime", imprimee=True),
    Colonne("UAI", "etablissement_id"),
    Colonne("Établissement", "etablissement__nom", imprimee=True),
    Colonne("Académie", "academie__nom"),
    Colonne("Division", "division", imprimee=True),
    Colonne("Langue obligatoire", "langue_obligatoire"),
    Colonne("Épreuves facultatives", "facultatives"),
    Colonne("Points à compléter", "a_completer"),
    Colonne("Pièces manquantes", "pieces_manquantes"),
    Colonne("Confirmée le", "confirmee_le", _jour),
    Colonne("Transférée le", "transferee_le", _jour),
    Colonne("Adresse", "candidat__adresse"),
    Colonne("Code postal", "candidat__code_postal"),
    Colonne("Localité", "candidat__localite"),
    Colonne("Pays", "candidat__pays"),
    Colonne("Téléphone", "candidat__telephone"),
    Colonne("Courriel", "candidat__courriel"),
)
_DE_LA_PERSONNE = frozenset(
    {
        "Civilité", "Nom", "Nom d'usage", "Prénoms", "Né le", "INE", "Numéro de candidat", "UAI", "Établissement",
        "Division", "Adresse", "Code postal", "Localité", "Pays", "Téléphone", "Courriel",
    }
)  # fmt: skip
_IMPRIMEES_AVEC_UN_DOCUMENT = frozenset({"Nom", "Prénoms", "Numéro de candidat", "Établissement", "Division"})
COLONNES_DE_DOCUMENT: Sequence[Colonne] = (
    *(
        Colonne(c.titre, f"inscription__{c.chemin}", c.dire, c.titre in _IMPRIMEES_AVEC_UN_DOCUMENT)
        for c in COLONNES if c.titre in _DE_LA_PERSONNE
    ),
    Colonne("Document", "genre", _parmi((dict(Notification.Genre.choices) | DISCRETS).items()), imprimee=True),
    Colonne("Objet", "objet"),
    Colonne("Remis le", "remise_le", _jour, imprimee=True),
    Colonne("À lire avant le", "pour_le"),
    Colonne("Relances", "relances"),
    Colonne("Relancé le", "relancee_le", _jour, imprimee=True),
    Colonne("Établissement prévenu le", "escaladee_le", _jour),
)  # fmt: skip


# L'objet d'une décision d'aménagement la nomme : il reste dans le service.
_DISCRET = Case(*(When(genre=genre, then=Value(dit)) for genre, dit in DISCRETS.items()), default=F("objet"))


def titres(colonnes: Sequence[Colonne]) -> list[str]:
    """Titres de ces colonnes, tous différents."""
    return [c.titre for c in colonnes]


def imprimees(colonnes: Sequence[Colonne]) -> list[Colonne]:
    """Colonnes qui tiennent sur une page."""
    return [c for c in colonnes if c.imprimee]


def lignes(
    liste: QuerySet[Inscription] | QuerySet[Notification], colonnes: Sequence[Colonne]
) -> Iterator[list[str | int | date | None]]:
    """Lignes de la liste, une à une ; la base les rend par paquets."""
    chemins = [_DISCRET if c.chemin == "objet" else c.chemin for c in colonnes]
    brutes: QuerySet[Model, tuple[object, ...]] = liste.values_list(*chemins)
    for brute in brutes.iterator(chunk_size=PAQUET):
        yield [c.dire(v) if c.dire else _tel_quel(v) for c, v in zip(colonnes, brute, strict=True)]


def _tel_quel(valeur: object) -> str | int | date | None:
    return valeur if isinstance(valeur, str | int | date) else None


def classeur(
    liste: QuerySet[Inscription] | QuerySet[Notification], colonnes: Sequence[Colonne], genre: str
) -> bytes:
    """Octets du fichier dans ce format (« csv », « xlsx » ou « ods »)."""
    return exporter(GENRES[genre][0], titres(colonnes), lignes(liste, colonnes), feuille="Candidats")


def verifier_la_longueur(genre: str, nombre: int) -> None:
    """Lève `ExportTropLong` si le format ne porte pas autant de lignes."""
    maximum = {"xlsx": LIGNES_D_UN_CLASSEUR, "ods": LIGNES_D_UN_CLASSEUR, "impression": LIGNES_IMPRIMEES}
    if nombre > maximum.get(genre, nombre):
        remede = (
            "resserrez les filtres" if genre == "impression" else "prenez le CSV, ou resserrez les filtres"
        )
        raise ExportTropLong(
            f"La liste a {nombre} lignes ; ce format en porte {maximum[genre]} au plus : {remede}."
        )


@dataclass(frozen=True, slots=True)
class Sortie:
    """Ce qui sort : quelle liste, sous quel format, combien de lignes, avec quels filtres."""

    liste: str
    format: str
    nombre: int
    filtres: Mapping[str, str]


def consigner_l_export(session: SessionExamen, sortie: Sortie, *, par: Auteur, le: datetime) -> None:
    """Consigne la sortie, avant qu'elle ait lieu."""
    apres = {"liste": sortie.liste, "format": sortie.format, "nombre": sortie.nombre, **sortie.filtres}
    with transaction.atomic():
        fait = Fait(f"session:{session.code}", str(session), session.code, apres=apres)
        consigner("inscriptions.exporter", fait, par=par, le=le)
