"""Un travail d'essai : il consigne un acte par élément, et tombe en panne quand on le lui dit."""

import os
import time
from dataclasses import dataclass, field

from django.db import OperationalError

from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.taches.genres import Avancee, Paquet, TravailRefuse, genre

PAQUET = 10
GENRE = "essais.compter"
ACTE = "essais.compter"


class RefusDuMetier(Exception):
    """Tient lieu du refus d'une étape."""


@dataclass
class Chantier:
    """Les pannes à venir, dans l'ordre, et les appels reçus."""

    pannes: list[Exception | None] = field(default_factory=list)
    appels: list[Avancee] = field(default_factory=list)


CHANTIER = Chantier()


@genre(
    GENRE, "Compte d'essai", unites=("ligne", "lignes"), refus=(RefusDuMetier,), passageres=(TimeoutError,),
    adresse=lambda objet: f"/essai/{objet.partition(':')[2]}/",
)  # fmt: skip
def compter_un_paquet(avancee: Avancee) -> Paquet:
    """Consigne jusqu'à dix actes ; une panne survient après les avoir écrits, pour voir s'ils se défont."""
    CHANTIER.appels.append(avancee)
    total = avancee.total or 0
    fin = min(avancee.fait + PAQUET, total)
    for rang in range(avancee.fait, fin):
        consigner(ACTE, Fait(f"ligne:{rang}"), par=avancee.auteur, le=avancee.le)
    # Lu par les essais qui tuent un ouvrier : le paquet dure assez pour être interrompu au milieu.
    time.sleep(int(os.environ.get("ESSAI_PAQUET_MS", "0")) / 1000)
    panne = CHANTIER.pannes.pop(0) if CHANTIER.pannes else None
    if panne is not None:
        raise panne
    return Paquet(fin - avancee.fait, reste=fin < total, message=f"Jusqu'à la ligne {fin}.")


def base_occupee() -> OperationalError:
    return OperationalError("database is locked")


def refus() -> TravailRefuse:
    return TravailRefuse("Ligne 12 : la date manque.", "Corrigez-la, puis renvoyez le fichier.")
