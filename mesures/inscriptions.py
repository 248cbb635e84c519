"""Mesure le bureau des inscriptions au volume de tous les BTS : 180 000 candidatures, pages servies sans réseau."""

import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from mesures.releve import Mesure, Releves, dossier_temporaire

if TYPE_CHECKING:
    from django.test import Client

CANDIDATURES = 180_000
ETABLISSEMENTS = 2_000
PAQUET = 5_000
FOIS = 9
MS_AU_VOLUME = 500.0
LE = datetime(2026, 1, 5, 9, tzinfo=UTC)
SYLLABES = (
    "ba",
    "do",
    "mar",
    "tin",
    "du",
    "pont",
    "le",
    "roy",
    "ga",
    "lo",
    "mi",
    "chel",
    "ren",
    "au",
    "si",
    "vo",
)
# De chaque centaine : combien dans chaque état.
ETATS = ["deposee"] * 40 + ["confirmee"] * 35 + ["recevable"] * 20 + ["brouillon"] * 4 + ["annulee"]
PAGES = (
    ("tableau de bord", "/inscriptions/"),
    ("liste, première page", "/inscriptions/candidats/"),
    ("liste, centième page", "/inscriptions/candidats/?page=100"),
    ("liste, par établissement", "/inscriptions/candidats/?tri=etablissement"),
    ("liste, par état", "/inscriptions/candidats/?tri=-etat"),
    ("recherche d'un nom", "/inscriptions/candidats/?mot=dupont"),
    ("recherche de deux mots", "/inscriptions/candidats/?mot=martin+do"),
    ("recherche d'un numéro", "/inscriptions/candidats/?mot=00000012345"),
    ("filtre : pièces manquantes", "/inscriptions/candidats/?cas=pieces"),
    ("filtre : documents non ouverts", "/inscriptions/candidats/?cas=non_lus"),
    ("filtre : pièces à contrôler", "/inscriptions/candidats/?cas=a_controler"),
    ("qui n'a pas ouvert quoi", "/inscriptions/non-lus/"),
)


def mesurer() -> Releves:
    """Durée médiane de chaque page du bureau, pour l'administration nationale et pour une académie."""
    with dossier_temporaire() as dossier:
        _preparer(dossier)
        peupler(CANDIDATURES)
        for qui, navigateur in (("national", _entrer("")), ("académie", _entrer("10"))):
            for nom, adresse in PAGES:
                duree = _mediane(partial(_lire, navigateur, adresse))
                yield Mesure(f"{nom} ({qui})", duree, "ms", MS_AU_VOLUME)


def _mediane(travail: Callable[[], None]) -> float:
    """Durée médiane, en millisecondes, après un premier passage qui ne compte pas."""
    travail()
    durees = []
    for _ in range(FOIS):
        debut = time.perf_counter()
        travail()
        durees.append(1_000 * (time.perf_counter() - debut))
    return median(durees)


def _preparer(dossier: Path) -> None:
    variables = {"PARCHEMIN_MODE": "demonstration", "PARCHEMIN_BASE": str(dossier / "base.sqlite3")}
    os.environ.update(variables | {"PARCHEMIN_DEBUG": "non", "DJANGO_SETTINGS_MODULE": "config.settings"})
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _lire(navigateur: "Client", adresse: str) -> None:
    reponse = navigateur.get(adresse)
    if reponse.status_code != 200:
        raise RuntimeError(f"{adresse} : {reponse.status_code}")


def _entrer(academie: str) -> "Client":
    """Navigateur d'une personne fictive : l'administration nationale, ou le service d'une académie."""
    from django.test import Client

    from parchemin.socle.comptes.controle import FACTEUR_DU_FOURNISSEUR
    from parchemin.socle.comptes.models import Habilitation, Personne

    role, nature = ("rattachement", "academie") if academie else ("national", "national")
    le = datetime.now(UTC)
    personne = Personne.objects.create(identifiant=f"{role}@exemple.invalid", nom="Fictif", creee_le=le)
    Habilitation.objects.create(
        personne=personne, role=role, nature=nature, perimetre=f"academie:{academie}" if academie else "",
        accordee_par="systeme", debut=le - timedelta(days=1), fin=le + timedelta(days=30),
        academie_id=academie or None,
    )  # fmt: skip
    navigateur = Client(headers={"host": "localhost"})
    navigateur.force_login(personne, backend="parchemin.socle.comptes.identification.CompteLocal")
    session = navigateur.session
    session[FACTEUR_DU_FOURNISSEUR] = True
    session.save()
    return navigateur


