"""La session fictive en base : les candidats du tableau, inscrits en lots, puis tout ce qui leur arrive jusqu'en janvier."""

from collections.abc import Sequence
from datetime import date, timedelta

from parchemin.droit.formes import Amenagement
from parchemin.droit.regimes import Voie
from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.models import EtatInscription, Inscription
from parchemin.etapes.inscriptions.services.inscrire import Demande, inscrire_plusieurs
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation.models import Etablissement, SessionExamen
from parchemin.web.demonstration import parcours, rares, titres
from parchemin.web.demonstration.dates import a_la_suite, jour
from parchemin.web.demonstration.tableau import Ligne, par_academie

SYSTEME = Auteur(code="systeme", nom="Démonstration")
INITIALES = frozenset({Voie.SCOLAIRE, Voie.APPRENTISSAGE})
LANGUES = ("anglais",) * 8 + ("espagnol", "allemand")
AUTRE_LANGUE = {"anglais": "espagnol"}
CONSENTEMENTS = ("oui", "oui", "", "non")


def inscrire_la_session(session: SessionExamen, lignes: Sequence[Ligne]) -> Inscription | None:
    """Inscrit les candidats, puis leur fait vivre l'automne et janvier ; rend la candidature que montre le compte
    « candidat » (`None` si l'académie n'a pas de lycée).
    """
    connaissances = Connaissances(session)
    inscrits = _inscrire(connaissances, lignes)
    temoins = rares.inscrire_les_rares(connaissances, le=jour(session, -1, 11, 20))
    titres.donner_les_titres(connaissances, inscrits)
    parcours.confirmer_et_controler(connaissances, inscrits)
    parcours.transferer(session)
    rares.suivre_les_rares(connaissances, temoins, [i for i, _ in inscrits])
    return temoins.compte


def _inscrire(connaissances: Connaissances, lignes: Sequence[Ligne]) -> list[tuple[Inscription, Ligne]]:
    """Un lot par académie, à la suite, pendant que les registres sont ouverts."""
    session = connaissances.session
    connus = set(Etablissement.objects.values_list("pk", flat=True))
    lots = par_academie([ligne for ligne in lignes if ligne.academie.code in connaissances.academies])
    debut, fin = jour(session, -1, 10, 14), jour(session, -1, 11, 19)
    inscrits: list[tuple[Inscription, Ligne]] = []
    for le, siennes in zip(a_la_suite(debut, fin, len(lots)), lots.values(), strict=True):
        demandes = [_demande(ligne, connus, session.annee) for ligne in siennes]
        creees = inscrire_plusieurs(connaissances, demandes, par=SYSTEME, le=le)
        inscrits += zip(creees, siennes, strict=True)
    return inscrits


def _demande(ligne: Ligne, connus: set[str], annee: int) -> Demande:
    uai = ligne.uai if ligne.uai in connus else ""
    langue = LANGUES[ligne.rang % len(LANGUES)]
    # Qui n'a pas dit sa langue ne peut pas confirmer : il reste toujours quelques dossiers à compléter.
    sans_langue = not ligne.cas and ligne.rang % 97 == 0
    facultative = AUTRE_LANGUE.get(langue, "anglais") if ligne.facultatives[:1] else ""
    valeurs = {
        **etat_civil(ligne.nom, ligne.prenom, naissance(ligne.rang, ligne.voie, annee), ligne.rang),
        "ine": f"{ligne.numero[-9:]}ZZ" if ligne.voie in INITIALES else "",
        "voie": ligne.voie.value, "etablissement": uai, "forme": ligne.forme.value,
        "division": f"CCST{1 + ligne.rang % 2}" if uai else "",
        "unites": ",".join(_presentees(ligne)) if ligne.forme == "progressive" else "",
        "facultatives": ",".join(ligne.facultatives),
        "langue_obligatoire": "" if sans_langue else langue, "langue_facultative": facultative,
        "preparation_suivie": "oui" if not uai and ligne.voie is not Voie.EXPERIENCE else "",
        "redoublant": "oui" if ligne.unites("B:") else "",
        "sportif_haut_niveau": "oui" if _est_un_sportif(ligne) else "",
    }  # fmt: skip
    etat = EtatInscription.BROUILLON if not ligne.cas and ligne.rang % 401 == 7 else EtatInscription.DEPOSEE
    return Demande(ligne.academie.code, valeurs, numero=ligne.numero, etat=etat)


def etat_civil(nom: str, prenoms: str, ne_le: date, rang: int) -> dict[str, str]:
    """Identité et coordonnées d'un candidat fictif ; ces numéros de téléphone ne sont attribués à personne."""
    return {
        "civilite": ("MME", "M")[rang % 2], "nom": nom, "prenoms": prenoms, "ne_le": ne_le.isoformat(),
        "naissance_pays": "100", "naissance_lieu": "Ville-Fictive", "adresse": f"{1 + rang % 98} rue Fictive",
        "code_postal": "99999", "localite": "Ville-Fictive", "pays": "France",
        "telephone": f"063998{rang % 10_000:04}", "publication": CONSENTEMENTS[rang % len(CONSENTEMENTS)],
        "courriel": "" if rang % 23 == 0 else f"candidat.{rang}@candidats.invalid",
    }  # fmt: skip


def naissance(rang: int, voie: Voie, annee: int) -> date:
    """Jour de naissance plausible : une vingtaine d'années en formation initiale, davantage sinon."""
    debut, etendue = (date(annee - 21, 9, 1), 800) if voie in INITIALES else (date(annee - 48, 1, 1), 9000)
    return debut + timedelta(days=rang * 7919 % etendue)


def _presentees(ligne: Ligne) -> tuple[str, ...]:
    laissees = ligne.unites("NP", "B:", "DI", "VA")
    return tuple(u for u in ligne.resultats if u not in laissees)


def _est_un_sportif(ligne: Ligne) -> bool:
    return ligne.amenagements == {Amenagement.ETALEMENT.value} and (bool(ligne.cas) or ligne.rang % 2 == 0)
