"""Chaque acte que le code consigne a son libellé, et aucun libellé n'est de trop."""

import ast

from parchemin.socle.comptes.roles import Nature, Role
from parchemin.socle.journal.libelles import actes_a_filtrer, libelle, libelles
from tests.architecture.arbre import modules

DOMAINES = frozenset({"comptes", "inscriptions", "journal", "organisation"})
# Les fonctions qui reçoivent le code d'un acte, ici ou dans un service.
CONSIGNENT = {"consigner", "_inscrire", "tracer_pour_soi", "_consigner"}


def actes_consignes() -> set[str]:
    """Codes écrits en toutes lettres, avec un point, dans les modules qui consignent des actes."""
    trouves: set[str] = set()
    for chemin in modules("parchemin/socle", "parchemin/etapes"):
        arbre = ast.parse(chemin.read_text(encoding="utf-8"))
        noms = {
            n.func.id for n in ast.walk(arbre) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
        }
        if not noms & CONSIGNENT and chemin.name != "chaine.py":
            continue
        trouves |= {
            n.value
            for n in ast.walk(arbre)
            if isinstance(n, ast.Constant) and isinstance(n.value, str) and est_un_code(n.value)
        }
    return trouves


def est_un_code(texte: str) -> bool:
    domaine, point, verbe = texte.partition(".")
    return bool(point) and domaine in DOMAINES and verbe.replace("_", "").isalpha()


def test_chaque_acte_a_son_libelle_et_chaque_libelle_son_acte() -> None:
    assert set(libelles()) == actes_consignes()


def test_chaque_domaine_a_son_nom() -> None:
    assert set(libelles("domaines")) == DOMAINES


def test_un_libelle_est_une_phrase_sans_point() -> None:
    assert all(dit[0].isupper() and not dit.endswith(".") for dit in libelles().values())


def test_un_acte_d_ailleurs_garde_son_code() -> None:
    assert libelle("demain.inventer") == "demain.inventer"


def test_chaque_role_porte_le_meme_nom_au_journal_et_dans_les_comptes() -> None:
    assert libelles("roles") == {role.value: role.label for role in Role}
    assert libelle("inconnu", "roles") == "inconnu"
    assert libelle("national", "perimetres") == Nature.NATIONAL.label.lower()


def test_chaque_acte_se_filtre_dans_son_domaine() -> None:
    codes = [code for code, _ in actes_a_filtrer()]
    assert set(codes) == set(libelles()) | set(libelles("domaines"))
    assert len(codes) == len(set(codes))
