"""Ce que dit chaque papier d'inscription : récapitulatif, confirmation à signer, attestation.

Chaque fonction rend les données de son gabarit, à donner à `composer`. Une case n'est jamais vide : ce qui manque
se dit.
"""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import segno

from parchemin.moteurs.rendu.inscriptions import (
    Delivrance,
    EpreuveInscrite,
    InscriptionAImprimer,
    PieceSuivie,
    SortDEpreuve,
)
from parchemin.moteurs.rendu.noms import NomRefuse, preparer_nom
from parchemin.moteurs.rendu.textes import TexteRefuse, ecrire_jour, preparer_texte

ABSENT = "non renseigné"
SANS_NUMERO = "pas encore attribué"
INDIVIDUEL = "aucun, candidat individuel"


class PapierRefuse(ValueError):
    """Un papier ne peut pas être imprimé : chaque faute dit la candidature, la rubrique et ce qu'il faut changer."""

    def __init__(self, fautes: Sequence[str]) -> None:
        self.fautes = tuple(fautes)
        super().__init__(" ".join(f"{faute}." for faute in fautes))


def recapitulatif(inscriptions: Sequence[InscriptionAImprimer]) -> dict[str, Any]:
    """Tout ce qui est inscrit, avec l'effet de chaque choix ; lève `PapierRefuse`."""
    return _document("Récapitulatif d'inscription", inscriptions, _complet)


def confirmation(inscriptions: Sequence[InscriptionAImprimer]) -> dict[str, Any]:
    """Le même contenu resserré, à corriger, dater, signer et renvoyer ; lève `PapierRefuse`."""
    return _document("Confirmation d'inscription", inscriptions, _a_signer)


def attestation_inscription(
    inscriptions: Sequence[InscriptionAImprimer], delivrance: Delivrance
) -> dict[str, Any]:
    """Une page qui atteste l'inscription, sans note ni choix ; lève `PapierRefuse`."""
    return _document("Attestation d'inscription", inscriptions, _attestee) | {
        "autorite": preparer_texte(delivrance.autorite), "instant": preparer_texte(delivrance.instant),
    }  # fmt: skip


class _Plume:
    """Prépare les mots d'une candidature et retient les fautes, pour les dire toutes."""

    def __init__(self, inscription: InscriptionAImprimer) -> None:
        self.candidature = inscription.candidature
        self.fautes: list[str] = []

    def nom(self, rubrique: str, ecrit: str) -> str:
        return self._preparer(preparer_nom, rubrique, ecrit)

    def texte(self, rubrique: str, ecrit: str) -> str:
        return self._preparer(preparer_texte, rubrique, ecrit)

    def _preparer(self, preparer: Callable[[str], str], rubrique: str, ecrit: str) -> str:
        try:
            return preparer(ecrit)
        except (NomRefuse, TexteRefuse) as refus:
            self.fautes.append(f"Candidature {self.candidature}, {rubrique} : {refus}")
            return ""


Remplir = Callable[[InscriptionAImprimer, _Plume], dict[str, Any]]


def _document(titre: str, inscriptions: Sequence[InscriptionAImprimer], remplir: Remplir) -> dict[str, Any]:
    remplies: list[dict[str, Any]] = []
    fautes: list[str] = []
    for inscription in inscriptions:
        plume = _Plume(inscription)
        remplies.append(remplir(inscription, plume))
        fautes += dict.fromkeys(plume.fautes)
    if fautes:
        raise PapierRefuse(fautes)
    return {"titre": preparer_texte(titre), "candidats": remplies}


def _commun(inscription: InscriptionAImprimer, plume: _Plume) -> dict[str, Any]:
    civil = inscription.etat_civil
    return {
        "nom": plume.nom("nom", civil.nom), "prenoms": plume.nom("prénoms", civil.prenoms),
        "numero": plume.texte("numéro de candidat", inscription.numero) or SANS_NUMERO,
        "usage": plume.nom("nom d'usage", civil.nom_d_usage), "naissance": _naissance(inscription, plume),
        "ne": civil.accorder("né"), "inscrit": civil.accorder("inscrit"),
        "diplome": plume.texte("diplôme", inscription.diplome), "session": str(inscription.session),
        "code": inscription.code_de_reprise, "version": str(inscription.version),
        "lieu": plume.texte("établissement", inscription.lieu.en_clair) if inscription.lieu else "",
        "etablie_le": plume.texte("date d'établissement", inscription.etablie_le),
        "pied": plume.texte("sigle", f"{inscription.sigle}, session {inscription.session}"),
    }  # fmt: skip


def _complet(inscription: InscriptionAImprimer, plume: _Plume) -> dict[str, Any]:
    joindre = inscription.coordonnees
    lignes = [plume.texte("adresse", ligne) for ligne in joindre.adresse]
    return _commun(inscription, plume) | {
        "adresse": lignes,
        "identite": _identite(inscription, plume),
        "coordonnees": [
            ["Adresse", ", ".join(lignes) or ABSENT],
            ["Courriel", plume.texte("courriel", joindre.courriel) or ABSENT],
            ["Téléphone", plume.texte("téléphone", joindre.telephone) or ABSENT],
        ],
        "cadre": _cadre(inscription, plume),
        "epreuves": [_epreuve(e, plume) for e in inscription.epreuves],
        "facultatives": [_epreuve(e, plume) for e in inscription.facultatives],
        "amenagements": [plume.texte("aménagements", mesure) for mesure in inscription.amenagements],
        "pieces": [_piece(piece, plume) for piece in inscription.pieces],
        "effets": [
            {
                "choix": plume.texte("effets", e.choix), "effet": plume.texte("effets", e.effet),
                "reference": plume.texte("effets", e.reference),
            }
            for e in inscription.effets
        ],
        "validee": plume.texte("validation en ligne", inscription.validee_en_ligne),
    }  # fmt: skip


