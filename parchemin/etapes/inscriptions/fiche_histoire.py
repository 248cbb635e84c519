"""L'histoire d'une candidature telle que sa fiche la montre : quand, quoi, par qui, ce qui a changé, pourquoi.

Le nom de qui a fait l'acte se lit par les services d'examens et par qui les contrôle ; les autres lisent son rôle.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from parchemin.droit.modifications import RoleAcademique
from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.models import Inscription
from parchemin.etapes.inscriptions.mots_des_actes import AUTRES_NOMS, dire_autrement
from parchemin.etapes.inscriptions.plume import ACADEMIQUES, SYSTEME
from parchemin.etapes.inscriptions.queries.fiche import Lecture
from parchemin.etapes.inscriptions.queries.relais import non_vus
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.faits import ABSENT, ActeRaconte, Changement
from parchemin.socle.journal.libelles import libelle
from parchemin.socle.organisation.heures import HeureLocale
from parchemin.socle.organisation.models import Academie

LISENT_LES_NOMS = ACADEMIQUES | {Role.NATIONAL, Role.AUDITEUR, Role.DELEGUE}


@dataclass(frozen=True, slots=True)
class Episode:
    """Un acte : son instant à l'horloge de l'académie, ce qu'il a fait, par qui, ce qu'il a changé, pourquoi."""

    numero: int
    le: datetime
    quand: str
    quoi: str
    qui: str
    changements: tuple[Changement, ...]
    motif: str


@dataclass(frozen=True, slots=True)
class Relais:
    """Ce qu'une académie a changé et que l'autre n'a pas encore vu."""

    par: str
    pour: str
    episodes: tuple[Episode, ...]
    est_pour_moi: bool


class Recit:
    """Met en mots les actes d'une candidature pour qui les lit."""

    def __init__(self, lu: Lecture, lecteur: Auteur, libelles: Mapping[str, str]) -> None:
        """`libelles` : nom de chaque pièce, par code."""
        self.lu, self.inscription, self.lecteur, self.libelles = lu, lu.inscription, lecteur, libelles
        self.nomme = lecteur.role in LISENT_LES_NOMS

    def histoire(self) -> tuple[Episode, ...]:
        """Tous les actes, du plus récent au plus ancien."""
        return tuple(self.raconter(acte) for acte in reversed(self.lu.actes))

    def raconter(self, acte: ActeRaconte) -> Episode:
        """Cet acte, en mots."""
        quand = HeureLocale(acte.le, self.inscription.academie.fuseau).texte
        dits = tuple(self._lisibles(acte.changements))
        return Episode(acte.numero, acte.le, quand, acte.libelle, self.qui(acte), dits, acte.motif)

    def qui(self, acte: ActeRaconte) -> str:
        """Qui a fait l'acte : son nom si le lecteur y a droit, son rôle et son lieu."""
        if acte.auteur == SYSTEME:
            return "Commande du service"
        nom = acte.nom_auteur if self.nomme or acte.auteur == self.lecteur.code else ""
        dits = (nom, libelle(acte.role, "roles"), self._lieu(acte.perimetre))
        return ", ".join(dit for dit in dits if dit)

    def relais(self) -> list[Relais]:
        """Ce qu'une académie n'a pas encore vu de l'autre, dans les deux sens ; vide hors d'un regroupement."""
        regroupements = self.lu.connaissances.regroupements
        en_cause = regroupements.en_cause(self.inscription.academie_id)
        if self.lu.pilote is None or len(en_cause) < len(RoleAcademique):
            return []
        mien = regroupements.role(self.inscription.academie_id, self.lecteur)
        noms = {
            RoleAcademique.RATTACHEE: self.inscription.academie.nom,
            RoleAcademique.PILOTE: self.lu.pilote.nom,
        }
        trouves = []
        for cote, autre in ((c, a) for c in RoleAcademique for a in RoleAcademique if a is not c):
            attendus = non_vus(self.inscription, self.lu.actes, cote)
            if attendus:
                episodes = tuple(map(self.raconter, attendus))
                trouves.append(Relais(noms[autre], noms[cote], episodes, est_pour_moi=cote is mien))
        return trouves

    def dernier_changement(self, champ: str) -> str:
        """Qui a changé ce champ en dernier, et quand ; vide si le journal ne le dit pas."""
        for acte in reversed(self.lu.actes):
            if any(c.nom == champ for c in acte.changements):
                quand = HeureLocale(acte.le, self.inscription.academie.fuseau).texte
                return f"{self.qui(acte)}, le {quand}"
        return ""

    def _lieu(self, perimetre: str) -> str:
        genre, _, cle = perimetre.partition(":")
        i, pilote = self.inscription, self.lu.pilote
        connus: dict[str, str] = {f"academie:{a.pk}": a.nom for a in (i.academie, pilote) if a}
        if pilote:
            numero = self.lu.connaissances.regroupements.numeros.get(i.academie_id)
            connus[f"regroupement:{numero}"] = pilote.nom
        if i.etablissement:
            connus[f"etablissement:{i.etablissement_id}"] = i.etablissement.nom
        return connus.get(perimetre, "" if genre in {"candidature", ""} else cle)

    def _lisibles(self, changements: Iterable[Changement]) -> Iterable[Changement]:
        """Changements en clair ; une case vide qui naît vide n'en est pas un."""
        for c in changements:
            avant, apres = ("" if valeur == ABSENT else valeur for valeur in (c.avant, c.apres))
            nom, avant, apres = self._nom(c.nom), self._dire(c.nom, avant), self._dire(c.nom, apres)
            if avant != apres and nom:
                yield Changement(nom, avant, apres)

    def _nom(self, nom: str) -> str:
        try:
            return AUTRES_NOMS[nom] if nom in AUTRES_NOMS else champs.libelle(nom)
        except KeyError:
            return nom.capitalize()

    def _dire(self, nom: str, valeur: str) -> str:
        if nom == "piece":
            return self.libelles.get(valeur, valeur)
        if nom in {"academie", "pilote"}:
            return _nom_d_academie(valeur, self.inscription.academie, self.lu.pilote)
        if nom == "etablissement":
            return nom_d_etablissement(self.inscription, valeur)
        if nom in AUTRES_NOMS:
            return dire_autrement(valeur)
        try:
            return champs.dire(nom, valeur)
        except (KeyError, ValueError):
            return valeur


def nom_d_etablissement(inscription: Inscription, uai: str) -> str:
    """Nom et UAI de l'établissement de la candidature ; l'UAI seul pour un autre, que la fiche ne lit pas."""
    ici = inscription.etablissement
    return f"{ici.nom} ({uai})" if ici and uai == ici.pk else uai


def _nom_d_academie(code: str, *connues: Academie | None) -> str:
    return next((a.nom for a in connues if a and a.pk == code), code)
