"""La session fictive en base : l'organisation, et un compte pour chaque rôle, faits par les mêmes actes que les vrais.

Rien ici ne protège quoi que ce soit : mot de passe et secret sont publics, et ne servent qu'en démonstration.
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from parchemin.droit.diplome import diplome
from parchemin.droit.regimes import Voie
from parchemin.etapes.inscriptions.models import Candidat, Inscription
from parchemin.socle.comptes.models import Habilitation, Personne
from parchemin.socle.comptes.nomination import Perimetre, lire_perimetre
from parchemin.socle.comptes.queries import portee_de
from parchemin.socle.comptes.roles import DEFINITIONS, Nature, Role
from parchemin.socle.comptes.services.nominations import Identite, Mission, Nommant, nommer, nommer_le_premier
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation.models import Academie, Etablissement, Phase, Regroupement, SessionExamen
from parchemin.socle.organisation.queries import jour_du_droit
from parchemin.socle.organisation.services.centres import FicheCentre, FicheSalle, ajouter_salle, creer_centre
from parchemin.socle.organisation.services.etablissements import (
    Preparation,
    ajouter_offre,
    enregistrer_etablissement,
)
from parchemin.socle.organisation.services.habilitations import Decision, habiliter_ccf
from parchemin.socle.organisation.services.regroupements import (
    creer_regroupement,
    designer_pilote_sujets,
    rattacher,
)
from parchemin.socle.organisation.services.sessions import changer_phase, ouvrir_session
from parchemin.web.demonstration.dates import fixer_le_calendrier, rentree
from parchemin.web.demonstration.inscriptions import inscrire_la_session
from parchemin.web.demonstration.modele import Chiffres
from parchemin.web.demonstration.tableau import Ligne, lire_tableau, situations

MOT_DE_PASSE = "sept mots fictifs pour montrer le service"
SECRET = "70617263686d696e2064c3a96d6f6e7374726174"  # noqa: S105 : public, comme le mot de passe ; en hexadécimal
SECRET_LISIBLE = base64.b32encode(bytes.fromhex(SECRET)).decode().rstrip("=")
DOMAINE = "demonstration.invalid"
SYSTEME = Auteur(code="systeme", nom="Démonstration")
# Pilote, puis académies rattachées : des regroupements plausibles, l'annexe 2 de la circulaire étant à importer.
REGROUPEMENTS: Mapping[str, tuple[str, ...]] = {
    "10": ("08", "06"), "14": ("17", "70"), "09": ("20",), "04": ("13", "22", "32", "31", "33"), "25": ("24", "01"),
}  # fmt: skip
AUTONOME = "16"


@dataclass(frozen=True, slots=True)
class Compte:
    """Un compte de démonstration : son identifiant, son rôle et ce qu'il couvre."""

    identifiant: str
    role: Role
    perimetre: str


def peupler(chiffres: Chiffres, code: str, tableau: Path, *, le: datetime) -> list[Compte]:
    """Écrit la session fictive et ses candidats en base si elle n'y est pas, et rend un compte pour chaque rôle.

    `tableau` : le fichier de la démonstration, dont les candidats sont repris numéro pour numéro. Lève `OSError` s'il
    ne s'ouvre pas.
    """
    with transaction.atomic():
        if not SessionExamen.objects.filter(diplome=code, annee=chiffres.session).exists():
            lignes = lire_tableau(tableau, chiffres, diplome(code, session=chiffres.session))
            # Tout commence à la rentrée : le journal suit l'ordre du temps, jusqu'aux comptes, ouverts aujourd'hui.
            ouverte = rentree(chiffres.session, le=le)
            session = ouvrir_session(code, chiffres.session, par=SYSTEME, le=ouverte)
            _regrouper(session, le=ouverte)
            _ouvrir_les_etablissements(session, chiffres, lignes, le=ouverte)
            fixer_le_calendrier(session, par=SYSTEME, le=ouverte)
            session = changer_phase(session, Phase.INSCRIPTIONS, lue=session.phase, par=SYSTEME, le=ouverte)
            _nommer_chacun(session, inscrire_la_session(session, lignes), le=le)
    return list(comptes())


def comptes() -> Iterator[Compte]:
    """Comptes de démonstration présents en base, dans l'ordre des rôles."""
    tenues = Habilitation.objects.filter(personne__identifiant__endswith=f"@{DOMAINE}", retiree_le=None)
    par_role = {h.role: h for h in tenues.select_related("personne", "academie", "etablissement", "centre")}
    for role in Role:
        if role in par_role:
            h = par_role[role]
            yield Compte(h.personne.identifiant, role, h.libelle_du_perimetre)


def code_du_moment(*, le: datetime) -> str:
    """Code à six chiffres de tous les comptes de démonstration à cet instant."""
    totp = TOTP(bytes.fromhex(SECRET))
    totp.time = le.timestamp()
    return f"{totp.token():06d}"