def _a_signer(inscription: InscriptionAImprimer, plume: _Plume) -> dict[str, Any]:
    retour = inscription.retour
    return _complet(inscription, plume) | {
        "mineur": inscription.mineur,
        "representant": plume.nom("représentant légal", inscription.representant),
        "qr": _dessiner(inscription.code_de_reprise),
        "retour": retour and {
            "avant": plume.texte("date limite de retour", retour.avant),
            "adresse": [plume.texte("adresse de retour", ligne) for ligne in retour.adresse],
        },
    }  # fmt: skip


def _attestee(inscription: InscriptionAImprimer, plume: _Plume) -> dict[str, Any]:
    return _commun(inscription, plume)


def _identite(inscription: InscriptionAImprimer, plume: _Plume) -> list[list[str]]:
    civil = inscription.etat_civil
    usage = [["Nom d’usage", plume.nom("nom d'usage", civil.nom_d_usage)]] if civil.nom_d_usage else []
    return [
        ["Nom", plume.nom("nom", civil.nom)], *usage,
        ["Prénoms", plume.nom("prénoms", civil.prenoms)],
        ["Naissance", _naissance(inscription, plume)],
        ["INE", plume.texte("INE", civil.ine) or ABSENT],
        ["Numéro de candidat", plume.texte("numéro de candidat", inscription.numero) or SANS_NUMERO],
    ]  # fmt: skip


def _naissance(inscription: InscriptionAImprimer, plume: _Plume) -> str:
    civil = inscription.etat_civil
    commune = plume.nom("commune de naissance", civil.commune_de_naissance)
    return ecrire_jour(civil.naissance) + (f" à {commune}" if commune else "")


def _cadre(inscription: InscriptionAImprimer, plume: _Plume) -> dict[str, list[list[str]]]:
    cadre, lieu = inscription.cadre, inscription.lieu
    longues = {
        "Établissement": lieu.en_clair if lieu else INDIVIDUEL,
        "Régime": " : ".join(filter(None, (cadre.regime, cadre.raison_du_regime))),
    }
    courtes = {
        "Académie d’origine": cadre.academie_d_origine, "Voie": cadre.voie,
        "Académie pilote": cadre.academie_pilote, "Forme": cadre.forme,
        "Redoublant": "oui" if cadre.redoublant else "non",
    }  # fmt: skip
    return {
        nom: [[rubrique, plume.texte(rubrique.lower(), dite) or ABSENT] for rubrique, dite in paires.items()]
        for nom, paires in (("longues", longues), ("courtes", courtes))
    }


def _epreuve(epreuve: EpreuveInscrite, plume: _Plume) -> dict[str, Any]:
    rubrique = f"épreuve {epreuve.code}"
    return {
        "code": plume.texte(rubrique, epreuve.code), "unite": plume.texte(rubrique, epreuve.unite),
        "intitule": plume.texte(rubrique, epreuve.intitule),
        "langue": plume.texte(rubrique, epreuve.langue),
        "coefficient": plume.texte(rubrique, epreuve.coefficient),
        "evaluation": plume.texte(rubrique, epreuve.evaluation),
        "sort": preparer_texte(epreuve.sort.value.capitalize()),
        "suite": plume.texte(rubrique, _suite(epreuve)),
        "presentee": epreuve.sort is SortDEpreuve.PRESENTEE,
    }  # fmt: skip


def _suite(epreuve: EpreuveInscrite) -> str:
    """Ce qui suit l'état : la note gardée et son terme, puis la raison."""
    dits = []
    if epreuve.note:
        dits.append(f"{epreuve.note} de la session {epreuve.session}")
    if epreuve.jusqu_au:
        dits.append(f"jusqu'au {ecrire_jour(epreuve.jusqu_au)}")
    return ", ".join(filter(None, (*dits, epreuve.raison)))


def _piece(piece: PieceSuivie, plume: _Plume) -> dict[str, Any]:
    if piece.remise_le:
        etat = f"Remise le {ecrire_jour(piece.remise_le)}"
    else:
        terme = f" au plus tard le {ecrire_jour(piece.echeance)}" if piece.echeance else ""
        etat = f"À remettre{terme}"
    return {
        "libelle": plume.texte("pièces", piece.libelle), "etat": etat,
        "precision": plume.texte("pièces", piece.precision), "remise": piece.remise_le is not None,
    }  # fmt: skip


def _dessiner(code: str) -> str:
    """QR en SVG, lisible jusqu'à 15 % d'abîmé, car le papier revient plié ; le gabarit laisse le blanc autour."""
    flux = BytesIO()
    segno.make_qr(code, error="m").save(flux, kind="svg", border=0, xmldecl=False, nl=False)
    return flux.getvalue().decode()
