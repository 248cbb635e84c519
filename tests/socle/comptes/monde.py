"""Un petit monde fictif : deux sessions, trois académies, et une personne pour chaque rôle ; plus leurs voisins."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.test import Client
from django.utils import timezone

from parchemin.etapes.inscriptions.models import Candidat, Inscription
from parchemin.socle.comptes.controle import FACTEUR_DU_FOURNISSEUR
from parchemin.socle.comptes.models import Habilitation, Personne
from parchemin.socle.comptes.nomination import lire_perimetre
from parchemin.socle.comptes.roles import DEFINITIONS, Nature, Role
from parchemin.socle.organisation.models import (
    Academie,
    Centre,
    Etablissement,
    Rattachement,
    Regroupement,
    SessionExamen,
)

MOT_DE_PASSE = "sept mots fictifs pour tout essayer ici"
LYON, GRENOBLE, TOULOUSE = "10", "08", "16"
LYCEE, VOISIN, AILLEURS = "9991001J", "9991002K", "9991601L"


@dataclass
class Monde:
    """Ce que les essais se partagent : sessions, regroupement, centres, à l'instant `le` (UTC)."""

    le: datetime
    session: SessionExamen
    autre_session: SessionExamen
    regroupement: Regroupement
    ailleurs: Regroupement
    centre: Centre
    centre_voisin: Centre
    centre_ailleurs: Centre
    centre_d_hier: Centre
    candidatures: dict[str, int]


def batir() -> Monde:
    """Écrit le monde dans la base d'essai ; les académies y sont déjà."""
    le = timezone.now()
    session = SessionExamen.objects.create(diplome="ccst", annee=2026, ouverte_le=le)
    autre = SessionExamen.objects.create(diplome="ccst", annee=2025, ouverte_le=le)
    regroupement = _regrouper(session, LYON, [LYON, GRENOBLE], le)
    ailleurs = _regrouper(session, TOULOUSE, [TOULOUSE], le)
    for uai, academie in ((LYCEE, LYON), (VOISIN, LYON), (AILLEURS, TOULOUSE)):
        Etablissement.objects.create(
            uai=uai, nom=f"Lycée fictif {uai}", academie_id=academie, secteur="public"
        )
    return Monde(
        le, session, autre, regroupement, ailleurs,
        _centre(session, "c1", LYON), _centre(session, "c2", LYON),
        _centre(session, "c3", TOULOUSE), _centre(autre, "c1", LYON),
        _candidatures(session, autre, le),
    )  # fmt: skip


def _candidatures(session: SessionExamen, autre: SessionExamen, le: datetime) -> dict[str, int]:
    """Une candidature pour chaque relation ; la propre porte le numéro que tient le rôle de candidat."""
    places = {
        "propre": (1, session, LYCEE, LYON), "academie": (2, session, VOISIN, LYON),
        "autre": (3, session, AILLEURS, TOULOUSE), "autre session": (4, autre, LYCEE, LYON),
    }  # fmt: skip
    for relation, (pk, de_session, uai, academie) in places.items():
        candidat = Candidat.objects.create(nom=f"Fictif {relation}", prenoms="Léa", ne_le=date(2005, 4, 9))
        Inscription.objects.create(
            pk=pk, candidat=candidat, session=de_session, academie_id=academie, etablissement_id=uai,
            numero=f"9{academie}26{pk:06}", voie="scolaire", deposee_le=le.date(), changee_le=le,
        )  # fmt: skip
    return {relation: place[0] for relation, place in places.items()}


def _regrouper(session: SessionExamen, pilote: str, academies: list[str], le: datetime) -> Regroupement:
    cree = Regroupement.objects.create(session=session, code=pilote, pilote_id=pilote)
    for code in academies:
        Rattachement.objects.create(regroupement=cree, session=session, academie_id=code, depuis=le)
    return cree


def _centre(session: SessionExamen, code: str, academie: str) -> Centre:
    lieu = Academie.objects.get(pk=academie)
    return Centre.objects.create(session=session, code=code, nom=f"Centre fictif {code}", academie=lieu)


def personne(nom: str, *, le: datetime, mot_de_passe: str = "") -> Personne:
    """Personne fictive, active ; sans mot de passe elle n'entre que par `entrer`."""
    creee = Personne(
        identifiant=f"{nom}@exemple.invalid", courriel=f"{nom}@exemple.invalid", nom="Fictif", prenom=nom,
        creee_le=le, activee_le=le,
    )  # fmt: skip
    creee.set_password(mot_de_passe or None)
    creee.save()
    return creee


def habiliter(
    qui: Personne, role: Role, cle: str, *, monde: Monde, nature: Nature | None = None,
    session: SessionExamen | None = None, academie: str = LYON,
) -> Habilitation:  # fmt: skip
    """Habilitation en vigueur, posée sans passer par une nomination."""
    lu = lire_perimetre(nature or sorted(DEFINITIONS[role].natures, reverse=True)[0], cle, academie)
    return Habilitation.objects.create(
        personne=qui, role=role, nature=lu.nature, perimetre=lu.code, session=session,
        debut=monde.le - timedelta(days=1), fin=monde.le + timedelta(days=100), accordee_par="systeme", **lu.champs,
    )  # fmt: skip


def cle_propre(role: Role, monde: Monde) -> str:
    """Clé du périmètre que tient, dans ce monde, la personne de ce rôle."""
    return {
        Nature.NATIONAL: "", Nature.REGROUPEMENT: str(monde.regroupement.pk), Nature.ACADEMIE: LYON,
        Nature.CENTRE: str(monde.centre.pk), Nature.ETABLISSEMENT: LYCEE,
    }.get(nature_propre(role), "1")  # fmt: skip


def nature_propre(role: Role) -> Nature:
    """Nature du périmètre que tient, dans ce monde, la personne de ce rôle."""
    return sorted(DEFINITIONS[role].natures, reverse=True)[0]


def titulaire(role: Role, monde: Monde) -> Habilitation:
    """Quelqu'un qui tient ce rôle, borné à la session sauf le national."""
    session = None if nature_propre(role) is Nature.NATIONAL else monde.session
    return habiliter(
        personne(role.value, le=monde.le), role, cle_propre(role, monde), monde=monde, session=session
    )


def entrer(qui: Personne, *, facteur: bool = True, adresse: str = "127.0.0.1") -> Client:
    """Navigateur où la personne est entrée, second facteur donné ou non."""
    client = Client(raise_request_exception=False, REMOTE_ADDR=adresse)
    client.force_login(qui, backend="parchemin.socle.comptes.identification.CompteLocal")
    session = client.session
    session[FACTEUR_DU_FOURNISSEUR] = facteur
    session.save()
    return client
