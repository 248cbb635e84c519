"""Exporter le journal : en JSON, une ligne par acte, pour le vérifier ailleurs ; en CSV, pour le lire au tableur."""

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from parchemin.moteurs.tableurs import ecrire_csv, proteger
from parchemin.socle.journal.chaine import ecrire_instant, ecrire_ligne
from parchemin.socle.journal.faits import ActeRaconte, raconter
from parchemin.socle.journal.queries import Filtres, Regard, actes_visibles
from parchemin.socle.journal.verification import PAR_PAGE, actes_lus

ENTETE: Final = (
    "numéro", "instant (UTC)", "acte", "code de l'auteur", "auteur", "rôle", "périmètre", "code de l'objet", "objet",
    "session", "avant", "après", "motif", "charge effacée par l'acte", "empreinte",
)  # fmt: skip
# Dans le dépôt, le vérificateur est un script ; installé, il accompagne ce module.
VERIFICATEUR = (
    Path(__file__).resolve().parents[3] / "scripts" / "verifier_journal.py",
    Path(__file__).with_name("verifier_journal.py"),
)


def lignes_json() -> Iterator[str]:
    """Le journal entier, un acte par ligne, fin de ligne comprise."""
    for acte in actes_lus():
        yield ecrire_ligne(acte) + "\n"


def pages_csv(regard: Regard, filtres: Filtres) -> Iterator[str]:
    """Les actes visibles, du plus ancien au plus récent, par morceaux de CSV ; aucune case n'y est une formule."""
    # Un tableur reconnaît l'UTF-8 à cette marque.
    yield "\ufeff" + _csv(ENTETE)
    visibles = actes_visibles(regard, filtres).select_related("charge", "effacement").order_by("numero")
    dernier = 0
    while actes := [raconter(acte) for acte in visibles.filter(numero__gt=dernier)[:PAR_PAGE]]:
        yield _csv(*map(_rangee, actes))
        dernier = actes[-1].numero


def par_blocs(textes: Iterable[str], taille: int = 500) -> Iterator[bytes]:
    """Textes réunis en blocs d'octets : un envoi par ligne coûterait plus que la ligne."""
    suite = iter(textes)
    while bloc := "".join(islice(suite, taille)):
        yield bloc.encode()


def verificateur() -> bytes:
    """Le vérificateur autonome, tel qu'on le remet à qui doit vérifier sans nous."""
    return next(place for place in VERIFICATEUR if place.is_file()).read_bytes()


def _csv(*rangees: Sequence[str]) -> str:
    tampon = io.StringIO(newline="")
    ecrire_csv(tampon, rangees[0], rangees[1:])
    return tampon.getvalue()


def _rangee(acte: ActeRaconte) -> tuple[str, ...]:
    cases = (
        str(acte.numero), ecrire_instant(acte.le), acte.acte, acte.auteur, acte.nom_auteur, acte.role, acte.perimetre,
        acte.objet, acte.nom_objet, acte.session,
        " ; ".join(f"{c.nom} : {c.avant}" for c in acte.changements),
        " ; ".join(f"{c.nom} : {c.apres}" for c in acte.changements),
        acte.motif, str(acte.efface_par or ""), acte.tete.empreinte,
    )  # fmt: skip
    return tuple(map(proteger, cases))
