"""De quoi envoyer un fichier : des lignes du modèle, qui l'envoie, ce qu'il en devient."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from parchemin.etapes.inscriptions.imports.modele import Options
from parchemin.etapes.inscriptions.imports.reception import lire_a_blanc
from parchemin.etapes.inscriptions.models import FichierRecu, LigneRecue
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation.imports.lots import Recu
from parchemin.socle.organisation.models import Etablissement
from parchemin.socle.organisation.portee import Portee
from tests.etapes.inscriptions import monde as m

LYON = Portee(academies=frozenset({m.PILOTE}))
GRENOBLE = Portee(academies=frozenset({m.RATTACHEE}))
REGROUPEMENT = Portee(academies=frozenset({m.PILOTE, m.RATTACHEE}))
DU_LYCEE = Portee(etablissements=frozenset({m.LYCEE}))
# Un centre de Grenoble dont la lettre convient, comme la lecture l'exige.
TITRES = {
    "numero": "Numéro de candidat", "ine": "INE", "civilite": "Civilité", "nom": "Nom de famille",
    "nom_usage": "Nom d'usage", "prenoms": "Prénoms", "ne_le": "Date de naissance",
    "naissance_pays": "Pays de naissance", "naissance_lieu": "Lieu de naissance", "courriel": "Courriel",
    "telephone": "Téléphone", "uai": "UAI", "division": "Division", "voie": "Voie", "forme": "Forme",
    "langue_obligatoire": "Langue obligatoire", "unites": "Unités", "facultatives": "Épreuves facultatives",
    "specialite": "Spécialité", "sortie_le": "Sortie le", "langue_facultative": "Langue facultative",
    "localite": "Localité",
}  # fmt: skip


def ligne(nom: str = "Fictif", **autres: str) -> dict[str, str]:
    """Un candidat ordinaire du lycée, scolaire, que `autres` change ; une valeur vide vide la case."""
    return {
        "civilite": "MME", "nom": nom, "prenoms": "Léa", "ne_le": "09/04/2005", "naissance_pays": "100",
        "naissance_lieu": "Lyon", "uai": m.LYCEE, "division": "TS2", "voie": "scolaire",
        "langue_obligatoire": "anglais",
    } | autres  # fmt: skip


def centre_d_apprentis() -> str:
    """UAI d'un centre de formation d'apprentis de Grenoble, enregistré."""
    Etablissement.objects.filter(pk=m.CFA).update(nature="CFA")
    return m.CFA


def modele(*lignes: dict[str, str]) -> bytes:
    """Ces lignes dans notre modèle, en CSV."""
    flux = io.StringIO(newline="")
    ecrivain = csv.writer(flux, delimiter=";")
    cles = list(TITRES)
    ecrivain.writerow([TITRES[cle] for cle in cles])
    ecrivain.writerows([[ligne.get(cle, "") for cle in cles] for ligne in lignes])
    return flux.getvalue().encode()


def lire(
    monde: m.Monde, octets: bytes, *, par: Auteur = m.LYON, portee: Portee = LYON, le: datetime = m.PENDANT,
    nom: str = "candidats.csv", **options: Any,
) -> FichierRecu:  # fmt: skip
    """Fichier lu à blanc par l'académie, ou par qui l'envoie."""
    recu = Recu(nom, octets)
    return lire_a_blanc(recu, monde.session, portee=portee, options=Options(**options), par=par, le=le)


def genres(fichier: FichierRecu) -> list[str]:
    """Genre de chaque ligne, dans l'ordre."""
    return list(fichier.lignes.order_by("numero").values_list("genre", flat=True))


def etats(fichier: FichierRecu) -> list[str]:
    """État de chaque ligne, dans l'ordre."""
    return list(fichier.lignes.order_by("numero").values_list("etat", flat=True))


def une(fichier: FichierRecu, rang: int = 0) -> LigneRecue:
    """La ligne de ce rang."""
    return list(fichier.lignes.order_by("numero"))[rang]


def dits(fichier: FichierRecu, rang: int = 0) -> str:
    """Tout ce qui est dit de la ligne de ce rang."""
    return " / ".join(f"{d['colonne']} {d['dit']} {d['remede']}" for d in une(fichier, rang).diagnostics)


def codes(lue: Sequence[dict[str, str]]) -> list[str]:
    """Codes des réponses proposées."""
    return [proposition["code"] for proposition in lue]
