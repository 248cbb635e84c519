"""Ce que les pages lisent du règlement : lignes à montrer, différences entre sessions, réponse à un visiteur."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from parchemin.droit.diplome import Diplome, codes_des_diplomes, diplome, sessions_connues
from parchemin.droit.parametres import HorsValidite, Valeur, registre
from parchemin.droit.parcours import EpreuveAPasser, epreuves_a_passer
from parchemin.droit.references import Motif, Reference, Statut
from parchemin.droit.regimes import (
    Etablissement,
    Habilitation,
    Regime,
    RegimeRefuse,
    Voie,
    determiner_regime,
)
from parchemin.droit.valeurs import toutes_les_valeurs
from parchemin.web.commande.lignes_du_reglement import Ligne, lignes_du_reglement
from parchemin.web.commande.mots import ecrire_valeur
from parchemin.web.commande.reglement import comparer

Choix = Sequence[tuple[str, str]]


def _choix(valeurs: Iterable[Voie | Etablissement | Habilitation | Statut]) -> list[tuple[str, str]]:
    """Valeurs et libellés à majuscule initiale, le reste tel quel (« Habilité au CCF »)."""
    return [(v.value, v.libelle[:1].upper() + v.libelle[1:]) for v in valeurs]


VOIES: Choix = _choix(Voie)
ETABLISSEMENTS: Choix = [("", "Sans établissement"), *_choix(Etablissement)]
HABILITATIONS: Choix = _choix(Habilitation)
REGIMES: Choix = [(r.value, f"{r.value} : {r.libelle}") for r in Regime]
STATUTS: Choix = [("", "Toutes"), *_choix(Statut)]


class PageInconnue(LookupError):
    """L'adresse demande ce qui n'existe pas ; `proches` propose des adresses voisines (libellé, adresse)."""

    def __init__(self, message: str, proches: Choix = ()) -> None:
        super().__init__(message)
        self.proches = proches


@dataclass(frozen=True, slots=True)
class Groupe:
    """Des lignes qui se suivent et que le même article fonde."""

    reference: Reference
    certitude: str
    lignes: tuple[Ligne, ...]


@dataclass(frozen=True, slots=True)
class Rubrique:
    """Une rubrique du règlement et ses lignes, article par article."""

    titre: str
    groupes: tuple[Groupe, ...]
    ancre: str


@dataclass(frozen=True, slots=True)
class Reponse:
    """Réponse à un visiteur : son régime et pourquoi, ou ce qui ne va pas dans ce qu'il a dit.

    `possibles` : ce qui existe pour sa voie (libellé, adresse), quand ses réponses ne vont pas ensemble.
    """

    regime: Regime | None
    motifs: tuple[Motif, ...] = ()
    refus: str = ""
    possibles: Choix = ()
    epreuves: tuple[EpreuveAPasser, ...] = ()
    rubriques: tuple[Rubrique, ...] = ()


@cache
def sessions() -> tuple[int, ...]:
    """Sessions connues du diplôme livré, la plus récente d'abord."""
    return tuple(sessions_connues(codes_des_diplomes()[0])[::-1])


def edition(session: str) -> Diplome:
    """Diplôme à cette session (la dernière si vide) ; lève `PageInconnue` en proposant les sessions connues."""
    connues = sessions()
    try:
        return diplome(codes_des_diplomes()[0], session=int(session) if session else connues[0])
    except (ValueError, HorsValidite):
        proches = [(f"Session {s}", f"?session={s}") for s in connues]
        raise PageInconnue(f"La session « {session} » n'est pas connue.", proches) from None


def regime_demande(code: str) -> Regime:
    """Régime de ce code (A si vide) ; lève `PageInconnue`."""
    try:
        return Regime(code or "A")
    except ValueError:
        proches = [(libelle, f"?regime={r}") for r, libelle in REGIMES]
        raise PageInconnue(f"Le régime « {code} » n'existe pas.", proches) from None


