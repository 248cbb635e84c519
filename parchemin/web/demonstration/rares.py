"""Les candidatures que les chiffres ne donnent pas : homonymes, noms difficiles, bouts du monde, actes tardifs.

Chacune passe par les mêmes actes que les vraies, faits par un agent fictif de l'académie, un lycée ou le candidat.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction

from parchemin.droit.dispenses import GenreDeTitre
from parchemin.droit.regimes import Voie
from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.models import (
    EtatInscription,
    Experience,
    Inscription,
    MesureAccordee,
    Notification,
)
from parchemin.etapes.inscriptions.rangement import FichierDePiece
from parchemin.etapes.inscriptions.services import (
    amenager,
    confirmer,
    modifier,
    notifier,
    pieces,
    recevoir,
    titres,
)
from parchemin.etapes.inscriptions.services.inscrire import Demande, inscrire_plusieurs
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation.models import Etablissement, SessionExamen
from parchemin.web.demonstration.dates import jour
from parchemin.web.demonstration.parcours import PIECE_FICTIVE, RECOURS
from parchemin.web.demonstration.titres import Origines

SYSTEME = Auteur(code="systeme", nom="Démonstration")
PILOTE, RATTACHEE = "10", "08"
SALLE = amenager.Mesure(MesureAccordee.Genre.SALLE_A_PART)
TIERS = amenager.Mesure(MesureAccordee.Genre.TEMPS_MAJORE, MesureAccordee.Champ.ECRITS, part=Fraction(1, 3))


@dataclass
class Temoins:
    """Les candidatures que la suite de la démonstration reprend ; celle du compte « candidat » d'abord."""

    compte: Inscription | None = None
    par_nom: dict[str, Inscription] = field(default_factory=dict)


def agent(session: SessionExamen, academie: str, *, pilote: bool = False) -> Auteur:
    """Un agent fictif du service des examens de l'académie, ou du pilote de son regroupement."""
    nom = f"Agent fictif, académie {academie}"
    if not pilote:
        return Auteur(f"agent:{academie}", nom, Role.RATTACHEMENT.value, f"academie:{academie}")
    numero = session.regroupements.get(pilote=academie).pk
    return Auteur(f"agent:{academie}", nom, Role.PILOTE_ORGANISATION.value, f"regroupement:{numero}")


def candidat(inscription: Inscription) -> Auteur:
    """Le candidat de cette candidature, tel qu'il agira."""
    return Auteur(
        f"{inscription.code}/candidat", str(inscription.candidat), Role.CANDIDAT.value, inscription.code
    )


def inscrire_les_rares(connaissances: Connaissances, *, le: datetime) -> Temoins:
    """Inscrit les candidatures rares, la veille de la clôture des registres."""
    temoins = Temoins()
    for cle, demande in _demandes(connaissances):
        (temoins.par_nom[cle],) = inscrire_plusieurs(connaissances, [demande], par=SYSTEME, le=le)
    temoins.compte = temoins.par_nom.get("compte")
    court = temoins.par_nom["expérience"]
    Experience.objects.create(
        inscription=court, debut=date(le.year, 6, 1), fin=le.date(), emploi="Vendeuse (fictif)"
    )
    if temoins.compte:
        _faire_valoir(temoins.compte, le=le)
    _garder_de_chaque_session(connaissances, temoins.par_nom["notes"], le=le)
    return temoins


def suivre_les_rares(connaissances: Connaissances, temoins: Temoins, autres: Sequence[Inscription]) -> None:
    """Ce qui leur arrive en janvier : rectifications, changement de voie, décisions, relances."""
    session = connaissances.session
    le = jour(session, 0, 1, 14)
    if temoins.compte:
        _instruire(temoins.compte, le=le)
    _amenager_a_chaque_stade([i for i in autres if i.academie_id == PILOTE and i.est_en_vie], le=le)
    _apres_la_cloture(connaissances, temoins, le=le + timedelta(days=1))
    non_lus = Notification.objects.filter(
        inscription__session=session, inscription__academie=PILOTE, ouverte_le=None, sans_objet_le=None
    ).order_by("pk")[:12]
    par = agent(session, PILOTE)
    notifier.relancer(non_lus, par=par, le=le + timedelta(days=2), site="")
    notifier.escalader(non_lus[:4], par=par, le=le + timedelta(days=3), site="")


