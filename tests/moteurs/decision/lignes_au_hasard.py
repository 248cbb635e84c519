"""Lignes de candidats tirées au hasard, près des seuils et pleines de cas rares."""
# ruff: noqa: E501 — une table se relit ligne à ligne

from hypothesis import strategies as st

from tests.moteurs.decision.tables import CONTROLE, EPREUVES, FACULTATIVES, Ligne

NOTES = [ecrite for n in range(21) for ecrite in (str(n), f"{n},5") if ecrite != "20,5"]
PROCHES = ["6", "7,5", "8", "8,5", "9", "9,5", "10", "10,5", "11", "12", "9.50", "10,00", "14"]
VOIES = [
    *["A;;;;;"] * 4, "B;;;;;", "C;;;;progressive;", "A;;;non;;", "A;scolaire;public;;;", ";fpc;public;etendue;progressive;",
    ";distance;;;progressive;", "C;experience;;;;", ";apprentissage;prive_sous_contrat;oui;;", "A;;;;;conservation",
    "C;;;;;etalement|conservation", "A;;;;globale;conservation|etalement", ";experience;;;progressive;etalement",
]  # fmt: skip
VOIES_FAUTIVES = [
    "B;scolaire;public;;;", ";scolaire;;;;", "A;scolaire;public;;progressive;", ";;;;;", "A;;public;;;", ";fpc;prive_sous_contrat;oui;;",
    "A;apprentissage;public;etendue;;", "C;apprentissage;prive_hors_contrat;oui;;", "A;;;oui;;",
]  # fmt: skip

note = st.sampled_from(PROCHES * 3 + NOTES)
rare = st.sampled_from(["AB", "FM", "NV", "DI", "VA", "B:12,5", "B:8", "NP", "R:12", "R:9,5", "AN", "FR"])


def ou(
    principal: st.SearchStrategy[str], *autres: st.SearchStrategy[str], sur: int
) -> st.SearchStrategy[str]:
    """Presque toujours `principal` ; une fois sur `sur`, l'un des autres."""
    return st.integers(1, sur).flatmap(lambda tirage: st.one_of(*autres) if tirage == sur else principal)


@st.composite
def lignes(draw: st.DrawFn, *, controle: bool = True, fautes: bool = True) -> Ligne:
    """Une ligne, peut-être fautive si `fautes`, peut-être avec des oraux si `controle`."""
    titres = ("regime", "voie", "etablissement", "habilitation", "forme", "amenagement")
    voie = ou(st.sampled_from(VOIES), st.sampled_from(VOIES_FAUTIVES), sur=12 if fautes else 10**6)
    ligne = dict(zip(titres, draw(voie).split(";"), strict=True))
    # Un tirage par ligne : une moitié des candidats n'a que des notes, les autres cumulent les cas rares.
    case = draw(
        st.sampled_from(
            [note, note, ou(note, rare, sur=8), ou(note, rare, sur=3), st.sampled_from(["VA", "DI", "10"])]
        )
    )
    ligne |= {code: draw(case) for code in EPREUVES}
    libre = ou(st.just(""), note, st.sampled_from(["AB", "FR"]), sur=4)
    ligne |= {code: draw(libre) for code in FACULTATIVES}
    oral = ou(st.just(""), note, st.sampled_from(["AB", "AN", "FR", "12"]), sur=3)
    avec_oraux = controle and draw(st.booleans())
    return ligne | {code: draw(oral) if avec_oraux else "" for code in CONTROLE}


@st.composite
def lignes_au_controle(draw: st.DrawFn) -> Ligne:
    """Une ligne qui a presque toujours droit au contrôle, et souvent deux oraux ; parfois rien de professionnel."""
    ligne = dict.fromkeys(("voie", "etablissement", "habilitation", "amenagement"), "")
    ligne |= {"regime": "A", "forme": draw(st.sampled_from(["", "progressive"]))}
    generale = ou(st.sampled_from(PROCHES), st.sampled_from(["FM", "VA", "DI", "B:10", "B:12,5"]), sur=4)
    professionnelle = draw(st.sampled_from([st.sampled_from(["10", "10,5", "B:11"])] * 4 + [st.just("VA")]))
    ligne |= {code: draw(generale) for code in EPREUVES[:4]}
    ligne |= {code: draw(professionnelle) for code in EPREUVES[4:]}
    ligne |= {code: draw(st.sampled_from(["", "", "", "10,5", "AB"])) for code in FACULTATIVES}
    vide = draw(st.sampled_from([*CONTROLE, *CONTROLE, *CONTROLE, ""]))
    oral = st.sampled_from(["", "6", "9", "9,5", "10", "11", "12", "16", "AB", "AN"])
    return ligne | {code: "" if code == vide else draw(oral) for code in CONTROLE}