def peupler(nombre: int) -> None:
    """Écrit une session, ses établissements, et autant de candidatures fictives, par paquets."""
    from parchemin.etapes.inscriptions.models import Candidat, Inscription, Notification, PieceDeposee
    from parchemin.socle.organisation.models import Academie, Etablissement, SessionExamen

    session = SessionExamen.objects.create(diplome="ccst", annee=2026, phase="inscriptions", ouverte_le=LE)
    academies = list(Academie.objects.exclude(nature="service_commun").values_list("pk", flat=True))
    lycees = [(f"{9_000_000 + n}X", academies[n % len(academies)]) for n in range(ETABLISSEMENTS)]
    Etablissement.objects.bulk_create(
        Etablissement(
            uai=uai, nom=f"Lycée fictif {7919 * n % ETABLISSEMENTS}", academie_id=a, secteur="public"
        )
        for n, (uai, a) in enumerate(lycees)
    )
    for debut in range(0, nombre, PAQUET):
        rangs = range(debut, min(debut + PAQUET, nombre))
        candidats = [_candidat(Candidat, n) for n in rangs]
        Candidat.objects.bulk_create(candidats)
        inscrites = [
            _inscription(Inscription, n, c, session, lycees[37 * n % ETABLISSEMENTS])
            for n, c in zip(rangs, candidats, strict=True)
        ]
        Inscription.objects.bulk_create(inscrites)
        Notification.objects.bulk_create(
            Notification(
                inscription=i, genre="confirmation", objet="Votre confirmation d'inscription est à signer", remise_le=LE,
                ouverte_le=LE if n % 6 else None,
            ) for n, i in enumerate(inscrites)
        )  # fmt: skip
        PieceDeposee.objects.bulk_create(
            PieceDeposee(
                inscription=i, code="identite", etat="acceptee" if n % 30 else "a_controler", deposee_le=LE,
                deposee_par="personne:1",
            ) for n, i in enumerate(inscrites[::3])
        )  # fmt: skip


def _candidat(modele: Any, n: int) -> Any:
    """Une personne fictive, au nom composé de syllabes."""
    morceaux = [SYLLABES[(n // 16**rang + n) % 16] for rang in range(5)]
    candidat = modele(
        civilite="MME", nom="".join(morceaux[:3]).capitalize(), prenoms="".join(morceaux[3:]).capitalize(),
        ne_le=date(2004, 1, 1) + timedelta(days=n % 700), ine=f"{n:09d}AB", adresse="1 rue fictive",
        courriel=f"c{n}@exemple.invalid" if n % 20 else "", code_postal="69000", localite="Villefictive",
    )  # fmt: skip
    candidat.preparer()
    return candidat


def _inscription(modele: Any, n: int, candidat: Any, session: Any, lycee: tuple[str, str]) -> Any:
    """Sa candidature : un état de chaque, des points à compléter et des pièces manquantes de temps en temps."""
    etat = ETATS[n % 100]
    confirmee = etat in {"confirmee", "recevable"}
    point = {
        "champ": "langue",
        "code": "LANGUE_MANQUANTE",
        "phrase": "choisir la langue",
        "reference": "",
        "se_complete": True,
    }
    return modele(
        candidat=candidat, session=session, academie_id=lycee[1], etablissement_id=lycee[0] if n % 15 else None,
        numero=f"{n:011d}", etat=etat, voie="scolaire", division="TS2", regime="ABC"[n % 3],
        deposee_le=LE.date(), confirmee_le=LE if confirmee else None, confirmee_par="papier" if confirmee else "",
        decidee_le=LE if etat == "recevable" else None, transferee_le=None if n % 3 else LE,
        anomalies=[] if n % 12 else [point], a_completer=0 if n % 12 else 1,
        pieces_manquantes=n % 5 if n % 2 else 0, changee_le=LE,
    )  # fmt: skip
