"""La matrice des accès, tirée de la configuration des adresses : chaque case est jouée par une vraie demande.

Rôle × route × méthode × relation à l'objet × phase. Ce qui est attendu est écrit ici, à part de la table et des
`queries.py` que l'on vérifie : un rôle ne voit que ce que la nature de son périmètre contient.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from parchemin.socle.comptes.acces import AVANT_CLOTURE, PHASES, TABLE, Acces, Porte
from parchemin.socle.comptes.models import Habilitation
from parchemin.socle.comptes.roles import Nature, Role
from parchemin.socle.comptes.routes import desaccords, routes
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.imports.lots import Lecture, Recu, lire_a_blanc
from parchemin.socle.organisation.models import Phase, SessionExamen
from parchemin.socle.organisation.portee import Portee
from parchemin.socle.taches.models import EtatTravail, Travail
from tests.socle.comptes import monde as m
from tests.socle.comptes.cibles_inscriptions import SELON_L_ETAT, fichier
from tests.socle.comptes.cibles_inscriptions import cibles as inscriptions
from tests.socle.comptes.monde import Monde, entrer, habiliter, nature_propre, personne, titulaire

METHODES = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
RELATIONS = ("propre", "commission", "centre", "academie", "autre", "autre session")
TOUT = frozenset(RELATIONS)
# Ce que contient, dans le monde fictif, un périmètre de cette nature, borné à sa session sauf le territoire entier.
CONTIENT: Mapping[Nature, frozenset[str]] = {
    Nature.NATIONAL: TOUT,
    Nature.REGROUPEMENT: TOUT - {"autre", "autre session"},
    Nature.ACADEMIE: TOUT - {"autre", "autre session"},
    Nature.CENTRE: frozenset({"propre", "centre"}),
    Nature.ETABLISSEMENT: frozenset({"propre"}),
    Nature.COMMISSION: frozenset({"propre", "commission"}),
    Nature.LOT: frozenset({"propre"}),
    Nature.JURY: frozenset({"propre"}),
    Nature.CANDIDATURE: frozenset({"propre"}),
}


@dataclass(frozen=True)
class Case:
    """Une demande à jouer, et ce qu'elle doit donner : « admis », « refus », « absent », « méthode » ou « phase »."""

    route: str
    methode: str
    relation: str
    phase: Phase
    adresse: str
    attendu: str


def lire(reponse: HttpResponseBase) -> str:
    """Ce que la réponse dit, dans les mots de la matrice."""
    arrets = {"/connexion/": "connexion", "/second-facteur/": "facteur"}
    ou = reponse.headers.get("Location", "").partition("?")[0]
    if reponse.status_code == 302 and ou in arrets:
        return arrets[ou]
    return {403: "refus", 404: "absent", 405: "méthode", 500: "PANNE"}.get(reponse.status_code, "admis")


Noter = Callable[[str, object], None]
Cible = tuple[str, dict[str, Any], bool]


