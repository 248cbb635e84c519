"""Les papiers d'inscription : ce qu'ils disent, leurs normes, une feuille par candidat, l'ordre des enveloppes."""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import typst

from parchemin.moteurs.rendu.inscriptions import (
    Delivrance,
    EpreuveInscrite,
    InscriptionAImprimer,
    LieuDeFormation,
    SortDEpreuve,
)
from parchemin.moteurs.rendu.papiers_d_inscription import (
    PapierRefuse,
    attestation_inscription,
    confirmation,
    recapitulatif,
)
from parchemin.moteurs.rendu.textes import SIGNES, TexteRefuse, ecrire_jour, preparer_texte
from parchemin.moteurs.rendu.tirage_inscriptions import tirer_inscriptions
from parchemin.moteurs.rendu.typographe import composer
from tests.moteurs.rendu.fabrique_inscriptions import CAS, SIMPLE, conservee, individuel, outre_mer

NORMANDIE = Delivrance("Académie de Normandie", "12 décembre 2025 à 14 h 30, heure de Paris")
Remplir = Callable[[Sequence[InscriptionAImprimer]], Mapping[str, Any]]


def attester(inscriptions: Sequence[InscriptionAImprimer]) -> dict[str, Any]:
    return attestation_inscription(inscriptions, NORMANDIE)


PAPIERS: dict[str, Remplir] = {
    "recapitulatif": recapitulatif,
    "confirmation": confirmation,
    "attestation_inscription": attester,
}


