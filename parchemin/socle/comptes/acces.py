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
QUI, ROLES = Donnee.IDENTITE, Donnee.ROLES

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
    # Le journal.
    "journal": _role(JOURNAL, montre=(QUI, ROLES, Donnee.ACTES)),
    "journal-acte": _role(JOURNAL, montre=(QUI, ROLES, Donnee.ACTES)),
    "journal-export": _role(JOURNAL, montre=(QUI, ROLES, Donnee.ACTES)),
    "journal-verifier": _role(JOURNAL, JOURNAL),
    "journal-verificateur": _role(JOURNAL),
}  # fmt: skip