class Cibles:
    """Pour chaque route à objet, l'objet de chaque relation, et ce que chaque rôle doit en voir."""

    def __init__(self, monde: Monde, tenue: Habilitation) -> None:
        self.monde, self.tenue = monde, tenue
        self.role, self.nature = Role(tenue.role), Nature(tenue.nature)
        self.habilitations = self._habilitations()
        self.actes = {relation: self._acte(h) for relation, h in self.habilitations.items()}
        self.lots = {
            "propre": self._lot(f"personne:{tenue.personne_id}"), "autre": self._lot("personne:999999"),
        }  # fmt: skip
        self.fichiers = {
            "propre": fichier(monde, f"personne:{tenue.personne_id}", m.LYON),
            "autre": fichier(monde, "personne:999999", m.TOULOUSE),
        }  # fmt: skip
        self.travaux = {
            "propre": self._travail(f"personne:{tenue.personne_id}"), "autre": self._travail("personne:999999"),
        }  # fmt: skip

    def _voisine(
        self, nom: str, role: Role, cle: str, session: SessionExamen | None, academie: str = m.LYON
    ) -> Habilitation:
        qui = personne(f"voisin-{nom}", le=self.monde.le)
        return habiliter(qui, role, cle, monde=self.monde, session=session, academie=academie)

    def _habilitations(self) -> dict[str, Habilitation]:
        monde, session = self.monde, self.monde.session
        cle = m.cle_propre(self.role, monde)
        return {
            "propre": self._voisine("propre", self.role, cle, self.tenue.session),
            "commission": self._voisine("commission", Role.MEMBRE_ENSEIGNANT, "1", session),
            "centre": self._voisine("centre", Role.CENTRE, str(monde.centre.pk), session),
            "academie": self._voisine("academie", Role.ENSEIGNANT, m.VOISIN, session),
            "autre": self._voisine("autre", Role.ENSEIGNANT, m.AILLEURS, session),
            "autre session": self._voisine("hier", Role.ENSEIGNANT, m.LYCEE, monde.autre_session),
        }

    def _acte(self, h: Habilitation) -> int:
        auteur = Auteur(h.personne.code, str(h.personne), h.role, h.perimetre)
        fait = Fait(h.personne.code, session=h.session.code if h.session else "")
        with transaction.atomic():
            return consigner("comptes.nommer", fait, par=auteur, le=self.monde.le).numero

    def _lot(self, par: str) -> int:
        recu = Recu("offre.csv", f"session;uai;statut;capacite\n2026;{m.LYCEE};scolaire;24\n".encode())
        lecture = Lecture("offre", self.monde.session, Portee(partout=True))
        return lire_a_blanc(recu, lecture, par=Auteur(par, "Fictif"), le=self.monde.le).pk

    def _travail(self, par: str) -> int:
        return Travail.objects.create(
            genre="essais.rien", libelle="Essai", objet=f"essai:{par}", demandeur=par, etat=EtatTravail.EN_PAUSE,
            cree_le=self.monde.le,
        ).pk  # fmt: skip

    def par_route(self) -> dict[str, list[Cible]]:
        """Routes à objet, et l'objet de chaque relation ; les autres routes n'en ont pas."""
        contenu, monde = CONTIENT[self.nature], self.monde
        sur_place = self.nature in (Nature.CENTRE, Nature.ETABLISSEMENT)
        droits = [(r, {"numero": h.pk}, r in contenu) for r, h in self.habilitations.items()]
        lycees = [
            ("propre", {"uai": m.LYCEE}, self.nature is Nature.ETABLISSEMENT or "academie" in contenu),
            ("academie", {"uai": m.VOISIN}, "academie" in contenu), ("autre", {"uai": m.AILLEURS}, "autre" in contenu),
        ]  # fmt: skip
        centres = [
            ("centre", {"numero": monde.centre.pk}, "centre" in contenu),
            ("academie", {"numero": monde.centre_voisin.pk}, "academie" in contenu),
            ("autre", {"numero": monde.centre_ailleurs.pk}, "autre" in contenu),
            ("autre session", {"numero": monde.centre_d_hier.pk}, "autre session" in contenu),
        ]
        regroupements = [
            ("academie", {"numero": monde.regroupement.pk}, sur_place or "academie" in contenu),
            ("autre", {"numero": monde.ailleurs.pk}, "autre" in contenu),
        ]
        sessions = [
            ("propre", {"code": monde.session.code}, True),
            ("autre session", {"code": monde.autre_session.code}, "autre session" in contenu),
        ]
        lots = [
            ("propre", {"numero": self.lots["propre"]}, True),
            ("autre", {"numero": self.lots["autre"]}, "autre" in contenu),
        ]
        travaux = [
            ("propre", {"numero": self.travaux["propre"]}, True),
            ("autre", {"numero": self.travaux["autre"]}, "autre" in contenu),
        ]
        return {
            **dict(inscriptions(monde, contenu, self.fichiers)),
            **dict.fromkeys(
                ("travail", "travail-pause", "travail-reprise", "travail-arret", "travail-relance"), travaux
            ),
            **dict.fromkeys(("droits-une", "droits-retirer", "droits-code_papier", "droits-renvoyer"), droits),
            "droits-reprendre": [(r, a, False) for r, a, _ in droits],
            "journal-acte": [(r, {"numero": n}, r in contenu) for r, n in self.actes.items()],
            "organisation-session": sessions,
            "organisation-session-phase": sessions[:1],
            "organisation-academie": [
                ("academie", {"code": m.LYON}, sur_place or "academie" in contenu),
                ("autre", {"code": m.TOULOUSE}, "autre" in contenu),
            ],
            **dict.fromkeys(
                (
                    "organisation-etablissement", "organisation-etablissement-modifier", "organisation-habilitation-ccf",
                    "organisation-offre-ajouter",
                ),
                lycees,
            ),
            "organisation-offre-retirer": [(r, {**a, "numero": 0}, False) for r, a, _ in lycees],
            **dict.fromkeys(("organisation-centre", "organisation-salle-ajouter", "organisation-centre-fermer"), centres),
            "organisation-salle-retirer": [(r, {**a, "salle": 0}, False) for r, a, _ in centres],
            **dict.fromkeys(
                ("organisation-regroupement", "organisation-rattacher", "organisation-pilote-sujets"), regroupements
            ),
            **dict.fromkeys(("organisation-import", "organisation-import-corrige"), lots),
            "connexion-lien": [("propre", {"secret": "choisir"}, True)],
            "referentiel-element": [("propre", {"code": "C1"}, True)],
            "decisions-une": [("propre", {"numero": "0"}, True)],
        }  # fmt: skip


