"""Les documents : ce qu'ils disent, leurs normes, les mêmes octets, l'ordre des enveloppes."""

import io
import re
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from parchemin.droit.delivrance import Reglement
from parchemin.droit.diplome import diplome
from parchemin.moteurs.decision import TableauRefuse
from parchemin.moteurs.rendu import contenus
from parchemin.moteurs.rendu.contenus import Edition
from parchemin.moteurs.rendu.session import CandidatDecide, lire_session
from parchemin.moteurs.rendu.tirage import Genre, Partage, tirer
from parchemin.moteurs.rendu.typographe import composer

EDITION = diplome("ccst", session=2026)
REGLEMENT = Reglement(EDITION, EDITION.jour_de_reference)
DELIBERATION = date(2026, 7, 3)
TITRES = (
    "numero;regime;E1;E2;E3;E4;E5;E6;E7;E8;EF1;C_CGE;_nom;_prenom;_etablissement;_uai;_academie;_naissance"
)
LIGNES = (
    "0001;A;10;10;10;10;10;10;10;10;12;;FICTIF-ZÈBRE;Zoé;Lycée fictif B;9990002B;Lille;01/02/2006",
    "0002;A;8;8;8;8;10;10;10;10;;14;FICTIF-ÂNE;Noé;Lycée fictif A;9990001A;Lille;",
    "0003;A;5;12;5;5;12;5;NV;5;;;FICTIF-D'ORBE;Ève;Lycée fictif A;9990001A;Lille;",
    "0004;C;AB;10;10;10;10;10;10;10;;;FICTIF-COQ;Ali;;;;",
)


@pytest.fixture(scope="module")
def decides(tmp_path_factory: pytest.TempPathFactory) -> list[CandidatDecide]:
    return lire(tmp_path_factory.mktemp("session"), *LIGNES)


def lire(dossier: Path, *lignes: str, titres: str = TITRES) -> list[CandidatDecide]:
    fichier = dossier / "session.csv"
    fichier.write_text("\n".join([titres, *lignes]) + "\n", encoding="utf-8")
    fautes: list[str] = []
    try:
        return lire_session(fichier, REGLEMENT, fautes.append)
    except TableauRefuse:
        pytest.fail("\n".join(fautes), pytrace=False)


def texte(octets: bytes) -> str:
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(octets))
    return re.sub(r"\s+", " ", " ".join(pages))


def un(decides: list[CandidatDecide], numero: str) -> CandidatDecide:
    return next(d for d in decides if d.candidat.numero == numero)


def test_un_releve_dit_le_calcul_la_proposition_et_les_droits(decides: list[CandidatDecide]) -> None:
    lu = texte(composer("releve", contenus.releve([un(decides, "0002")], Edition(REGLEMENT))))
    for attendu in (
        "FICTIF-ÂNE Noé", "0002", "E5", "Conception et négociation", "6 10 60",
        "Oral de contrôle CGE : 14 remplace 8 en E1.", "250 points et 0 de facultatives pour 25 coefficients.",
        "Admis", "Moyenne générale 10,00 sur 20, au moins égale à 10.", "D643-22", "U1, U5, U6, U7, U8",
        "L311-3-1", "Proposition établie avant la délibération",
    ):  # fmt: skip
        assert attendu in lu, attendu


def test_un_releve_definitif_ne_se_dit_plus_proposition(decides: list[CandidatDecide]) -> None:
    lu = texte(
        composer("releve", contenus.releve([un(decides, "0001")], Edition(REGLEMENT, True, DELIBERATION)))
    )
    assert "Proposition" not in lu
    assert "Décision du jury" in lu
    assert "01/02/2006" in lu


def test_un_etat_s_ecrit_en_toutes_lettres(decides: list[CandidatDecide]) -> None:
    lu = texte(composer("releve", contenus.releve([un(decides, "0004")], Edition(REGLEMENT))))
    assert "absence non justifiée" in lu
    assert "AB" in lu
    assert "D643-24, al. 1" in lu


@pytest.mark.parametrize("genre", ["releve", "attestation", "proces_verbal", "statistiques"])
def test_chaque_document_est_archivable_et_accessible(decides: list[CandidatDecide], genre: str) -> None:
    edition = Edition(REGLEMENT, True, DELIBERATION)
    donnees = {
        "releve": lambda: contenus.releve(decides, edition),
        "attestation": lambda: contenus.attestation([un(decides, "0003")], edition),
        "proces_verbal": lambda: contenus.proces_verbal(decides, edition, "Lille"),
        "statistiques": lambda: contenus.statistiques(decides, edition),
    }[genre]()
    octets = composer(genre, donnees)
    assert composer(genre, donnees) == octets
    with pikepdf.open(io.BytesIO(octets)) as pdf:
        racine = pdf.Root
        assert "/StructTreeRoot" in racine
        assert bool(racine.MarkInfo.Marked)
        assert str(racine.Lang) == "fr"
        assert "/OutputIntents" in racine
        with pdf.open_metadata() as xmp:
            assert xmp["pdfaid:part"] == "2"
            assert xmp["pdfaid:conformance"] == "A"
            assert xmp["pdfuaid:part"] == "1"
            assert xmp["dc:title"] == donnees["titre"]
        polices = [f for page in pdf.pages for f in page.Resources.Font.values()]
        assert polices
        assert all("/FontFile3" in f.DescendantFonts[0].FontDescriptor for f in polices)


