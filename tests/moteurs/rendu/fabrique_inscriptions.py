"""Fabrique les candidatures des essais : régimes, mineur, outre-mer, individuel, noms longs ; personne n'existe."""

from dataclasses import replace
from datetime import date

from parchemin.droit.diplome import diplome
from parchemin.droit.epreuves import Epreuve, Evaluation
from parchemin.droit.notes import ecrire_note
from parchemin.droit.regimes import Regime
from parchemin.moteurs.rendu.inscriptions import (
    CadreDInscription,
    Coordonnees,
    EffetDeChoix,
    EpreuveInscrite,
    EtatCivil,
    InscriptionAImprimer,
    LieuDeFormation,
    PieceSuivie,
    RetourAttendu,
    SortDEpreuve,
)

EDITION = diplome("ccst", session=2026)
LYCEE = LieuDeFormation("Lycée fictif des Deux-Rives", "9990001A", "Rouen")
RETOUR = RetourAttendu(
    "vendredi 5 décembre 2025 à 17 h, heure de Paris",
    ("Service fictif des examens, bureau du BTS", "1 rue de l'Exemple", "99999 Ville-Fictive"),
)
EFFETS = (
    EffetDeChoix(
        "Forme globale",
        "Vous présentez toutes les unités à cette session, sauf celles dont vous gardez la note.",
        "code de l'éducation, art. D643-14, 1°",
    ),
    EffetDeChoix(
        "Note conservée en E4",
        "Vous ne repassez pas E4 ; la note 12,5 compte avec son coefficient, et y renoncer est définitif.",
        "code de l'éducation, art. D643-23",
    ),
    EffetDeChoix(
        "Absence non justifiée à une épreuve obligatoire",
        "Le diplôme ne peut pas être délivré, quelle que soit la moyenne.",
        "code de l'éducation, art. D643-24",
    ),
    EffetDeChoix(
        "Facultatives",
        "Seuls comptent les points au-dessus de 10 ; une absence n'enlève rien.",
        "code de l'éducation, art. D643-15",
    ),
)
PIECES = (
    PieceSuivie("Certificat de scolarité de première année", date(2025, 11, 12)),
    PieceSuivie("Attestation de recensement ou de participation à la journée défense", None, date(2026, 1, 15)),
    PieceSuivie(
        "Relevé de notes de la session 2024", None, date(2026, 1, 15), "la copie reçue est illisible"
    ),
)  # fmt: skip
AMENAGEMENTS = ("Temps majoré d'un tiers aux épreuves écrites et pratiques", "Sujets agrandis en A3")


def evaluation(epreuve: Epreuve, regime: Regime) -> str:
    """Forme et durée d'une épreuve sous un régime, en mots."""
    forme = epreuve.forme(regime)
    if forme.evaluation is Evaluation.CCF:
        return "contrôle en cours de formation"
    duree = sum(phase.duree or 0 for phase in forme.phases)
    return f"ponctuelle, {forme.nature.libelle}" + (f", {duree}\u00a0min" if duree else "")


def epreuves(regime: Regime) -> tuple[EpreuveInscrite, ...]:
    """Les huit épreuves obligatoires, toutes présentées."""
    return tuple(
        EpreuveInscrite(
            e.code, e.intitule, evaluation(e, regime), e.unite, str(e.coefficient).replace(".", ","),
            "anglais" if e.code in {"E2", "E3"} else "",
        )
        for e in EDITION.obligatoires
    )  # fmt: skip


def facultatives(regime: Regime) -> tuple[EpreuveInscrite, ...]:
    """Deux facultatives."""
    langue, module = EDITION.facultatives[:2]
    return (
        EpreuveInscrite(
            langue.code, langue.intitule, evaluation(langue, regime), langue.unite, langue="espagnol"
        ),
        EpreuveInscrite(module.code, module.intitule, evaluation(module, regime), module.unite),
    )


def cadre(regime: Regime, raison: str, voie: str = "voie scolaire") -> CadreDInscription:
    """Cadre d'inscription en forme globale."""
    return CadreDInscription(
        voie, "globale", f"{regime.value}, {regime.libelle}", raison, "Lille", "Normandie"
    )


