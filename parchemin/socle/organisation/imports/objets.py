"""Les objets qu'un fichier change : comment lire leur état, et par quel acte l'écrire."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.db import models

from parchemin.droit.regimes import Voie
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation import etats
from parchemin.socle.organisation.imports.modele import Changement
from parchemin.socle.organisation.models import (
    Academie,
    Departement,
    Etablissement,
    Offre,
    Rattachement,
    Regroupement,
    SessionExamen,
)
from parchemin.socle.organisation.services.etablissements import (
    Preparation,
    ajouter_offre,
    enregistrer_etablissement,
)
from parchemin.socle.organisation.services.regroupements import (
    creer_regroupement,
    designer_pilote_sujets,
    rattachement_actuel,
    rattacher,
)
from parchemin.socle.organisation.services.territoires import enregistrer_academie, enregistrer_departement

ACADEMIE, DEPARTEMENT, ETABLISSEMENT = "academie", "departement", "etablissement"
OFFRE, REGROUPEMENT, RATTACHEMENT = "offre", "regroupement", "rattachement"
SEPARATEUR = "|"
# Une base n'accepte qu'un nombre borné de valeurs par question.
PAQUET = 5_000
Etats = dict[str, dict[str, str]]
Cle = TypeVar("Cle")


@dataclass(frozen=True, slots=True)
class Geste:
    """Qui applique le fichier, quand, pour quelle session, et le motif que chaque acte portera."""

    session: SessionExamen | None
    motif: str
    par: Auteur
    le: datetime


@dataclass(frozen=True, slots=True)
class Objet:
    """Une nature d'objet : son nom, les champs qu'on en montre, la lecture de ses états, l'acte qui l'écrit."""

    nom: str
    champs: Mapping[str, tuple[type[models.Model], str]]
    etats: Callable[[Sequence[str], SessionExamen | None], Etats]
    ecrire: Callable[[Changement, Geste], None]

    def libelle(self, champ: str) -> str:
        """Nom d'un champ, tel qu'on le lit."""
        return etats.libelle(*self.champs[champ])

    def dire(self, champ: str, valeur: str) -> str:
        """Valeur d'un champ, telle qu'on la lit."""
        return etats.dire(*self.champs[champ], valeur)


def par_paquets(cles: Iterable[Cle]) -> Iterator[list[Cle]]:
    """Les clés, par paquets que toute base accepte."""
    suite = iter(cles)
    while paquet := list(islice(suite, PAQUET)):
        yield paquet


def academies_des_etablissements(uais: Iterable[str]) -> dict[str, str]:
    """Académie de chacun de ces établissements, s'il est enregistré."""
    return {
        uai: academie
        for paquet in par_paquets(uais)
        for uai, academie in Etablissement.objects.filter(pk__in=paquet).values_list("pk", "academie")
    }


def _etats_des_fiches(
    modele: type[models.Model], champs: Sequence[str]
) -> Callable[[Sequence[str], object], Etats]:
    def lire(cles: Sequence[str], _session: object) -> Etats:
        return {
            str(fiche.pk): etats.etat(fiche, champs)
            for paquet in par_paquets(cles)
            for fiche in modele._default_manager.filter(pk__in=paquet)
        }

    return lire


def _etats_des_offres(cles: Sequence[str], session: SessionExamen | None) -> Etats:
    uais = {cle.partition(SEPARATEUR)[0] for cle in cles}
    return {
        f"{offre.etablissement_id}{SEPARATEUR}{offre.voie}": etats.etat(offre, etats.OFFRE)
        for paquet in par_paquets(uais)
        for offre in Offre.objects.filter(session=session, retiree_le=None, etablissement__in=paquet)
    }


def _etats_des_regroupements(cles: Sequence[str], session: SessionExamen | None) -> Etats:
    trouves = Regroupement.objects.filter(session=session, pilote__in=cles)
    return {r.pilote_id: {"pilote_sujets": r.pilote_sujets_id or ""} for r in trouves}


