"""LA table des accès : qui peut appeler quelle route, pour lire ou pour agir, et dans quel état de la session.

Tout ce qu'elle ne nomme pas est refusé. Elle dit l'accès aux pages ; les lignes que chacun y voit viennent des
`queries.py`, bornées à la portée de son rôle.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from parchemin.socle.comptes.roles import Role
from parchemin.socle.organisation.models import Phase

LECTURE = frozenset({"GET", "HEAD"})
ECRITURE = frozenset({"POST"})
TOUS = frozenset(Role)
PHASES = frozenset(Phase)
AVANT_CLOTURE = PHASES - {Phase.CLOSE}
AVANT_PUBLICATION = frozenset({Phase.PREPARATION, Phase.INSCRIPTIONS, Phase.EPREUVES, Phase.DELIBERATION})


class Porte(Enum):
    """Jusqu'où il faut être reconnu avant que le rôle compte."""

    PUBLIQUE = "publique"
    RECONNU = "reconnu"  # mot de passe donné, second facteur peut-être encore attendu
    ROLE = "role"  # entièrement identifié, et tenant un des rôles


class Verdict(Enum):
    """Ce que le contrôle répond à une demande."""

    ADMIS = "admis"
    A_CONNECTER = "a_connecter"
    SECOND_FACTEUR = "second_facteur"
    REFUSE = "refuse"
    METHODE = "methode"
    PHASE = "phase"


class Donnee(Enum):
    """Ce qu'une route montre d'une personne : la page « qui voit quoi de moi » se déduit de là."""

    IDENTITE = "nom, prénom, adresse électronique"
    ROLES = "rôles et périmètres"
    ACTES = "actes inscrits au journal"
    CANDIDATURE = "candidature, état civil et choix"
    PIECES = "pièces remises à l'inscription"
    AMENAGEMENTS = "aménagements accordés, sans leur raison"


@dataclass(frozen=True, slots=True)
class Acces:
    """Une ligne de la table : rôles qui lisent, rôles qui agissent, phases où l'on agit, données montrées."""

    porte: Porte = Porte.ROLE
    lecture: frozenset[Role] | None = None
    ecriture: frozenset[Role] | None = None
    phases: frozenset[Phase] = PHASES
    montre: tuple[Donnee, ...] = ()

    def roles(self, methode: str) -> frozenset[Role] | None:
        """Rôles admis pour cette méthode ; `None` si la route ne l'admet de personne."""
        if methode in LECTURE:
            return self.lecture
        return self.ecriture if methode in ECRITURE else None


@dataclass(frozen=True, slots=True)
class Situation:
    """Où en est la personne qui demande : reconnue ou non, facteur vérifié, rôle tenu, phase de sa session."""

    reconnue: bool = False
    facteur_exige: bool = False
    facteur_verifie: bool = False
    role: Role | None = None
    phase: Phase | None = None


def juger(acces: Acces | None, methode: str, situation: Situation) -> Verdict:  # noqa: PLR0911 : un retour par garde
    """Verdict pour une demande ; `acces` absent : la route n'est pas dans la table, refus."""
    if acces is None:
        return Verdict.REFUSE
    admis = acces.roles(methode)
    if admis is None:
        return Verdict.METHODE
    if acces.porte is Porte.PUBLIQUE:
        return Verdict.ADMIS
    if not situation.reconnue:
        return Verdict.A_CONNECTER
    if acces.porte is Porte.RECONNU:
        return Verdict.ADMIS
    if situation.facteur_exige and not situation.facteur_verifie:
        return Verdict.SECOND_FACTEUR
    if situation.role not in admis:
        return Verdict.REFUSE
    if methode in ECRITURE and situation.phase is not None and situation.phase not in acces.phases:
        return Verdict.PHASE
    return Verdict.ADMIS


def _publique(*, envoi: bool = False) -> Acces:
    return Acces(Porte.PUBLIQUE, TOUS, TOUS if envoi else None)


