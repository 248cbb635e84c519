"""La fiche d'un établissement, son offre : rien d'écrasé, tout au journal."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from parchemin.droit.regimes import Voie
from parchemin.socle.journal.models import Acte, Charge
from parchemin.socle.organisation import etats
from parchemin.socle.organisation.models import Etablissement, Offre, Phase, SessionExamen
from parchemin.socle.organisation.refus import ActeRefuse, Conflit
from parchemin.socle.organisation.services.etablissements import (
    Preparation,
    ajouter_offre,
    enregistrer_etablissement,
    retirer_offre,
)
from tests.socle.organisation.conftest import LE, NATIONAL, deux_fois

pytestmark = pytest.mark.django_db


def lue(etablissement: Etablissement) -> dict[str, str]:
    return etats.etat(etablissement, etats.ETABLISSEMENT)


def test_une_fiche_modifiee_garde_au_journal_les_seuls_champs_changes(lycee: Etablissement) -> None:
    valeurs = {**lue(lycee), "nom": "Lycée Fictif des Nuées"}
    modifie = deux_fois(
        lambda: enregistrer_etablissement(lycee.pk, valeurs, lu=lue(lycee), par=NATIONAL, le=LE)
    )
    assert modifie.nom == "Lycée Fictif des Nuées"
    acte = Acte.objects.get(acte="organisation.enregistrer_etablissement")
    assert acte.objet == f"etablissement:{lycee.pk}"
    contenu = Charge.objects.get(acte=acte).contenu
    assert '"avant":{"nom":"Lycée Fictif des Brumes"}' in contenu
    assert "Villefictive" not in contenu


def test_deux_personnes_sur_la_meme_fiche_se_heurtent_champ_par_champ(lycee: Etablissement) -> None:
    avant = lue(lycee)
    enregistrer_etablissement(
        lycee.pk, {**avant, "secteur": "prive_sous_contrat"}, lu=avant, par=NATIONAL, le=LE
    )
    with pytest.raises(Conflit) as conflit:
        enregistrer_etablissement(lycee.pk, {**avant, "nom": "Lycée Autre"}, lu=avant, par=NATIONAL, le=LE)
    assert [ecart.phrase for ecart in conflit.value.ecarts] == [
        "Secteur : vous aviez lu « Public », c'est maintenant « Privé sous contrat » ; vous demandiez « Public »."
    ]
    lycee.refresh_from_db()
    assert (lycee.nom, lycee.secteur) == ("Lycée Fictif des Brumes", "prive_sous_contrat")


def test_deux_personnes_qui_font_le_meme_changement_s_accordent(lycee: Etablissement) -> None:
    avant = lue(lycee)
    valeurs = {**avant, "commune": "Bourg-Imaginaire"}
    enregistrer_etablissement(lycee.pk, valeurs, lu=avant, par=NATIONAL, le=LE)
    enregistrer_etablissement(lycee.pk, {**valeurs, "nature": "Lycée"}, lu=avant, par=NATIONAL, le=LE)
    lycee.refresh_from_db()
    assert (lycee.commune, lycee.nature) == ("Bourg-Imaginaire", "Lycée")


@pytest.mark.parametrize(
    ("champ", "valeur", "mot"),
    [
        ("academie", "99", "Académie : "),
        ("secteur", "privee", "Secteur : "),
        ("nom", "", "Nom : "),
        ("ferme_le", "31/08/2026", "n'est pas une date"),
        ("code_postal", "690001", "Code postal : "),
    ],
)
def test_une_valeur_qui_ne_convient_pas_est_refusee_et_rien_n_est_ecrit(
    lycee: Etablissement, champ: str, valeur: str, mot: str
) -> None:
    with pytest.raises(ActeRefuse) as refus:
        enregistrer_etablissement(lycee.pk, {**lue(lycee), champ: valeur}, lu=lue(lycee), par=NATIONAL, le=LE)
    assert mot in str(refus.value)
    assert not Acte.objects.exists()


def test_un_uai_faux_est_refuse_et_la_base_aussi_le_refuse(lycee: Etablissement) -> None:
    faux = "0690001" + ("A" if lycee.pk[7] != "A" else "B")
    with pytest.raises(ActeRefuse, match="ne convient pas à ses chiffres"):
        enregistrer_etablissement(faux, lue(lycee), lu={}, par=NATIONAL, le=LE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Etablissement.objects.create(uai="069001A", nom="Sans forme", academie=lycee.academie)


def test_creer_une_fiche_qui_existe_autrement_est_un_conflit(lycee: Etablissement) -> None:
    with pytest.raises(Conflit, match="vous aviez lu une case vide"):
        enregistrer_etablissement(lycee.pk, {**lue(lycee), "nom": "Autre"}, lu={}, par=NATIONAL, le=LE)


def test_la_recherche_suit_le_nom_sans_accents(lycee: Etablissement) -> None:
    nom = "Lycée Œuvre-d'Été"
    fiche = enregistrer_etablissement(
        lycee.pk, {**lue(lycee), "nom": nom}, lu=lue(lycee), par=NATIONAL, le=LE
    )
    assert fiche.recherche == f"{lycee.pk.lower()} lycee oeuvre d ete villefictive"


def test_une_offre_s_ajoute_une_fois_change_de_capacite_se_retire_et_revient(
    session: SessionExamen, lycee: Etablissement
) -> None:
    preparation = Preparation(session, Voie.SCOLAIRE, 24)
    offre = deux_fois(lambda: ajouter_offre(lycee, preparation, lu={}, par=NATIONAL, le=LE))
    plus = Preparation(session, Voie.SCOLAIRE, 30)
    assert ajouter_offre(lycee, plus, lu={"capacite": "24"}, par=NATIONAL, le=LE).capacite == 30
    with pytest.raises(Conflit, match="c'est maintenant « 30 »"):
        ajouter_offre(
            lycee, Preparation(session, Voie.SCOLAIRE, 18), lu={"capacite": "24"}, par=NATIONAL, le=LE
        )
    with pytest.raises(ActeRefuse, match="Donnez un motif"):
        retirer_offre(offre, motif="", par=NATIONAL, le=LE)
    retiree = deux_fois(lambda: retirer_offre(offre, motif="Section fermée", par=NATIONAL, le=LE))
    assert retiree.retiree_le == LE
    assert ajouter_offre(lycee, preparation, lu={}, par=NATIONAL, le=LE).retiree_le is None
    assert Offre.objects.count() == 1
    assert list(Acte.objects.order_by("numero").values_list("acte", flat=True)[1:]) == [
        "organisation.ajouter_offre",
        "organisation.ajouter_offre",
        "organisation.retirer_offre",
        "organisation.ajouter_offre",
    ]


def test_l_experience_professionnelle_ne_s_offre_pas(session: SessionExamen, lycee: Etablissement) -> None:
    with pytest.raises(ActeRefuse, match="rien à offrir"):
        ajouter_offre(lycee, Preparation(session, Voie.EXPERIENCE), lu={}, par=NATIONAL, le=LE)


def test_ni_un_etablissement_ferme_ni_une_session_close_n_offrent(
    session: SessionExamen, lycee: Etablissement
) -> None:
    preparation = Preparation(session, Voie.SCOLAIRE, 24)
    lycee.ferme_le = date(2025, 8, 31)
    with pytest.raises(ActeRefuse, match="est fermé depuis le 31/08/2025"):
        ajouter_offre(lycee, preparation, lu={}, par=NATIONAL, le=LE)
    lycee.ferme_le = None
    SessionExamen.objects.update(phase=Phase.CLOSE)
    with pytest.raises(ActeRefuse, match="est close"):
        ajouter_offre(lycee, preparation, lu={}, par=NATIONAL, le=LE)
