"""Un candidat fictif entré dans son espace, et ce que les essais de l'espace se partagent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import Protocol

from django.test import Client
from django.utils import timezone

from parchemin.etapes.inscriptions.models import Inscription
from parchemin.etapes.inscriptions.services.inscrire import Demande, inscrire
from parchemin.socle.comptes.models import Habilitation, Personne
from parchemin.socle.comptes.roles import Nature, Role
from parchemin.socle.organisation.models import Academie, Echeance, Etablissement, SessionExamen
from tests.etapes.inscriptions import monde as m
from tests.socle.comptes.monde import entrer, personne


@dataclass
class Horloge:
    """Le monde, mais dont les registres sont ouverts au moment où l'essai tourne : les vues lisent la vraie heure."""

    monde: m.Monde
    cloture: datetime


def batir() -> Horloge:
    """Le petit monde, registres ouverts jusque dans trente jours."""
    monde = m.batir()
    maintenant = timezone.now()
    cloture = (maintenant + timedelta(days=30)).replace(hour=17, minute=0, second=0, microsecond=0)
    for code, le in (
        ("ouverture-des-registres", maintenant - timedelta(days=30)), ("cloture-des-registres", cloture),
        ("transfert-des-candidatures", cloture + timedelta(days=10)), ("debut-des-epreuves", cloture + timedelta(days=90)),
        ("deliberation-du-jury", cloture + timedelta(days=120)),
    ):  # fmt: skip
        Echeance.objects.filter(session=monde.session, code=code).update(le=le)
    return Horloge(monde, cloture)


def fixer(session: SessionExamen, code: str, le: datetime) -> None:
    """Fixe une échéance commune du calendrier."""
    Echeance.objects.create(session=session, code=code, libelle=code.capitalize(), le=le)


def compte(inscription: Inscription, *, nom: str = "candidat") -> Personne:
    """Compte du candidat, borné à sa candidature."""
    qui = personne(f"{nom}{inscription.pk}", le=timezone.now())
    _habiliter(qui, Role.CANDIDAT, Nature.CANDIDATURE, inscription.code, inscription)
    return qui


def _habiliter(
    qui: Personne, role: Role, nature: Nature, perimetre: str, inscription: Inscription
) -> Habilitation:
    le = timezone.now()
    return Habilitation.objects.create(
        personne=qui, role=role, nature=nature, perimetre=perimetre, objet=inscription.code,
        academie=inscription.academie, session=inscription.session, debut=le - timedelta(days=1),
        fin=le + timedelta(days=100), accordee_par="systeme",
    )  # fmt: skip


def entre(inscription: Inscription) -> Client:
    """Navigateur où le candidat de cette candidature est entré."""
    client = entrer(compte(inscription))
    client.raise_request_exception = True
    return client


def entre_encore(inscription: Inscription) -> Client:
    """Un autre navigateur où le même candidat est entré."""
    return entrer(
        Personne.objects.filter(identifiant=f"candidat{inscription.pk}@exemple.invalid").first()
        or compte(inscription)
    )


def directeur(uai: str, monde: m.Monde, role: Role = Role.DIRECTION) -> Client:
    """Navigateur où la direction d'un établissement est entrée."""
    return entrer(titulaire(uai, monde, role).personne)


def titulaire(uai: str, monde: m.Monde, role: Role = Role.DIRECTION) -> Habilitation:
    """Quelqu'un qui tient ce rôle pour cet établissement."""
    le, lycee = timezone.now(), Etablissement.objects.get(pk=uai)
    return Habilitation.objects.create(
        personne=personne(f"{role.value}-{uai.lower()}", le=le), role=role, nature=Nature.ETABLISSEMENT,
        perimetre=f"etablissement:{uai}", etablissement=lycee, academie=lycee.academie, session=monde.session,
        debut=le - timedelta(days=1), fin=le + timedelta(days=100), accordee_par="systeme",
    )  # fmt: skip


def d_academie(code: str, monde: m.Monde) -> Client:
    """Navigateur où un agent du service des examens d'une académie est entré."""
    le, academie = timezone.now(), Academie.objects.get(pk=code)
    qui = personne(f"academie-{code}", le=le)
    Habilitation.objects.create(
        personne=qui, role=Role.RATTACHEMENT, nature=Nature.ACADEMIE, perimetre=f"academie:{code}", academie=academie,
        session=monde.session, debut=le - timedelta(days=1), fin=le + timedelta(days=100), accordee_par="systeme",
    )  # fmt: skip
    return entrer(qui)


def inscrit(horloge: Horloge, nom: str = "Fictif", **autres: str) -> Inscription:
    """Candidature déposée aujourd'hui au lycée du monde."""
    demande = Demande(m.PILOTE, m.valeurs(nom, **autres))
    return inscrire(horloge.monde.session, demande, par=m.LYON, le=timezone.now())


class Recue(Protocol):
    """Une réponse dont on lit le contenu."""

    content: bytes


def texte(reponse: Recue) -> str:
    """Page reçue, sans sa typographie : ni apostrophe courbe, ni espace insécable, que l'essai n'a pas à répéter."""
    page = unescape(reponse.content.decode())
    return page.replace("’", "'").replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