def pages(octets: bytes) -> list[str]:
    """Texte de chaque page, blancs réunis."""
    return [
        re.sub(r"\s+", " ", page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(octets)
    ]


def lu(papier: str, inscription: InscriptionAImprimer) -> str:
    """Texte du papier d'un candidat."""
    return " ".join(pages(composer(papier, PAPIERS[papier]([inscription]))))


@pytest.mark.parametrize("cas", CAS)
@pytest.mark.parametrize("papier", PAPIERS)
def test_chaque_papier_est_archivable_accessible_et_toujours_le_meme(papier: str, cas: str) -> None:
    donnees = PAPIERS[papier]([CAS[cas]])
    octets = composer(papier, donnees)
    assert composer(papier, donnees) == octets
    with pikepdf.open(io.BytesIO(octets)) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "fr"
        with pdf.open_metadata() as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"], xmp["pdfuaid:part"]) == ("2", "A", "1")
            assert xmp["dc:title"] == donnees["titre"]
        assert len(pdf.pages) <= (1 if papier == "attestation_inscription" else 2)


def test_le_recapitulatif_dit_tout_ce_qui_est_inscrit() -> None:
    dit = lu("recapitulatif", SIMPLE)
    for attendu in (
        "FICTIF-ZÈBRE", "Zoé, Anaïs", "1er février 2006 à Dunkerque (Nord)", "0123456789A", "0260001234",
        "12 bis avenue de l’Exemple, 99999 Ville-Fictive", "zoe.zebre@exemple.invalid", "+33 0 00 00 00 00",
        "Lycée fictif des Deux-Rives, Rouen (9990001A)", "Lille", "Normandie", "voie scolaire", "globale",
        "établissement public (code de l’éducation, art. D643-19)", "Redoublant non", "E5", "U5", "1,5",
        "contrôle en cours de formation", "(anglais)", "EF1", "Langue vivante (espagnol)", "Temps majoré",
        "Remise le 12 novembre 2025", "À remettre au plus tard le 15 janvier 2026", "la copie reçue est illisible",
        "Le diplôme ne peut pas être délivré, quelle que soit la moyenne. (code de l’éducation, art. D643-24)",
        "candidature 1234 version 2",
    ):  # fmt: skip
        assert attendu in dit, attendu


def test_chaque_epreuve_dit_ce_qu_il_en_est() -> None:
    dit = lu("recapitulatif", conservee())
    for attendu in (
        "Dispensée : titulaire d’un BTS", "Note conservée : 12,5 de la session 2024, jusqu’au 3 juillet 2029",
        "Acquise par validation de l’expérience : jury du 3 mars 2025", "Non présentée : forme progressive",
        "Présentée", "Redoublant oui", "INE non renseigné", "Épreuves facultatives Aucune.",
        "Aménagements accordés Aucun.",
    ):  # fmt: skip
        assert attendu in dit, attendu


def test_la_confirmation_se_corrige_se_signe_et_se_renvoie() -> None:
    dit = lu("confirmation", SIMPLE)
    for attendu in (
        "Corrigez à l’encre rouge ce qui est faux, datez, signez et renvoyez toutes les pages",
        "au plus tard le vendredi 5 décembre 2025 à 17 h, heure de Paris", "Déclaration", "être inscrite",
        "Signature", "Service fictif des examens, bureau du BTS 1 rue de l’Exemple 99999 Ville-Fictive",
        "Code de reprise candidature 1234 version 2", "Établie le 20 novembre 2025 à 9 h 05",
        "page 1 sur 2", "page 2 sur 2", "Le diplôme ne peut pas être délivré",
    ):  # fmt: skip
        assert attendu in dit, attendu
    assert "Représentant légal" not in dit
    assert "Validée en ligne" not in dit


def test_un_mineur_signe_avec_son_representant_dans_l_heure_de_son_lieu() -> None:
    dit = lu("confirmation", outre_mer())
    assert "Représentant légal : FICTIF-D’ORBE Léa" in dit
    assert "17 h, heure de La Réunion (14 h à Paris)" in dit
    assert "être inscrit(e)" in dit
    assert "Représentant légal" in lu("confirmation", replace(outre_mer(), representant=""))


def test_une_confirmation_validee_en_ligne_le_dit_et_ne_demande_rien() -> None:
    dit = lu("confirmation", individuel())
    assert "Validée en ligne le 12 novembre 2025 à 18 h 04, heure de La Réunion." in dit
    assert "aucun, candidat individuel" in dit
    assert "Signature" not in dit
    assert "encre rouge" not in dit
    assert "Signature" in lu("confirmation", replace(individuel(), retour=SIMPLE.retour))


def test_le_code_de_reprise_est_dessine_et_se_lit_sans_le_voir() -> None:
    svg = confirmation([SIMPLE])["candidats"][0]["qr"]
    autre = confirmation([replace(SIMPLE, version=3)])["candidats"][0]["qr"]
    assert svg.startswith("<svg")
    assert svg != autre
    octets = composer("confirmation", confirmation([SIMPLE]))
    with pikepdf.open(io.BytesIO(octets)) as pdf:
        alternatives = {str(o.Alt) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o}
    assert alternatives == {"Code à lire : candidature 1234 version 2"}


def test_l_attestation_tient_en_une_page_sans_note_ni_choix() -> None:
    dit = lu("attestation_inscription", conservee())
    for attendu in (
        "Académie de Normandie", "FICTIF-ÂNE Noé né le 30 août 1998, est inscrit à la session 2026 du",
        "Brevet de technicien supérieur « Conseil et commercialisation de solutions techniques »", "0260001234",
        "Lycée fictif des Deux-Rives", "Délivrée le 12 décembre 2025 à 14 h 30, heure de Paris",
        "ne vaut pas convocation",
    ):  # fmt: skip
        assert attendu in dit, attendu
    for absent in ("12,5", "Dispensée", "E4", "INE", "Temps majoré"):
        assert absent not in dit, absent
    assert "à titre individuel" in lu("attestation_inscription", individuel())
    assert "Nom d’usage : FICTIF-MONTMORENCY-LUXEMBOURG" in lu("attestation_inscription", individuel())


def test_dans_un_lot_chaque_candidat_commence_au_recto_et_se_numerote_pour_lui() -> None:
    une_page = replace(individuel(), effets=(), facultatives=(), candidature=9)
    lot = pages(composer("confirmation", confirmation([une_page, SIMPLE, outre_mer()])))
    assert len(lot) == 6
    assert "page 1 sur 1" in lot[0]
    assert "candidature 9 version 2" in lot[0]
    assert lot[1].strip() == ""
    assert "page 1 sur 2" in lot[2]
    assert "candidature 1234 version 2" in lot[3]
    assert "page 2 sur 2" in lot[5]
    assert "candidature 1236 version 2" in lot[5]


def test_un_papier_impossible_dit_toutes_ses_fautes() -> None:
    civil = replace(SIMPLE.etat_civil, nom="משה", prenoms="明")
    with pytest.raises(PapierRefuse) as refus:
        recapitulatif([replace(SIMPLE, etat_civil=civil, amenagements=("repos\u2192pause",)), SIMPLE])
    assert len(refus.value.fautes) == 3
    assert refus.value.fautes[0].startswith("Candidature 1234, nom : le caractère « מ » U+05DE")
    assert "Candidature 1234, aménagements : le caractère U+2192 (rightwards arrow)" in refus.value.fautes[2]


def test_une_epreuve_conservee_ou_dispensee_sans_le_dire_est_refusee() -> None:
    with pytest.raises(ValueError, match=r"E4 : une note conservée se dit avec sa valeur et sa session\."):
        EpreuveInscrite("E4", "", "", sort=SortDEpreuve.CONSERVEE, note="12,5")
    with pytest.raises(ValueError, match=r"E1 : une dispense se dit avec sa raison\."):
        EpreuveInscrite("E1", "", "", sort=SortDEpreuve.DISPENSEE)


def test_un_fichier_par_etablissement_dans_l_ordre_alphabetique(tmp_path: Path) -> None:
    noms = ("FICTIF-WAPITI", "FICTIF-ÉCUREUIL", "FICTIF-ÂNE")
    lycee = [
        replace(SIMPLE, candidature=rang, etat_civil=replace(SIMPLE.etat_civil, nom=nom))
        for rang, nom in enumerate(noms)
    ]
    avances: list[tuple[int, int]] = []
    fichiers = tirer_inscriptions(
        "confirmation", confirmation, [outre_mer(), *lycee, individuel()], tmp_path,
        lambda *pas: avances.append(pas),
    )  # fmt: skip
    assert [f.name for f in fichiers] == [
        "confirmation_9990002B.pdf", "confirmation_sans-etablissement-Lille.pdf", "confirmation_9990001A.pdf",
    ]  # fmt: skip
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(f.name for f in fichiers)
    assert avances[-1] == (3, 3)
    tire = pages(fichiers[2].read_bytes())
    assert [nom for page in tire[::2] for nom in noms if nom in page] == list(reversed(noms))


def test_deux_lieux_voisins_ne_partagent_ni_fichier_ni_candidats(tmp_path: Path) -> None:
    lieux = [LieuDeFormation(nom) for nom in ("Lycée É", "Lycee E", "Lycée É", "Lycee E")]
    inscriptions = [replace(SIMPLE, candidature=rang, lieu=lieu) for rang, lieu in enumerate(lieux)]
    fichiers = tirer_inscriptions("attestation_inscription", attester, inscriptions, tmp_path)
    assert [len(pypdfium2.PdfDocument(f)) for f in fichiers] == [3, 3]


def test_un_lot_fautif_dit_tous_les_candidats_et_n_ecrit_rien(tmp_path: Path) -> None:
    fautifs = [
        replace(SIMPLE, etat_civil=replace(SIMPLE.etat_civil, nom="明")),
        replace(outre_mer(), representant="משה"),
    ]
    with pytest.raises(PapierRefuse) as refus:
        tirer_inscriptions("confirmation", confirmation, [*fautifs, individuel()], tmp_path / "lot")
    assert [faute.split(" :")[0] for faute in refus.value.fautes] == [
        "Candidature 1236, représentant légal", "Candidature 1234, nom",
    ]  # fmt: skip
    assert not (tmp_path / "lot").exists()


@pytest.mark.parametrize(
    ("ecrit", "imprime"),
    [
        ("l'encre", "l’encre"),
        ("a  b\nc\td", "a b c d"),
        ("« oui » : 12 %", "«\u00a0oui\u00a0»\u00a0: 12\u00a0%"),
        ("art. D643-14 et § 1.1", "art.\u00a0D643-14 et §\u00a01.1"),
        ("le 1er mars 2026 à 9 h 05", "le 1er\u00a0mars\u00a02026 à 9\u00a0h\u00a005"),
        ("17 h, puis 30 min", "17\u00a0h, puis 30\u00a0min"),
        ("e\u0301te\u0301", "été"),
        ("https://exemple.invalid:8000/a?b", "https://exemple.invalid:8000/a?b"),
        ("", ""),
    ],
)
def test_une_phrase_prend_les_espaces_et_l_apostrophe_de_l_imprime(ecrit: str, imprime: str) -> None:
    assert preparer_texte(ecrit) == imprime


@pytest.mark.parametrize("ecrit", ["→", "明", "\u200b", "😀"])
def test_une_phrase_que_la_police_ne_dessine_pas_est_refusee(ecrit: str) -> None:
    with pytest.raises(TexteRefuse, match=f"U\\+{ord(ecrit):04X}"):
        preparer_texte(f"avant {ecrit}")


@pytest.mark.parametrize("style", ["", 'weight: "bold", ', 'style: "italic", '])
def test_la_police_dessine_chaque_signe_admis(style: str) -> None:
    gabarit = (
        '#set document(title: "E")\n'
        f'#set text(font: "Libertinus Serif", lang: "fr", {style}fallback: false)\n#sys.inputs.mots'
    )
    octets = typst.compile(
        gabarit.encode(), sys_inputs={"mots": " ".join(sorted(SIGNES))}, format="pdf",
        pdf_standards=["a-2a", "ua-1"], ignore_system_fonts=True,
    )  # fmt: skip
    assert isinstance(octets, bytes)
    assert set("".join(pages(octets)).replace(" ", "")) == set(SIGNES)


@pytest.mark.parametrize(
    ("jour", "dit"), [(date(2026, 3, 1), "1er mars 2026"), (date(2025, 12, 31), "31 décembre 2025")]
)
def test_un_jour_s_ecrit_en_toutes_lettres(jour: date, dit: str) -> None:
    assert ecrire_jour(jour).replace("\u00a0", " ") == dit
