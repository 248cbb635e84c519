"""Le lexique est complet, bien formé, et ne cite rien qui n'existe plus."""

from tests.architecture import lexique


def test_chaque_classe_publique_a_sa_ligne() -> None:
    connus = lexique.identifiants_du_lexique(lexique.LEXIQUE.read_text(encoding="utf-8"))
    manquantes = lexique.lignes_a_coller(lexique.classes_du_projet(), connus)
    assert not manquantes, "À coller dans docs/lexique.md, puis à relire :\n" + "\n".join(manquantes)


def test_chaque_identifiant_du_lexique_existe() -> None:
    connus = lexique.identifiants_du_lexique(lexique.LEXIQUE.read_text(encoding="utf-8"))
    assert sorted(connus - lexique.classes_du_projet().keys()) == []


def test_chaque_ligne_a_son_terme_sa_definition_et_sa_source() -> None:
    assert lexique.lignes_mal_formees(lexique.LEXIQUE.read_text(encoding="utf-8")) == []


def test_une_classe_sans_ligne_est_proposee_prete_a_coller() -> None:
    source = 'class NoteGardee:\n    """Note d\'une session passée.\n\n    Suite."""\n\nclass _Interne: ...\n'
    assert lexique.lignes_a_coller(lexique.classes_publiques(source), frozenset({"Voie"})) == [
        "| note gardee | Note d'une session passée | à préciser | `NoteGardee` |"
    ]
    assert lexique.lignes_a_coller(lexique.classes_publiques(source), frozenset({"NoteGardee"})) == []


def test_une_ligne_incomplete_se_voit() -> None:
    tableau = (
        "| terme | définition | source | identifiant |\n|---|---|---|---|\n"
        "| voie | Chemin | art. 1 | `Voie` |\n| forme |  | art. 2 | `Forme` |\n"
    )
    assert lexique.identifiants_du_lexique(tableau) == {"Voie", "Forme"}
    assert lexique.lignes_mal_formees(tableau) == ["forme |  | art. 2 | `Forme`"]