def _demandes(connaissances: Connaissances) -> list[tuple[str, Demande]]:
    lycees = {code: _premier_lycee(code) for code in (PILOTE, RATTACHEE)}
    individuel = {"etablissement": "", "division": ""}
    distance = individuel | {"voie": "distance", "preparation_suivie": "oui"}
    demandes = [
        ("alix-1", Demande(PILOTE, _valeurs(1, "FICTIF-HOMONYME", "Alix") | lycees[PILOTE])),
        ("alix-2", Demande(RATTACHEE, _valeurs(2, "FICTIF-HOMONYME", "Alix") | lycees[RATTACHEE])),
        (
            "long",
            Demande(
                RATTACHEE,
                _valeurs(
                    3, "FICTIF-DE LA TRÈS-LONGUE-ET-VÉNÉRABLE-LIGNÉE D'ESSAI", "Marie-Apolline Joséphine Théodora"
                )
                | {"nom_usage": "FICTIF-DE LA TRÈS-LONGUE-ET-VÉNÉRABLE-LIGNÉE D'ESSAI ÉPOUSE FICTIF-ÎLE"}
                | lycees[RATTACHEE],
            ),
        ),
        ("tiret", Demande(PILOTE, _valeurs(4, "-DUPONT FICTIF", "Éloïse") | lycees[PILOTE])),
        ("miquelon", Demande("44", _valeurs(5, "FICTIF-MACAREUX", "Yann") | distance)),
        ("papeete", Demande("41", _valeurs(6, "FICTIF-PAILLE-EN-QUEUE", "Vaiana") | distance)),
        ("mayotte", Demande("43", _valeurs(7, "FICTIF-MAKI", "Wassim") | distance)),
        ("expérience", Demande(PILOTE, _valeurs(8, "FICTIF-COMMERCE", "Anatole") | individuel | {"voie": "experience"})),
        (
            "brouillon",
            Demande(PILOTE, _valeurs(9, "FICTIF-ESQUISSE", "Zoé") | distance, etat=EtatInscription.BROUILLON),
        ),
        ("voie", Demande(PILOTE, _valeurs(10, "FICTIF-VIRAGE", "Enzo") | lycees[PILOTE])),
        ("notes", Demande(PILOTE, _valeurs(12, "FICTIF-MÉMOIRE", "Noémie") | lycees[PILOTE] | {"redoublant": "oui"})),
        ("annulée", Demande(PILOTE, _valeurs(13, "FICTIF-ADIEU", "Côme") | lycees[PILOTE])),
        ("rejetée", Demande(PILOTE, _valeurs(14, "FICTIF-RECOURS", "Dounia") | lycees[PILOTE])),
    ]  # fmt: skip
    if lycees[PILOTE]["etablissement"]:
        temoin = _valeurs(0, "FICTIF-TÉMOIN", "Camille") | lycees[PILOTE]
        demandes.append(("compte", Demande(PILOTE, temoin | {"redoublant": "oui", "facultatives": "EF3"})))
    return [(cle, d) for cle, d in demandes if d.academie in connaissances.academies]


def _valeurs(rang: int, nom: str, prenoms: str) -> dict[str, str]:
    # Les deux homonymes sont nés le même jour : rien ne les distingue que leur lycée.
    ne_le = "2005-02-28" if nom == "FICTIF-HOMONYME" else f"2005-03-{rang + 1:02}"
    return {
        "civilite": "MME", "nom": nom, "prenoms": prenoms, "ne_le": ne_le, "naissance_pays": "100",
        "naissance_lieu": "Ville-Fictive", "adresse": f"{rang + 1} place Fictive", "code_postal": "99999",
        "localite": "Ville-Fictive", "pays": "France", "telephone": f"06399899{rang:02}",
        "courriel": f"cas.rare.{rang}@candidats.invalid", "voie": Voie.SCOLAIRE.value, "langue_obligatoire": "anglais",
    }  # fmt: skip


def _premier_lycee(academie: str) -> dict[str, str]:
    lycee = Etablissement.objects.filter(academie=academie).order_by("uai").first()
    return {"etablissement": lycee.pk if lycee else "", "division": "CCST1" if lycee else ""}


def _faire_valoir(compte: Inscription, *, le: datetime) -> None:
    """Le candidat du compte demande de garder une note, d'être dispensé d'une autre épreuve, et un aménagement."""
    annee, lui = compte.session.annee - 1, candidat(compte)
    note = titres.NoteAConserver(compte.session.diplome, annee, "U1", 26, date(annee, 7, 3))
    titres.demander_un_benefice(compte, note, par=lui, le=le)
    titre = titres.TitreProduit(GenreDeTitre.BTS_AUTRE_SPECIALITE, "BTS fictif", est_justifie=True)
    titres.demander_une_dispense(compte, "U2", titre, par=lui, le=le)
    amenager.demander(compte, par=lui, le=le)


def _garder_de_chaque_session(
    connaissances: Connaissances, inscription: Inscription, *, le: datetime
) -> None:
    """Une note gardée de chaque session passée, ancien diplôme compris ; une dispense refusée, une unité validée."""
    service, libres = agent(connaissances.session, PILOTE), list(connaissances.regles.ordre_des_unites)
    for diplome, annee, unites in reversed(Origines(connaissances).passees):
        unite = next(u for u in libres if u in unites)
        libres.remove(unite)
        note = titres.NoteAConserver(diplome, annee, unites[unite], 25, date(annee, 7, 3))
        gardee = titres.demander_un_benefice(inscription, note, par=service, le=le)
        titres.decider_un_benefice(gardee, accorder=True, par=service, le=le)
    dut = titres.TitreProduit(GenreDeTitre.DUT, "Diplôme fictif de technologie", est_justifie=True)
    refusee = titres.demander_une_dispense(inscription, "U2", dut, par=service, le=le)
    titres.decider_une_dispense(
        refusee, accorder=False, motif="Titre sans épreuve de langue.", par=service, le=le
    )
    vae = titres.TitreProduit(GenreDeTitre.VAE, "Décision fictive du jury de validation", est_justifie=True)
    acquise = titres.demander_une_dispense(inscription, libres[-1], vae, par=service, le=le)
    titres.decider_une_dispense(acquise, accorder=True, par=service, le=le)


