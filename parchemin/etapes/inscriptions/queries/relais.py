"""Entre deux académies : ce que l'une a changé et que l'autre n'a pas encore vu (circulaire d'organisation, § 1.1).

L'acte vaut pour les deux dès qu'il est fait ; ici se dit seulement s'il a été lu.
"""

from collections.abc import Iterable, Mapping

from parchemin.droit.modifications import RoleAcademique
from parchemin.etapes.inscriptions.models import Inscription
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.faits import ActeRaconte

PRENDRE_CONNAISSANCE = "inscriptions.prendre_connaissance"
# Ce qui ne change rien à la candidature : rien à y voir pour l'autre académie.
SANS_CHANGEMENT = frozenset(
    {
        PRENDRE_CONNAISSANCE, "inscriptions.editer", "inscriptions.transferer", "inscriptions.relancer",
        "inscriptions.escalader", "inscriptions.ouvrir_notification", "inscriptions.accuser_reception",
    }
)  # fmt: skip
COTES: Mapping[str, RoleAcademique] = {
    Role.RATTACHEMENT: RoleAcademique.RATTACHEE,
    Role.VICE_RECTORAT: RoleAcademique.RATTACHEE,
    Role.PILOTE_ORGANISATION: RoleAcademique.PILOTE,
}


def non_vus(inscription: Inscription, actes: Iterable[ActeRaconte], de: RoleAcademique) -> list[ActeRaconte]:
    """Actes de l'autre académie que celle-ci n'a pas vus, du plus ancien au plus récent.

    Avant le transfert, le pilote ne fait que lire : ce qui s'est fait alors n'attend pas son regard.
    """
    attendus: list[ActeRaconte] = []
    for acte in sorted(actes, key=lambda a: a.numero):
        if acte.acte == PRENDRE_CONNAISSANCE:
            attendus = [] if COTES.get(acte.role) is de else attendus
        elif _est_a_voir(inscription, acte, de):
            attendus.append(acte)
    return attendus


def _est_a_voir(inscription: Inscription, acte: ActeRaconte, de: RoleAcademique) -> bool:
    cote = COTES.get(acte.role)
    if cote is None or cote is de or acte.acte in SANS_CHANGEMENT:
        return False
    return inscription.transferee_le is not None and acte.le >= inscription.transferee_le
