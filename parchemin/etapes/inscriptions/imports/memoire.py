"""Ce que le fichier reçu retient de sa lecture : les options de la personne, les remarques d'ensemble, où l'on en est."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from parchemin.etapes.inscriptions.imports.modele import Options, Remarque
from parchemin.etapes.inscriptions.models import FichierRecu, LigneRecue
from parchemin.socle.journal.auteurs import Auteur

# Ce qu'une ligne garde de son passage : de quoi la défaire, ou savoir pourquoi elle n'a pas été faite.
ECRITS = ("etat", "choix", "avant", "apres", "inscription", "diagnostics")


@dataclass(frozen=True, slots=True)
class Memoire:
    """Options et remarques d'un fichier reçu ; `reste` : numéro sous lequel il reste des lignes à défaire."""

    options: Options
    remarques: Sequence[Remarque] = ()
    annee: str = ""
    reste: int | None = None


def retenir(fichier: FichierRecu, memoire: Memoire, par: Auteur) -> None:
    """Pose sur le fichier ce qu'il retient et qui l'a lu ; sans l'enregistrer."""
    fichier.auteur = {"code": par.code, "nom": par.nom, "role": par.role, "perimetre": par.perimetre}
    fichier.lecture = {
        "options": asdict(memoire.options), "remarques": [r.en_base() for r in memoire.remarques],
        "annee": memoire.annee, "reste": memoire.reste,
    }  # fmt: skip


def memoire_de(fichier: FichierRecu) -> Memoire:
    """Ce que le fichier a retenu."""
    lue = fichier.lecture
    return Memoire(
        Options(**lue.get("options", {})), [Remarque.relue(r) for r in lue.get("remarques", ())],
        lue.get("annee", ""), lue.get("reste"),
    )  # fmt: skip


def lecteur_de(fichier: FichierRecu) -> Auteur:
    """Qui a lu le fichier, sous son rôle d'alors."""
    return Auteur(**fichier.auteur)


def avancer(fichier: FichierRecu, reste: int | None) -> None:
    """Retient jusqu'où le fichier est défait ; sans l'enregistrer."""
    retenir(fichier, replace(memoire_de(fichier), reste=reste), lecteur_de(fichier))


def enregistrer_les_lignes(lignes: Sequence[LigneRecue]) -> None:
    """Enregistre ce que des lignes, déjà en base et verrouillées, sont devenues."""
    # Dix fois plus court qu'un « bulk_update », dont le texte grandit avec le carré du paquet.
    LigneRecue.objects.bulk_create(
        lignes, batch_size=200, update_conflicts=True, unique_fields=["pk"], update_fields=ECRITS
    )
