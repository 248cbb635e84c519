"""Les champs en texte : chacun a son nom, se lit, se pose et se relit à l'identique ; un champ inconnu s'arrête net."""

import pytest

from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.models import Candidat, Inscription
from parchemin.socle.organisation.refus import ActeRefuse, Conflit
from tests.etapes.inscriptions import monde as m


def test_chaque_champ_est_d_une_table_et_d_une_seule() -> None:
    assert len(set(champs.TOUS)) == len(champs.TOUS)
    for champ in champs.TOUS:
        modele = champs.modele(champ)
        assert modele in {Candidat, Inscription}
        assert modele._meta.get_field(champ).name == champ
        assert champs.libelle(champ)[0].isupper()
    with pytest.raises(KeyError):
        champs.modele("mot_de_passe")
    with pytest.raises(KeyError):
        champs.changes({}, {"etat": "recevable"})


def test_tout_ce_qu_une_candidature_dit_se_change_par_un_acte() -> None:
    """Ce qui n'est pas un champ à changer est tenu par les actes : états, dates, version, ce que le droit a dit."""
    tenus = {
        "id", "candidat", "session", "numero", "etat", "deposee_le", "confirmee_le", "confirmee_par", "decidee_le",
        "transferee_le", "etape", "regime", "anomalies", "a_completer", "pieces_manquantes", "version", "changee_le",
    }  # fmt: skip
    assert {f.name for f in Inscription._meta.fields} - set(champs.DE_L_INSCRIPTION) == tenus
    assert {f.name for f in Candidat._meta.fields} - set(champs.DU_CANDIDAT) == {"id", "compte", "recherche"}


@pytest.mark.django_db
def test_un_etat_pose_ailleurs_se_relit_a_l_identique() -> None:
    inscription = m.inscrit(m.batir(), redoublant="oui", facultatives="EF3", nom_usage="d'Été")
    lu = champs.etat(inscription)
    copie = Inscription(candidat=Candidat())
    for champ, valeur in lu.items():
        porteur = copie.candidat if champ in champs.DU_CANDIDAT else copie
        champs.poser(porteur, champ, valeur)
    assert champs.etat(copie) == lu
    assert (lu["redoublant"], lu["academie"], lu["ne_le"]) == ("oui", "10", "2005-04-09")


@pytest.mark.parametrize(
    ("texte", "attendu"), [("oui", True), ("OUI", True), ("1", True), ("non", False), ("", False)]
)
def test_un_oui_ou_non_se_lit(texte: str, attendu: bool) -> None:
    inscription = Inscription()
    champs.poser(inscription, "redoublant", texte)
    assert inscription.redoublant is attendu


@pytest.mark.parametrize(
    ("champ", "texte", "phrase"),
    [
        ("redoublant", "vrai", "« vrai » ne se lit pas ; écrivez « oui » ou « non »"),
        ("ne_le", "09/04/2005", "« 09/04/2005 » n'est pas une date. Exemple : 2005-04-09"),
        ("ne_le", "", "« » n'est pas une date|«  » n'est pas une date"),
        ("ne_le", "2005-02-30", "n'est pas une date"),
    ],
)
def test_une_valeur_qui_ne_se_lit_pas_dit_ou_et_comment(champ: str, texte: str, phrase: str) -> None:
    porteur = Candidat() if champ in champs.DU_CANDIDAT else Inscription()
    with pytest.raises(ActeRefuse, match=phrase):
        champs.poser(porteur, champ, texte)


def test_toutes_les_fautes_d_une_fiche_se_disent_ensemble() -> None:
    fautif = Candidat(nom="", prenoms="Léa", courriel="lea", ine="123", telephone="0" * 21)
    with pytest.raises(ActeRefuse) as refus:
        champs.verifier(fautif, [c for c in champs.DU_CANDIDAT if c != "ne_le"])
    assert [p.partition(" :")[0] for p in refus.value.phrases] == [
        "Nom de famille", "INE", "Téléphone", "Adresse électronique",
    ]  # fmt: skip


@pytest.mark.django_db
def test_une_valeur_se_dit_comme_elle_se_lit() -> None:
    m.batir()
    dites = {
        ("voie", "fpc"): "Formation professionnelle continue", ("redoublant", ""): "non",
        ("ne_le", "2005-04-09"): "09/04/2005", ("academie", "10"): "Lyon (10)", ("division", "TS2"): "TS2",
        ("civilite", "MME"): "Madame", ("etablissement", ""): "",
    }  # fmt: skip
    assert {
        cle: champs.dire(*cle).capitalize() if cle[0] == "voie" else champs.dire(*cle) for cle in dites
    } == dites


def test_un_conflit_dit_a_la_fois_le_candidat_et_la_candidature() -> None:
    lu, actuel = (
        {"nom": "A", "division": "1", "forme": "globale"},
        {"nom": "B", "division": "2", "forme": "globale"},
    )
    with pytest.raises(Conflit) as conflit:
        champs.refuser_tout_ecrasement(
            lu=lu, actuel=actuel, saisi={"nom": "C", "division": "3", "forme": "progressive"}
        )
    assert [e.libelle for e in conflit.value.ecarts] == ["Nom de famille", "Division de classe"]
    champs.refuser_tout_ecrasement(lu=lu, actuel=actuel, saisi={"nom": "B", "forme": "progressive"})