def attendu(acces: Acces, role: Role | None, methode: str, phase: Phase, *, trouve: bool) -> str:
    """Ce que la case doit donner, relu de la table sans passer par son code."""
    admis = {"GET": acces.lecture, "HEAD": acces.lecture, "POST": acces.ecriture}.get(methode)
    if admis is None:
        return "méthode"
    if acces.porte is Porte.ROLE:
        if role not in admis:
            return "refus"
        if methode == "POST" and phase not in acces.phases:
            return "refus"
    return "admis" if trouve else "absent"


# Ces pages répondent « absent » pour une autre raison que le rôle : un objet qui n'existe pas dans les essais.
SANS_OBJET = (
    frozenset(
        {
            "connexion-fournisseur",
            "connexion-retour",
            "decisions",
            "decisions-une",
            "referentiel-element",
            "mon_espace-role",
        }
    )
    | SELON_L_ETAT
)


# Ce qu'il faut envoyer pour que la page reconnaisse un acte.
ENVOIS = {"organisation-import": "acte=relire", "inscriptions-fichier": "acte=relire"}


def cases(monde: Monde, tenue: Habilitation) -> Iterator[Case]:
    """Toutes les cases d'un rôle ; la phase ne compte que pour agir."""
    cibles = Cibles(monde, tenue).par_route()
    role = Role(tenue.role)
    for route, _ in routes():
        acces = TABLE[route]
        for rang, (relation, arguments, trouve) in enumerate(cibles.get(route, [("propre", {}, True)])):
            adresse = reverse(route, kwargs=arguments)
            # Ce que la route n'admet de personne, et la phase, ne dépendent pas de l'objet : une relation le montre.
            for methode in _methodes(acces, role, premiere=rang == 0):
                for phase in _phases(acces, role, methode, premiere=rang == 0):
                    prevu = attendu(acces, role, methode, phase, trouve=trouve)
                    # L'export entier ne sert qu'à qui voit tout : une partie de chaîne ne se vérifie pas.
                    if route == "journal-export" and prevu == "admis" and tenue.nature != Nature.NATIONAL:
                        prevu = "refus"
                    yield Case(route, methode, relation, phase, adresse, prevu)


def _methodes(acces: Acces, role: Role, *, premiere: bool) -> tuple[str, ...]:
    """Méthodes à jouer : toutes sur le premier objet ; sur les autres, celles que la route admet de ce rôle.

    Un refus à la porte ne dépend pas de l'objet, et HEAD passe par la même porte que GET.
    """
    if premiere:
        return METHODES
    return tuple(
        methode for methode in ("GET", "POST")
        if acces.porte is not Porte.ROLE or role in (acces.roles(methode) or ())
    )  # fmt: skip


def _phases(acces: Acces, role: Role, methode: str, *, premiere: bool) -> list[Phase]:
    """Phases où essayer d'agir : toutes si la route en refuse une, sinon le début, la publication et la fin.

    Hors du premier objet, le début et la fin ; une lecture, ou un refus à la porte, ne dépend pas de la phase.
    """
    if methode != "POST" or (acces.porte is Porte.ROLE and role not in (acces.roles(methode) or ())):
        return [Phase.PREPARATION]
    if not premiere:
        return [Phase.CLOSE, Phase.PREPARATION]
    return sorted(PHASES if acces.phases != PHASES else {Phase.PREPARATION, Phase.PUBLIEE, Phase.CLOSE})