def test_une_attestation_dit_les_blocs_et_leur_terme(decides: list[CandidatDecide]) -> None:
    edition = Edition(REGLEMENT, True, DELIBERATION)
    assert [d.candidat.numero for d in decides if contenus.attestation_due(d, edition).est_due] == [
        "0004",
        "0003",
    ]
    lu = texte(composer("attestation", contenus.attestation([un(decides, "0003")], edition)))
    assert "U5 Conception et négociation de solutions technico-commerciales Bloc 1 03/07/2031" in lu
    assert "U7" not in lu
    with pytest.raises(ValueError, match="délibération"):
        contenus.attestation_due(un(decides, "0003"), Edition(REGLEMENT))


def test_le_proces_verbal_et_les_statistiques_comptent_juste(decides: list[CandidatDecide]) -> None:
    edition = Edition(REGLEMENT)
    verbal = contenus.proces_verbal(decides, edition, "Lille")
    assert verbal["comptes"] == [["admis", "2"], ["ajourné", "2"]]
    stats = contenus.statistiques(decides, edition)
    assert stats["decisions"] == [["admis", "2", "50,00 %"], ["ajourné", "2", "50,00 %"]]
    assert stats["regimes"] == [["Régime A", "3", "2", "66,66 %"], ["Régime C", "1", "0", "0,00 %"]]
    assert stats["epreuves"][0][:4] == ["E1", "Culture générale et expression", "3", "7,66"]
    assert stats["epreuves"][6][2] == "3"


def test_les_fichiers_suivent_les_enveloppes(decides: list[CandidatDecide], tmp_path: Path) -> None:
    assert [d.candidat.numero for d in decides] == ["0004", "0002", "0003", "0001"]
    avances: list[tuple[int, int]] = []
    fichiers = tirer(
        Genre.RELEVES,
        decides,
        Edition(REGLEMENT),
        tmp_path,
        Partage.ETABLISSEMENT,
        lambda *a: avances.append(a),
    )
    assert [f.name for f in fichiers] == [
        "releve_sans-etablissement.pdf", "releve_9990001A.pdf", "releve_9990002B.pdf",
    ]  # fmt: skip
    assert avances[-1] == (3, 3)
    assert len(pypdfium2.PdfDocument(fichiers[1])) == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(f.name for f in fichiers)


def test_deux_numeros_voisins_ne_partagent_pas_un_fichier(tmp_path: Path) -> None:
    decides = lire(tmp_path, LIGNES[0].replace("0001", "n/1"), LIGNES[1].replace("0002", "n 1"))
    fichiers = tirer(Genre.RELEVES, decides, Edition(REGLEMENT), tmp_path / "d", Partage.CANDIDAT)
    assert len({f.name for f in fichiers}) == 2


def test_une_interruption_ne_laisse_rien_a_moitie(
    decides: list[CandidatDecide], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def couper(soi: Path, cible: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", couper)
    with pytest.raises(KeyboardInterrupt):
        tirer(Genre.RELEVES, decides, Edition(REGLEMENT), tmp_path, Partage.CANDIDAT)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("titres", "ligne", "faute"),
    [
        (TITRES, LIGNES[0].replace("FICTIF-ZÈBRE", "משה"), "colonne _nom"),
        (TITRES, LIGNES[0].replace(";Zoé;", ";;"), "colonne _prenom"),
        (TITRES, LIGNES[0].replace(";10;10;", ";10,3;10;", 1), "colonne E1"),
        (TITRES.replace("_nom", "_autre"), LIGNES[0], "_nom absente"),
    ],
)
def test_un_tableau_fautif_n_ecrit_rien(tmp_path: Path, titres: str, ligne: str, faute: str) -> None:
    fichier = tmp_path / "session.csv"
    fichier.write_text(f"{titres}\n{ligne}\n", encoding="utf-8")
    fautes: list[str] = []
    with pytest.raises(TableauRefuse):
        lire_session(fichier, REGLEMENT, fautes.append)
    assert any(faute in f for f in fautes), fautes


def test_un_resultat_suspendu_ne_devient_pas_definitif(tmp_path: Path) -> None:
    decides = lire(tmp_path, LIGNES[0].replace(";10;10;", ";FR;10;", 1), LIGNES[1])
    suspendu = un(decides, "0001")
    assert suspendu.proposition.decision == "SUSPENDU"
    assert contenus.delivrables(decides, Edition(REGLEMENT)) == decides
    definitive = Edition(REGLEMENT, True, DELIBERATION)
    assert [d.candidat.numero for d in contenus.delivrables(decides, definitive)] == ["0002"]
    fichiers = tirer(Genre.RELEVES, decides, definitive, tmp_path / "d", Partage.CANDIDAT)
    assert [f.name for f in fichiers] == ["releve_0002.pdf"]


def test_la_mention_cite_ses_articles_et_ses_delais() -> None:
    mention = Edition(REGLEMENT).mention
    for attendu in ("art. L311-3-1", "après 1 mois", "art. R*311-12", "2 mois pour saisir", "art. R311-15"):
        assert attendu in mention
    assert "{" not in mention


def test_les_noms_se_rangent_comme_au_dictionnaire(tmp_path: Path) -> None:
    noms = ("FICTIF-WAPITI", "FICTIF-ÉCUREUIL", "FICTIF-ÂNE", "FICTIF-Élan")
    lignes = [LIGNES[1].replace("FICTIF-ÂNE", nom).replace("0002", f"00{n}") for n, nom in enumerate(noms)]
    rangees = [d.identite.nom for d in lire(tmp_path, *lignes)]
    assert rangees == ["FICTIF-ÂNE", "FICTIF-ÉCUREUIL", "FICTIF-Élan", "FICTIF-WAPITI"]