def _etats_des_rattachements(cles: Sequence[str], session: SessionExamen | None) -> Etats:
    en_cours = Rattachement.objects.filter(session=session, academie__in=cles, jusque=None)
    return {
        r.academie_id: {"pilote": r.regroupement.pilote_id} for r in en_cours.select_related("regroupement")
    }


def _ecrire_academie(changement: Changement, geste: Geste) -> None:
    enregistrer_academie(
        changement.cle, changement.apres, lu=changement.avant or {}, par=geste.par, le=geste.le
    )


def _ecrire_departement(changement: Changement, geste: Geste) -> None:
    enregistrer_departement(
        changement.cle, changement.apres, lu=changement.avant or {}, par=geste.par, le=geste.le
    )


def _ecrire_etablissement(changement: Changement, geste: Geste) -> None:
    enregistrer_etablissement(
        changement.cle,
        changement.apres,
        lu=changement.avant or {},
        motif=geste.motif,
        par=geste.par,
        le=geste.le,
    )


def _ecrire_offre(changement: Changement, geste: Geste) -> None:
    uai, _, voie = changement.cle.partition(SEPARATEUR)
    capacite = changement.apres["capacite"]
    preparation = Preparation(_session(geste), Voie(voie), int(capacite) if capacite else None)
    etablissement = Etablissement.objects.get(pk=uai)
    ajouter_offre(etablissement, preparation, lu=changement.avant or {}, par=geste.par, le=geste.le)


def _ecrire_regroupement(changement: Changement, geste: Geste) -> None:
    pilote = Academie.objects.get(pk=changement.cle)
    regroupement = creer_regroupement(_session(geste), pilote, motif=geste.motif, par=geste.par, le=geste.le)
    if sujets := changement.apres.get("pilote_sujets"):
        lu = (changement.avant or {}).get("pilote_sujets", "")
        designer_pilote_sujets(
            regroupement, Academie.objects.get(pk=sujets), lu=lu, par=geste.par, le=geste.le
        )


def _ecrire_rattachement(changement: Changement, geste: Geste) -> None:
    regroupement = Regroupement.objects.get(session=_session(geste), pilote=changement.apres["pilote"])
    academie = Academie.objects.get(pk=changement.cle)
    actuel = rattachement_actuel(_session(geste), academie)
    lu = actuel.regroupement_id if actuel else None
    rattacher(academie, regroupement, lu=lu, motif=geste.motif, par=geste.par, le=geste.le)


def _session(geste: Geste) -> SessionExamen:
    if geste.session is None:
        raise ValueError("Ce changement demande une session.")
    return geste.session


def _champs(modele: type[models.Model], noms: Iterable[str]) -> dict[str, tuple[type[models.Model], str]]:
    return {nom: (modele, nom) for nom in noms}


OBJETS: Mapping[str, Objet] = {
    ACADEMIE: Objet(
        "académie", _champs(Academie, etats.ACADEMIE), _etats_des_fiches(Academie, etats.ACADEMIE), _ecrire_academie
    ),
    DEPARTEMENT: Objet(
        "département", _champs(Departement, etats.DEPARTEMENT),
        _etats_des_fiches(Departement, etats.DEPARTEMENT), _ecrire_departement,
    ),
    ETABLISSEMENT: Objet(
        "établissement", _champs(Etablissement, etats.ETABLISSEMENT),
        _etats_des_fiches(Etablissement, etats.ETABLISSEMENT), _ecrire_etablissement,
    ),
    OFFRE: Objet("offre", _champs(Offre, etats.OFFRE), _etats_des_offres, _ecrire_offre),
    REGROUPEMENT: Objet(
        "regroupement", {"pilote_sujets": (Regroupement, "pilote_sujets")}, _etats_des_regroupements,
        _ecrire_regroupement,
    ),
    RATTACHEMENT: Objet(
        "rattachement", {"pilote": (Regroupement, "pilote")}, _etats_des_rattachements, _ecrire_rattachement
    ),
}  # fmt: skip