def _reconnu(*, lecture: bool = True, envoi: bool = False, montre: tuple[Donnee, ...] = ()) -> Acces:
    return Acces(Porte.RECONNU, TOUS if lecture else None, TOUS if envoi else None, montre=montre)


def _role(
    lecture: Iterable[Role] | None, ecriture: Iterable[Role] | None = None,
    *, phases: frozenset[Phase] = PHASES, montre: tuple[Donnee, ...] = (),
) -> Acces:  # fmt: skip
    return Acces(
        Porte.ROLE,
        None if lecture is None else frozenset(lecture),
        None if ecriture is None else frozenset(ecriture),
        phases,
        montre,
    )


NATIONAL = frozenset({Role.NATIONAL})
PILOTES = frozenset({Role.PILOTE_ORGANISATION, Role.PILOTE_SUJETS})
ACADEMIES = frozenset({Role.PILOTE_ORGANISATION, Role.RATTACHEMENT, Role.VICE_RECTORAT})
# Qui tient l'examen : ils voient l'organisation de leur périmètre.
SERVICES = NATIONAL | PILOTES | ACADEMIES
ETABLISSEMENTS = frozenset({Role.DIRECTION, Role.DDFPT, Role.ENSEIGNANT})
# Qui regarde sans agir.
REGARDS = frozenset({Role.INSPECTEUR, Role.AUDITEUR, Role.DELEGUE})
INSTITUTION = SERVICES | ETABLISSEMENTS | REGARDS | {Role.CENTRE}
NOMMENT = NATIONAL | PILOTES | ACADEMIES | {Role.CENTRE, Role.DIRECTION, Role.DDFPT}
JOURNAL = NATIONAL | ACADEMIES | {Role.AUDITEUR, Role.DELEGUE}
TIENNENT_L_ORGANISATION = NATIONAL | ACADEMIES
CANDIDATS = frozenset({Role.CANDIDAT})
# Qui lit les candidatures de son périmètre ; qui y agit ; qui en emporte une liste.
LISENT_LES_CANDIDATURES = NATIONAL | ACADEMIES | {Role.DIRECTION, Role.DDFPT} | REGARDS
INSCRIVENT = ACADEMIES | {Role.DIRECTION, Role.DDFPT}
EXPORTENT_LES_CANDIDATURES = NATIONAL | INSCRIVENT
QUI, ROLES = Donnee.IDENTITE, Donnee.ROLES
DE_LA_FICHE = (QUI, Donnee.CANDIDATURE, Donnee.PIECES, Donnee.AMENAGEMENTS, Donnee.ACTES)

