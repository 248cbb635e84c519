"""Défaire un fichier : chaque ligne revient à son avant, sauf ce que quelqu'un a touché depuis ; l'histoire reste."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.imports import application, retour
from parchemin.etapes.inscriptions.imports.application import appliquer
from parchemin.etapes.inscriptions.imports.choix import trancher
from parchemin.etapes.inscriptions.imports.retour import defaire, defaire_un_paquet, limite
from parchemin.etapes.inscriptions.models import Candidat, FichierRecu, Inscription
from parchemin.etapes.inscriptions.services.confirmer import demander_la_confirmation
from parchemin.etapes.inscriptions.services.modifier import completer
from parchemin.etapes.inscriptions.services.modifier_en_lot import annuler_plusieurs
from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation.refus import ActeRefuse
from parchemin.socle.taches.models import Travail
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.fichiers import depot as d

pytestmark = pytest.mark.django_db
APRES = m.PENDANT + timedelta(hours=2)


def applique(monde: m.Monde, octets: bytes) -> FichierRecu:
    return appliquer(d.lire(monde, octets), par=m.LYON, le=m.PENDANT)


def test_un_ajout_est_annule_et_un_changement_revient() -> None:
    monde = m.batir()
    dupont = m.inscrit(monde, "Dupont", ine="123456789AB")
    fichier = applique(
        monde,
        d.modele(
            d.ligne("Dupont", ine="123456789AB", division="TS3", telephone="0612345678"), d.ligne("Neuf")
        ),
    )
    fichier = defaire(fichier, par=m.LYON, le=APRES)
    assert d.etats(fichier) == ["defaite", "defaite"]
    assert (fichier.etat, fichier.defait_le) == ("defait", APRES)
    dupont = Inscription.objects.get(pk=dupont.pk)
    assert (dupont.division, dupont.candidat.telephone) == ("TS2", "")
    assert Inscription.objects.get(candidat__nom="Neuf").etat == "annulee"
    derniers = list(Acte.objects.order_by("numero").values_list("acte", flat=True))[-3:]
    assert sorted(derniers[:2]) == ["inscriptions.annuler", "inscriptions.completer"]
    assert derniers[2] == "inscriptions.defaire_fichier"


def test_ce_que_quelqu_un_a_change_depuis_est_dit_et_garde() -> None:
    monde = m.batir()
    dupont = m.inscrit(monde, "Dupont", ine="123456789AB")
    octets = d.modele(
        d.ligne("Dupont", ine="123456789AB", division="TS3"),
        d.ligne("Completee"),
        d.ligne("Confirmee"),
        d.ligne("Intacte"),
    )
    fichier = applique(monde, octets)
    completer(dupont, {"division": "TS8"}, lu={"division": "TS3"}, par=m.PROVISEUR, le=m.PENDANT)
    completee = Inscription.objects.get(candidat__nom="Completee")
    completer(completee, {"division": "TS8"}, lu={"division": "TS2"}, par=m.PROVISEUR, le=m.PENDANT)
    Inscription.objects.filter(candidat__nom="Confirmee").update(
        etat="confirmee", confirmee_le=m.PENDANT, confirmee_par="papier"
    )
    defaire(fichier, par=m.LYON, le=APRES)
    assert d.etats(fichier) == ["faite", "faite", "faite", "defaite"]
    assert "pas défaite" in d.dits(fichier)
    assert "a changé depuis (division de classe)" in d.dits(fichier, 1)
    assert "est confirmée, à contrôler depuis" in d.dits(fichier, 2)
    assert Inscription.objects.filter(etat="annulee").count() == 1


def test_le_candidat_connu_redevient_ce_qu_il_etait() -> None:
    monde = m.batir()
    Candidat.objects.create(
        nom="Dupont", prenoms="Léa", ne_le="2005-04-09", ine="123456789AB", telephone="0600000000"
    )
    fichier = applique(monde, d.modele(d.ligne("Dupont", ine="123456789AB", telephone="0612345678")))
    defaire(fichier, par=m.LYON, le=APRES)
    assert Candidat.objects.get().telephone == "0600000000"
    assert Inscription.objects.get().etat == "annulee"


def test_une_ligne_qui_en_completait_une_autre_se_defait_d_abord() -> None:
    monde = m.batir()
    fichier = d.lire(monde, d.modele(d.ligne(), d.ligne(division="TS3")))
    reponse = {d.une(fichier, 1).numero: f"ligne:{d.une(fichier).numero}"}
    trancher(fichier, reponse, portee=d.LYON, par=m.LYON, le=m.PENDANT)
    appliquer(fichier, par=m.LYON, le=m.PENDANT)
    defaire(fichier, par=m.LYON, le=APRES)
    assert d.etats(fichier) == ["defaite", "defaite"]
    assert (Inscription.objects.get().etat, Inscription.objects.get().division) == ("annulee", "TS2")


def test_passe_un_jour_le_fichier_ne_se_defait_plus() -> None:
    monde = m.batir()
    fichier = applique(monde, d.modele(d.ligne()))
    assert limite(fichier) == m.PENDANT + timedelta(hours=24)
    with pytest.raises(ActeRefuse, match="se défaisait jusqu'au 04/11/2025"):
        defaire(fichier, par=m.LYON, le=m.PENDANT + timedelta(hours=24, seconds=1))
    with pytest.raises(ActeRefuse, match="n'est pas appliqué"):
        defaire(d.lire(monde, d.modele(d.ligne("Autre"))), par=m.LYON, le=APRES)


def test_defaire_deux_fois_ne_fait_rien_de_plus() -> None:
    monde = m.batir()
    fichier = defaire(applique(monde, d.modele(d.ligne())), par=m.LYON, le=APRES)
    actes = Acte.objects.count()
    assert defaire(fichier, par=m.LYON, le=APRES).etat == "defait"
    assert Acte.objects.count() == actes


def test_qui_n_a_pas_la_plume_ne_defait_rien() -> None:
    monde = m.batir()
    fichier = applique(monde, d.modele(d.ligne()))
    defaire(fichier, par=m.TOULOUSE, le=APRES)
    assert d.etats(fichier) == ["faite"]
    assert "ni de votre académie" in d.dits(fichier)


def test_un_grand_fichier_se_defait_par_la_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retour, "TOUT_DE_SUITE", 2)
    monkeypatch.setattr(retour, "PAQUET", 2)
    monkeypatch.setattr(application, "PAQUET", 2)
    monde = m.batir()
    fichier = applique(monde, d.modele(*(d.ligne(f"Fictif {rang}") for rang in range(5))))
    fichier = defaire(fichier, par=m.LYON, le=APRES)
    defaire(fichier, par=m.LYON, le=APRES)
    assert (fichier.etat, Travail.objects.get().objet) == ("applique", f"fichier:{fichier.pk}")
    passees: list[int] = []
    while passees[-1:] != [0]:
        passees.append(defaire_un_paquet(fichier, par=m.LYON, le=APRES))
    assert passees == [2, 2, 1, 0]
    assert d.etats(fichier) == ["defaite"] * 5


def test_annuler_en_lot_ne_prend_plus_rien_une_fois_le_journal_tenu() -> None:
    """Un candidat qui ouvre un document le tient et attend le journal : l'inverse les bloquerait l'un l'autre."""
    monde = m.batir()
    inscrites = [m.inscrit(monde, nom) for nom in ("Un", "Deux")]
    for inscription in inscrites:
        demander_la_confirmation(inscription, par=m.LYON, le=m.PENDANT)
    restitutions: dict[int, tuple[dict[str, str], dict[str, str]]] = {i.pk: ({}, {}) for i in inscrites}
    with CaptureQueriesContext(connection) as lues:
        annuler_plusieurs(
            Connaissances(monde.session), restitutions, motif="Erreur", par=m.LYON, le=m.PENDANT
        )
    ordres = [q["sql"] for q in lues]
    journal = next(rang for rang, sql in enumerate(ordres) if "INSERT INTO" in sql and "acte" in sql)
    assert not [
        sql for sql in ordres[journal:] if "inscriptions_" in sql and sql.startswith(("SELECT", "UPDATE"))
    ]