def _instruire(compte: Inscription, *, le: datetime) -> None:
    """Décidé : la note, l'aménagement ; en attente : la dispense, un certificat ; à faire : signer, renvoyer une pièce."""
    lui, service = candidat(compte), agent(compte.session, PILOTE)
    fichier = FichierDePiece("ma piece.pdf", PIECE_FICTIVE)
    identite = pieces.deposer(compte, "identite", fichier, par=lui, le=le)
    pieces.deposer(compte, "certificat_scolarite", fichier, par=lui, le=le)
    pieces.controler(identite, accepter=False, motif="La photo est floue.", par=service, le=le)
    pieces.demander(compte, "releve_de_notes", pour_le=le.date() + timedelta(days=16), par=service, le=le)
    titres.decider_un_benefice(compte.benefices.get(), accorder=True, par=service, le=le)
    demande = amenager.recevoir_l_avis(
        compte.amenagements.get(), rendu_le=le.date() - timedelta(days=9), par=service, le=le
    )
    decision = amenager.Decision(accordee=True, reference="A-00001 (fictive)", mesures=(TIERS, SALLE))
    amenager.decider(demande, decision, par=service, le=le)
    confirmer.demander_la_confirmation(compte, par=service, le=le)


def _amenager_a_chaque_stade(inscriptions: Sequence[Inscription], *, le: datetime) -> None:
    """Une demande à chaque stade : demandée, avis rendu, retirée, accordée et accusée, refusée, remplacée."""
    libres = [i for i in inscriptions if not i.amenagements.exists()][:6]
    if len(libres) < 6:
        return
    service = agent(libres[0].session, PILOTE)
    demandes = [amenager.demander(i, par=service, le=le) for i in libres]
    amenager.retirer(demandes[1], par=service, le=le)
    instruites = [
        amenager.recevoir_l_avis(d, rendu_le=le.date() - timedelta(days=3), par=service, le=le)
        for d in demandes[2:]
    ]
    accord = amenager.Decision(accordee=True, reference="A-00002 (fictive)", mesures=(TIERS,))
    refus = amenager.Decision(accordee=False, reference="A-00003 (fictive)")
    accordee, _, premiere = (
        amenager.decider(d, decision, par=service, le=le)
        for d, decision in zip(instruites[1:], (accord, refus, accord), strict=True)
    )
    avis = accordee.inscription.notifications.get(genre=Notification.Genre.AMENAGEMENT)
    notifier.accuser(avis, par=candidat(accordee.inscription), le=le)
    moitie = amenager.Mesure(MesureAccordee.Genre.TEMPS_MAJORE, part=Fraction(1, 2))
    au_dela = amenager.Decision(
        accordee=True, reference="A-00004 (fictive)", mesures=(moitie, SALLE), exceptionnelle=True
    )
    amenager.remplacer(premiere, au_dela, motif="Un nouvel avis a été rendu.", par=service, le=le)


def _apres_la_cloture(connaissances: Connaissances, temoins: Temoins, *, le: datetime) -> None:
    """Le pilote rectifie chez la rattachée ; une voie change ; une annulation, un rejet, une inscription en retard."""
    session, service = connaissances.session, agent(connaissances.session, PILOTE)
    partagee = temoins.par_nom["alix-2"]
    pilote = agent(session, PILOTE, pilote=True)
    modifier.completer(
        partagee, {"prenoms": "Alix Noémie"}, lu=champs.etat(partagee), motif="Second prénom oublié à la saisie.",
        par=pilote, le=le,
    )  # fmt: skip
    tourne = temoins.par_nom["voie"]
    voulu = {"voie": Voie.DISTANCE.value, "etablissement": "", "division": "", "preparation_suivie": "oui"}
    modifier.changer_de_voie(
        tourne, voulu, lu=champs.etat(tourne), motif="Déménagement en cours d'année.", par=service, le=le
    )
    modifier.annuler(temoins.par_nom["annulée"], motif="Le candidat renonce à l'examen.", par=service, le=le)
    rejet = recevoir.Rejet(["Certificat de scolarité d'une autre formation."], RECOURS)
    recevoir.rejeter(temoins.par_nom["rejetée"], rejet, par=service, le=le)
    tardif = _valeurs(11, "FICTIF-RETARD", "Nathan") | _premier_lycee(RATTACHEE)
    rattachee = agent(session, RATTACHEE)
    inscrire_plusieurs(
        connaissances,
        [Demande(RATTACHEE, tardif)],
        motif="Dossier égaré par le service.",
        par=rattachee,
        le=le,
    )
