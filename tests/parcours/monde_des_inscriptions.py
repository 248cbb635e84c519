"""Écrit dans la base d'un service le monde fictif des parcours d'inscription, et dit en JSON ce qu'il faut pour y entrer.

usage : python -m tests.parcours.monde_des_inscriptions MOT_DE_PASSE SECRET, avec PARCHEMIN_BASE pour base migrée et vide.
"""

import json
import sys
from datetime import datetime, timedelta

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402 : Django doit être lu avant
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_otp.plugins.otp_totp.models import TOTPDevice  # noqa: E402

from parchemin.droit.formes import Forme  # noqa: E402
from parchemin.droit.regimes import Voie  # noqa: E402
from parchemin.etapes.inscriptions.calendrier import Operation  # noqa: E402
from parchemin.etapes.inscriptions.connaissances import Connaissances  # noqa: E402
from parchemin.etapes.inscriptions.models import Inscription, MesureAccordee  # noqa: E402
from parchemin.etapes.inscriptions.services import amenager, comptes  # noqa: E402
from parchemin.etapes.inscriptions.services.inscrire import Demande, inscrire_plusieurs  # noqa: E402
from parchemin.etapes.inscriptions.services.parcours import SessionPassee, declarer_anterieure  # noqa: E402
from parchemin.etapes.inscriptions.services.recevoir import transferer  # noqa: E402
from parchemin.socle.comptes.models import Habilitation  # noqa: E402
from parchemin.socle.comptes.nomination import lire_perimetre  # noqa: E402
from parchemin.socle.comptes.queries import portee_de  # noqa: E402
from parchemin.socle.comptes.roles import DEFINITIONS, Role  # noqa: E402
from parchemin.socle.comptes.services.nominations import Nommant  # noqa: E402
from parchemin.socle.journal.auteurs import Auteur  # noqa: E402
from parchemin.socle.organisation.models import Academie, Echeance  # noqa: E402
from tests.etapes.inscriptions import monde as m  # noqa: E402
from tests.socle.comptes.monde import personne  # noqa: E402

NOMBREUX = 120
JOURS = {
    Operation.OUVERTURE: -40, Operation.CLOTURE: 20, Operation.TRANSFERT: -1, Operation.EPREUVES: 120,
    Operation.DELIBERATION: 160,
}  # fmt: skip


def batir(mots: str, secret: str, *, le: datetime) -> dict[str, object]:
    """Registres ouverts depuis quarante jours et pour vingt encore, date du transfert passée d'un jour."""
    monde = m.batir()
    for operation, ecart in JOURS.items():
        Echeance.objects.filter(code=operation.value).update(le=le + timedelta(days=ecart))
    tenues = _nommer(monde, make_password(mots), secret, le=le)
    candidatures = _transferer(monde, le=le - timedelta(days=3))
    candidatures["Lefèvre-Noël"] = _de_grenoble(monde, "Lefèvre-Noël", "Zoé", le=le, langue_obligatoire="").pk
    _nombreux(monde, le=le)
    ines = _ines(monde, le=le)
    candidatures["Moreau"] = ines.pk
    tenue = tenues["service"]
    par = Nommant(
        tenue, portee_de(tenue), Auteur(tenue.personne.code, str(tenue.personne), tenue.role, tenue.perimetre)
    )
    acces = comptes.donner_un_code(ines, par=par, le=le, site="")
    return {"candidatures": candidatures, "identifiant": acces.identifiant, "code": acces.code}


def _nommer(monde: m.Monde, condense: str, secret: str, *, le: datetime) -> dict[str, Habilitation]:
    """Chaque personne, son rôle, son mot de passe et son second facteur."""
    tenues = {}
    for nom, role, cle, academie in (
        ("direction", Role.DIRECTION, m.LYCEE, m.PILOTE), ("rattachee", Role.RATTACHEMENT, m.RATTACHEE, m.RATTACHEE),
        ("pilote", Role.PILOTE_ORGANISATION, str(monde.regroupement.pk), m.PILOTE),
        ("service", Role.RATTACHEMENT, m.PILOTE, m.PILOTE),
    ):  # fmt: skip
        qui = personne(nom, le=le)
        qui.password = condense
        qui.save(update_fields=["password"])
        lu = lire_perimetre(sorted(DEFINITIONS[role].natures, reverse=True)[0], cle, academie)
        tenues[nom] = Habilitation.objects.create(
            personne=qui, role=role, nature=lu.nature, perimetre=lu.code, session=monde.session,
            debut=le - timedelta(days=1), fin=le + timedelta(days=90), accordee_par="systeme", **lu.champs,
        )  # fmt: skip
        TOTPDevice.objects.create(user=qui, confirmed=True, name="parcours", key=secret)
    return tenues


def _de_grenoble(monde: m.Monde, nom: str, prenoms: str, *, le: datetime, **autres: str) -> Inscription:
    return m.inscrit(
        monde, nom, academie=m.RATTACHEE, par=m.RATTACHE, le=le, prenoms=prenoms, voie="apprentissage", etablissement=m.CFA,
        localite="Grenoble", **autres,
    )  # fmt: skip


def _transferer(monde: m.Monde, *, le: datetime) -> dict[str, int]:
    """Candidatures de Grenoble déjà transférées : le pilote et la rattachée y écrivent."""
    faites = {
        nom: _de_grenoble(monde, nom, prenoms, le=le).pk
        for nom, prenoms in (("Partagée", "Lucie"), ("Rectifié", "Théo"))
    }
    grenoble, par = Academie.objects.get(pk=m.RATTACHEE), Auteur(code="systeme", nom="Parcours")
    transferer(monde.session, grenoble, par=par, le=le + timedelta(days=2, hours=12))
    return faites


def _nombreux(monde: m.Monde, *, le: datetime) -> None:
    """De quoi faire plusieurs pages de liste."""
    demandes = [
        Demande(
            m.PILOTE,
            m.valeurs(
                f"Nombreux {rang:03}", etablissement=m.VOISIN, division=f"TS{1 + rang % 3}", courriel="",
                langue_obligatoire="anglais" if rang % 7 else "",
            ),
        )
        for rang in range(NOMBREUX)
    ]  # fmt: skip
    inscrire_plusieurs(Connaissances(monde.session), demandes, par=m.LYON, le=le)


def _ines(monde: m.Monde, *, le: datetime) -> Inscription:
    """Une redoublante qui a tout à faire, et une décision d'aménagement à recevoir."""
    ines = m.inscrit(monde, "Moreau", le=le, prenoms="Inès", etablissement=m.VOISIN, redoublant="oui")
    passee = SessionPassee(2025, Voie.SCOLAIRE, Forme.GLOBALE, achevee=True)
    declarer_anterieure(ines, passee, par=m.LYON, le=le)
    demande = amenager.demander(ines, par=m.LYON, le=le)
    decision = amenager.Decision(
        True, "2026-7, fictive", (amenager.Mesure(MesureAccordee.Genre.SALLE_A_PART),)
    )
    amenager.decider(demande, decision, par=m.LYON, le=le)
    return ines


with transaction.atomic():
    sys.stdout.write(json.dumps(batir(*sys.argv[1:], le=timezone.now())))