def jouer(client: Client, case: Case) -> str:
    """Joue la demande et défait tout ce qu'elle aurait écrit."""
    point = transaction.savepoint()
    session = client.cookies[settings.SESSION_COOKIE_NAME].value if client.cookies else ""
    try:
        envoi = ENVOIS.get(case.route, "") if case.methode == "POST" else ""
        return lire(client.generic(case.methode, case.adresse, envoi, "application/x-www-form-urlencoded"))
    finally:
        transaction.savepoint_rollback(point)
        client.cookies.clear()
        if session:
            client.cookies[settings.SESSION_COOKIE_NAME] = session


def manquees(client: Client, monde: Monde, a_jouer: list[Case]) -> list[str]:
    """Cases qui ne donnent pas ce qui est attendu, en phrases."""
    fautes, phase = [], None
    for case in sorted(a_jouer, key=lambda c: c.phase):
        if case.phase != phase:
            phase = case.phase
            SessionExamen.objects.filter(pk=monde.session.pk).update(phase=phase)
        obtenu = jouer(client, case)
        if obtenu != case.attendu and not (
            case.route in SANS_OBJET and {obtenu, case.attendu} == {"absent", "admis"}
        ):
            fautes.append(
                f"{case.methode} {case.route} ({case.relation}, {case.phase}) : {case.attendu} attendu, {obtenu}"
            )
    return fautes


@pytest.mark.parametrize("role", list(Role))
def test_chaque_case_de_la_matrice(role: Role, monde: Monde, record_property: Noter) -> None:
    tenue = titulaire(role, monde)
    a_jouer = list(cases(monde, tenue))
    record_property("cases", len(a_jouer))
    assert manquees(entrer(tenue.personne), monde, a_jouer) == []


@pytest.mark.parametrize(
    "situation", ["anonyme", "sans rôle", "rôle retiré", "rôle échu", "sans second facteur"]
)
def test_qui_n_est_pas_en_etat_n_entre_nulle_part(
    situation: str, monde: Monde, record_property: Noter
) -> None:
    tenue = titulaire(Role.NATIONAL, monde)
    a_jouer = [c for c in cases(monde, tenue) if c.phase is Phase.PREPARATION]
    client = (
        Client(raise_request_exception=False)
        if situation == "anonyme"
        else entrer(tenue.personne, facteur=situation != "sans second facteur")
    )
    if situation == "rôle retiré":
        Habilitation.objects.filter(pk=tenue.pk).update(retiree_le=monde.le)
    elif situation == "rôle échu":
        Habilitation.objects.filter(pk=tenue.pk).update(fin=monde.le)
    elif situation == "sans rôle":
        client = entrer(personne("seule", le=monde.le))
    arret = {"anonyme": "connexion", "sans second facteur": "facteur"}.get(situation, "refus")
    attendues = [
        Case(c.route, c.methode, c.relation, c.phase, c.adresse, _sans_role(c, situation, arret))
        for c in a_jouer
    ]
    record_property("cases", len(attendues))
    assert manquees(client, monde, attendues) == []


def _sans_role(case: Case, situation: str, arret: str) -> str:
    acces = TABLE[case.route]
    if case.attendu == "méthode" or acces.porte is Porte.PUBLIQUE:
        return case.attendu
    if acces.porte is Porte.RECONNU:
        return arret if situation == "anonyme" else case.attendu
    return arret


def test_une_route_sans_ligne_arrete_la_construction() -> None:
    assert desaccords({"droits": "droits/"}, {}) == [
        "La route « droits » n'est pas dans la table des accès (socle/comptes/acces.py)."
    ]
    assert desaccords({"": "sans-nom/"}, {}) == [
        "La route « sans-nom/ » n'a pas de nom : la table des accès ne peut pas la nommer."
    ]
    assert desaccords({}, {"fantome": TABLE["droits"]}) == [
        "La table des accès nomme « fantome », qui n'est la route de rien."
    ]


def test_les_routes_et_la_table_concordent() -> None:
    assert desaccords({nom: str(motif.pattern) for nom, motif in routes()}, TABLE) == []


def test_une_route_hors_de_la_table_est_refusee(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    client = entrer(titulaire(Role.NATIONAL, monde).personne)
    assert client.get("/droits/").status_code == 200
    monkeypatch.delitem(TABLE, "droits")
    assert client.get("/droits/").status_code == 403


def test_la_cloture_ferme_bien_quelque_chose() -> None:
    assert [route for route, acces in TABLE.items() if acces.phases == AVANT_CLOTURE]


def test_chaque_nature_de_role_est_dans_la_matrice() -> None:
    assert {nature_propre(role) for role in Role} <= set(CONTIENT)
