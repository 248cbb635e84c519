"""`parchemin travaux` : exécuter la file une fois, dire ce qui attend et si quelqu'un travaille."""

import pytest
from click.testing import CliRunner, Result
from django.utils import timezone

from parchemin.socle.taches import services
from parchemin.socle.taches.models import Travail
from parchemin.web.commande.travaux import commande
from tests.socle.taches.chantier import GENRE, Chantier, base_occupee
from tests.socle.taches.conftest import LE, PAR, chantier, connexion_gardee

__all__ = ["chantier", "connexion_gardee"]
pytestmark = pytest.mark.django_db


def lancer(*arguments: str) -> Result:
    return CliRunner().invoke(commande, list(arguments), prog_name="parchemin travaux")


@pytest.fixture
def travail(chantier: Chantier) -> Travail:
    return services.lancer(GENRE, "lot:12", par=PAR, le=LE, libelle="Import « a.csv »", total=1200)


def test_faire_une_fois_vide_la_file(travail: Travail) -> None:
    issue = lancer("faire", "--une-fois")
    assert (issue.exit_code, issue.stderr) == (0, "")
    assert issue.stdout.startswith("Tranches de travail faites : ")
    assert Travail.objects.get(pk=travail.pk).etat == "fini"
    assert lancer("faire", "--une-fois").stdout == "Tranches de travail faites : 0\n"


def test_la_liste_dit_ce_qui_attend_et_que_personne_ne_travaille(
    travail: Travail, chantier: Chantier
) -> None:
    chantier.pannes = [None, base_occupee()]
    lancer("faire", "--une-fois")
    issue = lancer("liste")
    assert issue.exit_code == 0
    assert "En attente" in issue.stdout
    assert "10 lignes sur 1\N{NARROW NO-BREAK SPACE}200, Import « a.csv »\n" in issue.stdout
    assert "nouvel essai dans 10 secondes" in issue.stdout
    assert PAR.nom not in issue.output
    assert "Personne ne fait avancer les travaux" in issue.stderr


def test_sans_travail_et_avec_un_ouvrier_la_liste_est_courte() -> None:
    services.signaler("ouvrier-1", le=timezone.now())
    issue = lancer("liste")
    assert (issue.stdout, issue.stderr) == ("Aucun travail en attente ni en cours.\n", "")


def test_l_aide_montre_les_commandes_mais_pas_l_option_interne() -> None:
    assert "faire" in lancer("--help").stdout
    aide = lancer("faire", "--help").stdout
    assert "--une-fois" in aide
    assert "--parent" not in aide