def _regrouper(session: SessionExamen, *, le: datetime) -> None:
    for pilote, autres in REGROUPEMENTS.items():
        regroupement = creer_regroupement(session, Academie.objects.get(pk=pilote), par=SYSTEME, le=le)
        for academie in Academie.objects.filter(pk__in=autres):
            rattacher(academie, regroupement, lu=None, par=SYSTEME, le=le)
    creer_regroupement(session, Academie.objects.get(pk=AUTONOME), par=SYSTEME, le=le)
    lyon = Regroupement.objects.get(session=session, pilote="10")
    designer_pilote_sujets(lyon, Academie.objects.get(pk="14"), lu="", par=SYSTEME, le=le)


def _ouvrir_les_etablissements(
    session: SessionExamen, chiffres: Chiffres, lignes: Sequence[Ligne], *, le: datetime
) -> None:
    connues = set(Academie.objects.values_list("pk", flat=True))
    lues = situations(lignes, le=jour_du_droit(session))
    for ligne in chiffres.offre:
        if ligne.academie.code not in connues:
            continue
        secteur, habilitations = lues.get(ligne.uai, ("public", {}))
        etablissement = Etablissement.objects.filter(pk=ligne.uai).first()
        if etablissement is None:
            valeurs = {"nom": ligne.etablissement, "secteur": secteur, "academie": ligne.academie.code}
            etablissement = enregistrer_etablissement(ligne.uai, valeurs, lu={}, par=SYSTEME, le=le)
            _habiliter(session, etablissement, habilitations, le=le)
        ajouter_offre(
            etablissement, Preparation(session, ligne.voie, ligne.places), lu={}, par=SYSTEME, le=le
        )


def _habiliter(
    session: SessionExamen, etablissement: Etablissement, habilitations: Mapping[Voie, str], *, le: datetime
) -> None:
    debut = date(session.annee - 1, 9, 1)
    for voie, dite in habilitations.items():
        if dite != "non":
            decision = Decision(
                session.diplome, voie, debut, debut.replace(year=session.annee + 2), etendue=dite == "etendue",
                reference="Décision fictive n° 12",
            )  # fmt: skip
            habiliter_ccf(etablissement, decision, par=SYSTEME, le=le)


def _nommer_chacun(session: SessionExamen, candidature: Inscription | None, *, le: datetime) -> None:
    lycee = Etablissement.objects.filter(academie="10").order_by("uai").first()
    lyon = Regroupement.objects.get(session=session, pilote="10")
    if lycee is None:
        return
    centre = creer_centre(
        session, FicheCentre(f"Centre de {lycee.nom}", lycee.academie, lycee), par=SYSTEME, le=le
    )
    for numero in (1, 2, 3):
        ajouter_salle(centre, FicheSalle(f"B10{numero}", 30, numero == 1), lu={}, par=SYSTEME, le=le)
    premier, _ = nommer_le_premier(_identite(Role.NATIONAL), le=le)
    _activer(premier.personne, le=le)
    national = Nommant(premier, portee_de(premier), Auteur(premier.personne.code, str(premier.personne)))
    cles = {
        Nature.NATIONAL: "", Nature.REGROUPEMENT: str(lyon.pk), Nature.ACADEMIE: "08", Nature.CENTRE: str(centre.pk),
        Nature.ETABLISSEMENT: lycee.pk, Nature.CANDIDATURE: str(candidature.pk if candidature else 1),
    }  # fmt: skip
    for role in Role:
        if role is not Role.NATIONAL:
            mission = Mission(role, _perimetre(role, cles), le + timedelta(days=300))
            habilitation = nommer(_identite(role), mission, par=national, le=le, site="")
            _activer(habilitation.personne, le=le)
            if role is Role.CANDIDAT and candidature:
                Candidat.objects.filter(pk=candidature.candidat_id).update(compte=habilitation.personne)


def _perimetre(role: Role, cles: Mapping[Nature, str]) -> Perimetre:
    nature = sorted(DEFINITIONS[role].natures, reverse=True)[0]
    cle = "41" if role is Role.VICE_RECTORAT else cles.get(nature, "1")
    return lire_perimetre(nature, cle, academie="10")


def _identite(role: Role) -> Identite:
    return Identite(nom="Fictif", prenom=role.label, identifiant=f"{role}@{DOMAINE}")


@cache
def _mot_de_passe_condense() -> str:
    # Condensé une fois pour tous : il est public, et le calcul est lent exprès.
    return make_password(MOT_DE_PASSE)


def _activer(personne: Personne, *, le: datetime) -> None:
    # Sans invitation ni choix d'un mot de passe : le secret est le même pour tous, et imprimé au lancement.
    personne.password = _mot_de_passe_condense()
    personne.activee_le = le
    personne.save(update_fields=["password", "activee_le"])
    TOTPDevice.objects.get_or_create(
        user=personne, confirmed=True, defaults={"name": "démonstration", "key": SECRET}
    )
