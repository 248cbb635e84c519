"""Confirmer en ligne : on ne signe que ce que l'on a sous les yeux, en une fois, et le refus se lit."""

import json

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parchemin.droit.dispenses import GenreDeTitre
from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.models import EtatInscription, Inscription
from parchemin.etapes.inscriptions.services import titres
from parchemin.etapes.inscriptions.services.modifier import completer
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.candidat import espace as e
from tests.etapes.inscriptions.traces import actes

ADRESSE = "ma-candidature-confirmer"
CASES = {"epreuves": "on", "effets": "on", "exact": "on"}


def signer(client: Client, version: object, **cases: str) -> tuple[int, str]:
    envoi = {"lu": json.dumps({"version": str(version)}), **(cases or CASES)}
    reponse = client.post(reverse(ADRESSE), envoi)
    return reponse.status_code, e.texte(reponse)


def etat(inscription: Inscription) -> str:
    return Inscription.objects.get(pk=inscription.pk).etat


def test_la_page_montre_tout_ce_qui_est_signe_et_sa_version(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge, "Dupont")
    page = e.texte(e.entre(inscription).get(reverse(ADRESSE)))
    attendus = (
        "Version 1 du document", "Dupont", "09/04/2005", "lea@exemple.invalid", "Voie scolaire", "anglais",
        "E5 Conception", "Régime A", "art. D643-24", "J'ai lu mes épreuves",
    )  # fmt: skip
    assert [dit for dit in attendus if dit not in page] == []


def test_confirmer_deux_fois_ne_signe_qu_une_fois(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    client = e.entre(inscription)
    assert signer(client, inscription.version)[0] == 302
    assert signer(client, inscription.version)[0] == 302
    assert etat(inscription) == EtatInscription.CONFIRMEE
    assert actes(inscription.code).count("confirmer") == 1


def test_une_version_perimee_est_refusee_et_se_relit(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    client, lue = e.entre(inscription), inscription.version
    avant = champs.etat(inscription)
    completer(inscription, {"langue_obligatoire": "espagnol"}, lu=avant, par=m.LYON, le=timezone.now())
    code, page = signer(client, lue)
    assert code == 422
    assert "Version du document : vous aviez lu" in page
    assert "espagnol" in page
    # Les cases se cochent de nouveau, et la version montrée est désormais celle que l'on renverra.
    assert 'name="exact" required id="id_exact" checked' not in page
    assert f'"version": "{lue + 1}"' in page
    assert etat(inscription) == EtatInscription.DEPOSEE
    assert signer(client, lue + 1)[0] == 302


def test_une_decision_de_dispense_change_aussi_la_version(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    client, le = e.entre(inscription), timezone.now()
    titre = titres.TitreProduit(GenreDeTitre.BTS_AUTRE_SPECIALITE, niveau=5)
    dispense = titres.demander_une_dispense(inscription, "U1", titre, par=m.LYON, le=le)
    lue = Inscription.objects.get(pk=inscription.pk).version
    titres.decider_une_dispense(dispense, accorder=True, par=m.LYON, le=le)
    assert signer(client, lue)[0] == 422


def test_il_faut_avoir_tout_lu(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    code, _ = signer(e.entre(inscription), inscription.version, epreuves="on", exact="on")
    assert code == 422
    assert etat(inscription) == EtatInscription.DEPOSEE


def test_une_version_qui_ne_se_lit_pas_ne_signe_rien(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    for version in ("", "x", "-1", "1.5"):
        assert signer(e.entre_encore(inscription), version)[0] == 422
    assert etat(inscription) == EtatInscription.DEPOSEE


def test_incomplete_elle_ne_se_signe_pas_et_dit_pourquoi(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge, langue_obligatoire="")
    client = e.entre(inscription)
    page = e.texte(client.get(reverse(ADRESSE)))
    assert "Choisir la langue de l'épreuve" in page
    assert "J'ai lu mes épreuves" not in page
    assert signer(client, inscription.version)[0] == 422
    assert etat(inscription) == EtatInscription.DEPOSEE