SIMPLE = InscriptionAImprimer(
    1234, 2, "20 novembre 2025 à 9 h 05, heure de Paris", 2026,
    f"Brevet de technicien supérieur « {EDITION.intitule} »", EDITION.sigle,
    EtatCivil("FICTIF-ZÈBRE", "Zoé, Anaïs", date(2006, 2, 1), "Dunkerque (Nord)", ine="0123456789A", feminin=True),
    cadre(Regime.A, "établissement public (code de l'éducation, art. D643-19)"),
    epreuves(Regime.A), facultatives(Regime.A),
    Coordonnees(("12 bis avenue de l'Exemple", "99999 Ville-Fictive"), "zoe.zebre@exemple.invalid", "+33 0 00 00 00 00"),
    LYCEE, "0260001234", AMENAGEMENTS, PIECES, EFFETS, retour=RETOUR,
)  # fmt: skip


def conservee() -> InscriptionAImprimer:
    """Régime B, redoublant : une note gardée, une dispense, une validation, une épreuve non présentée."""
    lignes = {e.code: e for e in epreuves(Regime.B)}
    lignes["E1"] = replace(
        lignes["E1"],
        sort=SortDEpreuve.DISPENSEE,
        raison="titulaire d'un BTS (arrêté du 24 juin 2005, art. 2)",
    )
    lignes["E4"] = replace(
        lignes["E4"], sort=SortDEpreuve.CONSERVEE, note=ecrire_note(25), session=2024,
        jusqu_au=date(2029, 7, 3),
    )  # fmt: skip
    lignes["E7"] = replace(lignes["E7"], sort=SortDEpreuve.VAE, raison="jury du 3 mars 2025")
    lignes["E8"] = replace(lignes["E8"], sort=SortDEpreuve.NON_PRESENTEE, raison="forme progressive")
    return replace(
        SIMPLE,
        candidature=1235,
        epreuves=tuple(lignes.values()),
        facultatives=(),
        cadre=replace(
            cadre(
                Regime.B, "habilitation étendue de l'établissement (art. D643-20)", "formation professionnelle continue"
            ),
            redoublant=True,
        ),
        etat_civil=EtatCivil("FICTIF-ÂNE", "Noé", date(1998, 8, 30), feminin=False),
        amenagements=(),
    )  # fmt: skip


def outre_mer() -> InscriptionAImprimer:
    """Mineur de La Réunion, représentant connu, deux heures dites."""
    return replace(
        SIMPLE,
        candidature=1236,
        etat_civil=EtatCivil("FICTIF-D'ORBE", "Ève", date(2008, 1, 1), "Saint-Denis (La Réunion)"),
        cadre=replace(SIMPLE.cadre, academie_d_origine="La Réunion"),
        lieu=LieuDeFormation("Lycée fictif du Volcan", "9990002B", "Saint-Denis"),
        mineur=True,
        representant="FICTIF-D'ORBE Léa",
        retour=replace(RETOUR, avant="vendredi 5 décembre 2025 à 17 h, heure de La Réunion (14 h à Paris)"),
    )


def individuel() -> InscriptionAImprimer:
    """Régime C, nom très long, ni établissement, ni numéro, ni pièce, ni retour : validée en ligne."""
    return replace(
        SIMPLE,
        candidature=1237,
        etat_civil=EtatCivil(
            "FICTIF DE LA ROCHEFOUCAULD-LIANCOURT", "Marie-Antoinette-Joséphine, Églantine, Maximilienne",
            date(1990, 12, 31), "Villeneuve-lès-Fictives", nom_d_usage="FICTIF-MONTMORENCY-LUXEMBOURG",
        ),
        cadre=cadre(Regime.C, "expérience (code de l'éducation, art. D643-19)", "expérience professionnelle"),
        epreuves=epreuves(Regime.C),
        facultatives=facultatives(Regime.C),
        coordonnees=Coordonnees(),
        lieu=None,
        numero="",
        amenagements=(),
        pieces=(),
        validee_en_ligne="12 novembre 2025 à 18 h 04, heure de La Réunion",
        retour=None,
    )  # fmt: skip


CAS = {"simple": SIMPLE, "conservee": conservee(), "outre-mer": outre_mer(), "individuel": individuel()}