TABLE: Mapping[str, Acces] = {
    # Ce que chacun lit sans compte.
    **dict.fromkeys(
        (
            "accueil", "que_dois_je_passer", "reglement", "referentiel", "referentiel-element", "calendrier",
            "decisions", "decisions-une", "parametres", "composants", "accessibilite", "mentions_legales",
            "donnees_personnelles", "hors_ligne", "service_hors_ligne", "securite", "sante",
        ),
        _publique(),
    ),
    # Entrer.
    "connexion": _publique(envoi=True),
    "connexion-oubli": _publique(envoi=True),
    "connexion-lien": _publique(envoi=True),
    "connexion-papier": _publique(envoi=True),
    "connexion-fournisseur": _publique(),
    "connexion-retour": _publique(),
    "deconnexion": _reconnu(envoi=True),
    "prolonger": _reconnu(lecture=False, envoi=True),
    "second_facteur": _reconnu(envoi=True),
    "second_facteur-installer": _reconnu(envoi=True),
    # Son compte.
    "mon_espace": _reconnu(),
    "mon_espace-role": _reconnu(lecture=False, envoi=True),
    "compte": _role(TOUS, montre=(QUI, ROLES)),
    "compte-mot_de_passe": _role(TOUS, TOUS),
    "compte-codes_de_secours": _role(None, TOUS),
    "compte-qui_voit_quoi": _role(TOUS),
    # Les droits des autres.
    "droits": _role(NOMMENT | REGARDS, montre=(QUI, ROLES)),
    "droits-une": _role(NOMMENT | REGARDS, montre=(QUI, ROLES)),
    "droits-inviter": _role(NOMMENT, NOMMENT),
    "droits-retirer": _role(None, NOMMENT),
    "droits-deleguer": _role(TOUS - {Role.CANDIDAT}, TOUS - {Role.CANDIDAT}),
    "droits-reprendre": _role(None, TOUS - {Role.CANDIDAT}),
    "droits-renvoyer": _role(None, NOMMENT),
    "droits-code_papier": _role(None, NOMMENT),
    # L'organisation.
    "organisation": _role(INSTITUTION),
    "organisation-sessions": _role(INSTITUTION, NATIONAL),
    "organisation-session": _role(INSTITUTION),
    "organisation-session-phase": _role(None, NATIONAL),
    "organisation-academies": _role(INSTITUTION),
    "organisation-academie": _role(INSTITUTION),
    "organisation-regroupements": _role(INSTITUTION),
    "organisation-regroupement": _role(INSTITUTION),
    "organisation-regroupement-creer": _role(None, NATIONAL, phases=AVANT_CLOTURE),
    "organisation-rattacher": _role(None, NATIONAL, phases=AVANT_CLOTURE),
    "organisation-pilote-sujets": _role(None, NATIONAL, phases=AVANT_CLOTURE),
    "organisation-etablissements": _role(INSTITUTION),
    "organisation-etablissement": _role(INSTITUTION),
    "organisation-etablissement-modifier": _role(
        TIENNENT_L_ORGANISATION, TIENNENT_L_ORGANISATION, phases=AVANT_CLOTURE
    ),
    "organisation-habilitation-ccf": _role(None, TIENNENT_L_ORGANISATION, phases=AVANT_CLOTURE),
    "organisation-offre-ajouter": _role(None, TIENNENT_L_ORGANISATION, phases=AVANT_CLOTURE),
    "organisation-offre-retirer": _role(None, TIENNENT_L_ORGANISATION, phases=AVANT_CLOTURE),
    "organisation-centres": _role(INSTITUTION),
    "organisation-centre": _role(INSTITUTION),
    "organisation-centre-creer": _role(TIENNENT_L_ORGANISATION, TIENNENT_L_ORGANISATION, phases=AVANT_CLOTURE),
    "organisation-centre-fermer": _role(None, TIENNENT_L_ORGANISATION, phases=AVANT_CLOTURE),
    "organisation-salle-ajouter": _role(None, TIENNENT_L_ORGANISATION | {Role.CENTRE}, phases=AVANT_CLOTURE),
    "organisation-salle-retirer": _role(None, TIENNENT_L_ORGANISATION | {Role.CENTRE}, phases=AVANT_CLOTURE),
    "organisation-calendrier": _role(INSTITUTION, TIENNENT_L_ORGANISATION, phases=AVANT_CLOTURE),
    "organisation-imports": _role(TIENNENT_L_ORGANISATION, TIENNENT_L_ORGANISATION, phases=AVANT_CLOTURE),
    "organisation-import": _role(TIENNENT_L_ORGANISATION, TIENNENT_L_ORGANISATION, phases=AVANT_CLOTURE),
    "organisation-import-corrige": _role(TIENNENT_L_ORGANISATION),
    # Les travaux longs : chacun voit les siens.
    "travaux": _role(INSTITUTION),
    "travail": _role(INSTITUTION),
    **dict.fromkeys(
        ("travail-pause", "travail-reprise", "travail-arret", "travail-relance"), _role(None, INSTITUTION - REGARDS)
    ),
    # Les inscriptions.
    "inscriptions": _role(LISENT_LES_CANDIDATURES, montre=(Donnee.CANDIDATURE,)),
    "inscriptions-candidats": _role(LISENT_LES_CANDIDATURES, montre=(QUI, Donnee.CANDIDATURE)),
    "inscriptions-candidats-exporter": _role(EXPORTENT_LES_CANDIDATURES, montre=(QUI, Donnee.CANDIDATURE)),
    "inscriptions-candidats-groupe": _role(INSCRIVENT, INSCRIVENT, phases=AVANT_CLOTURE, montre=(QUI, Donnee.CANDIDATURE)),
    "inscriptions-vues": _role(None, LISENT_LES_CANDIDATURES),
    "inscriptions-non-lus": _role(LISENT_LES_CANDIDATURES, montre=(QUI, Donnee.CANDIDATURE)),
    "inscriptions-candidat": _role(LISENT_LES_CANDIDATURES, montre=DE_LA_FICHE),
    "inscriptions-candidat-piece": _role(LISENT_LES_CANDIDATURES, montre=(QUI, Donnee.PIECES)),
    "inscriptions-candidat-parcours": _role(LISENT_LES_CANDIDATURES, montre=(QUI, Donnee.CANDIDATURE)),
    # Qui contrôle le service n'ouvre pas les pièces d'identité.
    "inscriptions-candidat-piece-fichier": _role(EXPORTENT_LES_CANDIDATURES, montre=(QUI, Donnee.PIECES)),
    "inscriptions-candidat-document": _role(
        EXPORTENT_LES_CANDIDATURES | CANDIDATS, montre=(QUI, Donnee.CANDIDATURE, Donnee.AMENAGEMENTS)
    ),
    **dict.fromkeys(
        (
            "inscriptions-candidat-modifier", "inscriptions-candidat-demander", "inscriptions-candidat-annulation",
            "inscriptions-candidat-benefice", "inscriptions-candidat-dispense", "inscriptions-candidat-titre-renoncer",
            "inscriptions-candidat-amenagement", "inscriptions-candidat-amenagement-retirer",
        ),
        _role(INSCRIVENT, INSCRIVENT, phases=AVANT_CLOTURE, montre=(QUI, Donnee.CANDIDATURE)),
    ),
    **dict.fromkeys(
        (
            "inscriptions-candidat-experience", "inscriptions-candidat-anterieure",
            "inscriptions-candidat-parcours-retirer", "inscriptions-candidat-piece-deposer",
        ),
        _role(None, INSCRIVENT, phases=AVANT_CLOTURE),
    ),
    **dict.fromkeys(
        (
            "inscriptions-candidat-voie", "inscriptions-candidat-papier", "inscriptions-candidat-recevable",
            "inscriptions-candidat-rejet", "inscriptions-candidat-titre-decider",
            "inscriptions-candidat-amenagement-avis", "inscriptions-candidat-amenagement-decider",
            "inscriptions-candidat-amenagement-remplacer",
        ),
        _role(ACADEMIES, ACADEMIES, phases=AVANT_CLOTURE, montre=(QUI, Donnee.CANDIDATURE)),
    ),
    **dict.fromkeys(
        (
            "inscriptions-candidat-vu", "inscriptions-candidat-piece-papier", "inscriptions-candidat-piece-controler",
            "inscriptions-candidat-piece-reclamer", "inscriptions-transferts-transferer", "inscriptions-pieces-ajouter",
            "inscriptions-pieces-retirer", "inscriptions-pieces-defaut",
        ),
        _role(None, ACADEMIES, phases=AVANT_CLOTURE),
    ),
    "inscriptions-confirmations": _role(EXPORTENT_LES_CANDIDATURES, montre=(QUI, Donnee.CANDIDATURE)),
    "inscriptions-confirmations-pdf": _role(
        INSCRIVENT, montre=(QUI, Donnee.CANDIDATURE, Donnee.AMENAGEMENTS)
    ),
    "inscriptions-transferts": _role(TIENNENT_L_ORGANISATION),
    "inscriptions-pieces": _role(EXPORTENT_LES_CANDIDATURES),
    "inscriptions-reste-a-faire": _role(INSCRIVENT, montre=(QUI, Donnee.CANDIDATURE)),
    "inscriptions-reste-a-faire-relancer": _role(None, INSCRIVENT, phases=AVANT_CLOTURE),
    "inscriptions-reste-a-faire-acces": _role(None, INSCRIVENT, phases=AVANT_CLOTURE),
    "inscriptions-reste-a-faire-papillons": _role(None, INSCRIVENT, phases=AVANT_CLOTURE, montre=(QUI,)),
    "inscriptions-inscrire": _role(INSCRIVENT, INSCRIVENT, phases=AVANT_CLOTURE, montre=(QUI, Donnee.CANDIDATURE)),
    # Par étapes : le service, l'établissement, ou le candidat dont la saisie n'est pas déposée.
    "inscriptions-inscrire-etape": _role(INSCRIVENT | CANDIDATS, INSCRIVENT | CANDIDATS, phases=AVANT_CLOTURE),
    "inscriptions-inscrire-ajouter": _role(None, INSCRIVENT | CANDIDATS, phases=AVANT_CLOTURE),
    "inscriptions-inscrire-retirer": _role(None, INSCRIVENT | CANDIDATS, phases=AVANT_CLOTURE),
    "inscriptions-fichiers": _role(EXPORTENT_LES_CANDIDATURES, INSCRIVENT, phases=AVANT_CLOTURE),
    "inscriptions-fichier": _role(
        EXPORTENT_LES_CANDIDATURES, INSCRIVENT, phases=AVANT_CLOTURE, montre=(QUI, Donnee.CANDIDATURE)
    ),
    "inscriptions-fichier-corrige": _role(EXPORTENT_LES_CANDIDATURES, montre=(QUI, Donnee.CANDIDATURE)),
    "inscriptions-fichier-comparer": _role(EXPORTENT_LES_CANDIDATURES, montre=(QUI, Donnee.CANDIDATURE)),
    "inscriptions-fichier-modele": _role(EXPORTENT_LES_CANDIDATURES),
    "inscriptions-hors-bee": _role(
        EXPORTENT_LES_CANDIDATURES, EXPORTENT_LES_CANDIDATURES, montre=(QUI, Donnee.CANDIDATURE)
    ),
    # L'espace du candidat ne montre que lui-même : « qui voit quoi de moi » n'a rien à en dire.
    "ma-candidature": _role(CANDIDATS),
    "ma-candidature-message": _role(CANDIDATS, CANDIDATS),
    "ma-candidature-accuser": _role(None, CANDIDATS),
    "ma-candidature-epreuves": _role(CANDIDATS),
    "ma-candidature-modifier": _role(CANDIDATS, CANDIDATS, phases=AVANT_CLOTURE),
    "ma-candidature-publication": _role(CANDIDATS, CANDIDATS, phases=AVANT_CLOTURE),
    "ma-candidature-renoncer": _role(CANDIDATS, CANDIDATS, phases=AVANT_CLOTURE),
    "ma-candidature-confirmer": _role(CANDIDATS, CANDIDATS, phases=AVANT_CLOTURE),
    "ma-candidature-pieces": _role(CANDIDATS),
    "ma-candidature-piece": _role(CANDIDATS, CANDIDATS, phases=AVANT_CLOTURE),
    "ma-candidature-fichier": _role(CANDIDATS),
    "ma-candidature-document": _role(CANDIDATS),
    "ma-candidature-demandes": _role(CANDIDATS),
    "ma-candidature-demander": _role(None, CANDIDATS, phases=AVANT_CLOTURE),
    "ma-candidature-retirer": _role(None, CANDIDATS, phases=AVANT_CLOTURE),
    # Le journal.
    "journal": _role(JOURNAL, montre=(QUI, ROLES, Donnee.ACTES)),
    "journal-acte": _role(JOURNAL, montre=(QUI, ROLES, Donnee.ACTES)),
    "journal-export": _role(JOURNAL, montre=(QUI, ROLES, Donnee.ACTES)),
    "journal-verifier": _role(JOURNAL, JOURNAL),
    "journal-verificateur": _role(JOURNAL),
}  # fmt: skip