def rubriques(lu: Diplome, regime: Regime, voie: Voie | None = None) -> tuple[Rubrique, ...]:
    """Le règlement d'un régime, rubrique par rubrique, chaque ligne avec son article."""
    lignes = lignes_du_reglement(lu, regime, le=lu.jour_de_reference, voie=voie)
    titres = groupby(lignes, key=lambda ligne: ligne.rubrique)
    return tuple(
        Rubrique(titre, tuple(_par_article(suite)), f"rubrique-{n}")
        for n, (titre, suite) in enumerate(titres, 1)
    )


def _par_article(lignes: Iterable[Ligne]) -> Iterator[Groupe]:
    for (reference, certitude), suite in groupby(lignes, key=lambda x: (x.reference, x.certitude)):
        yield Groupe(reference, certitude, tuple(suite))


def epreuves(lu: Diplome, regime: Regime) -> tuple[EpreuveAPasser, ...]:
    """Épreuves d'un candidat de ce régime, dans l'ordre du règlement."""
    return epreuves_a_passer(lu, regime, le=lu.jour_de_reference)


def formes_par_regime(lu: Diplome) -> list[tuple[EpreuveAPasser, ...]]:
    """Une rangée par épreuve : sa forme dans chacun des régimes, dans leur ordre."""
    return list(zip(*(epreuves(lu, regime) for regime in Regime), strict=True))


def differences(lu: Diplome, autre: Diplome, regime: Regime) -> list[dict[str, str]]:
    """Ce qui change de la session `autre` à la session `lu`."""
    avant = lignes_du_reglement(autre, regime, le=autre.jour_de_reference)
    return comparer(avant, lignes_du_reglement(lu, regime, le=lu.jour_de_reference))


def repondre(lu: Diplome, voie: str, etablissement: str, habilitation: str) -> Reponse:
    """Ce que passe un visiteur d'après ses trois réponses ; lève `PageInconnue` si l'une n'existe pas."""
    try:
        faits = (Voie(voie), Etablissement(etablissement) if etablissement else None,
                 Habilitation(habilitation or "non"))  # fmt: skip
    except ValueError as faute:
        raise PageInconnue(
            f"Une réponse n'existe pas : {faute}.", [(n, f"?voie={v}") for v, n in VOIES]
        ) from None
    try:
        decide = determiner_regime(*faits, le=lu.jour_de_reference)
    except RegimeRefuse as refus:
        dits = ", ".join(x.libelle for x in faits if x)
        motifs = tuple(a.motif for a in refus.anomalies)
        return Reponse(None, motifs, f"Ce cas n'existe pas : {dits}.", _possibles(lu, faits[0]))
    return Reponse(
        decide.regime, decide.motifs, epreuves=epreuves(lu, decide.regime),
        rubriques=rubriques(lu, decide.regime, faits[0]),
    )  # fmt: skip


def _possibles(lu: Diplome, voie: Voie) -> Choix:
    """Ce que la table des régimes prévoit pour cette voie : chaque cas, et l'adresse qui le demande."""
    cas = []
    for ligne in registre().valeur("regime.table", le=lu.jour_de_reference).valeur:
        if ligne["voie"] != voie.value:
            continue
        for habilitation in map(Habilitation, ligne["habilitations"]):
            for e in ligne.get("etablissements", ("",)):
                dits = [Etablissement(e).libelle] if e else []
                adresse = f"?voie={voie.value}&etablissement={e}&habilitation={habilitation.value}"
                cas.append((", ".join([voie.libelle, *dits, habilitation.libelle]), adresse))
    return cas


def valeurs(statut: str, mot: str) -> list[tuple[Valeur, str]]:
    """Valeurs légales et leur écriture, de ce statut (tous si vide), dont le nom ou le libellé porte `mot`."""
    if statut not in dict(STATUTS):
        raise PageInconnue(f"Le statut « {statut} » n'existe pas.", [(n, f"?statut={s}") for s, n in STATUTS])
    return [
        (v, ecrire_valeur(v.valeur))
        for v in _triees()
        if statut in ("", v.source.statut.value) and mot.casefold() in f"{v.nom} {v.libelle}".casefold()
    ]


@cache
def _triees() -> tuple[Valeur, ...]:
    """Toutes les valeurs légales, par nom puis par période : elles ne changent pas tant que le service tourne."""
    return tuple(sorted(toutes_les_valeurs(), key=lambda v: (v.nom, v.sessions or (0, 0), v.du)))
