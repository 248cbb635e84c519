"""Reconnaître la personne qu'une ligne désigne : par son INE, son numéro, son nom et sa naissance ; sinon, demander."""

from collections.abc import Iterable

from parchemin.etapes.inscriptions.imports.connus import Connus, cle, cle_courte, simplifier
from parchemin.etapes.inscriptions.imports.modele import (
    AUTRE,
    LAISSER,
    MEME,
    NOUVELLE,
    NUMERO,
    Proposition,
    Rencontre,
    Voulue,
)
from parchemin.etapes.inscriptions.models import Candidat, Inscription
from parchemin.socle.organisation.portee import Portee

RIEN = Proposition(LAISSER, "Laisser cette ligne de côté")


def couvre(portee: Portee, inscription: Inscription) -> bool:
    """Vrai si la candidature est dans la portée de la personne."""
    return (
        portee.partout
        or inscription.academie_id in portee.academies
        or inscription.etablissement_id in portee.etablissements
        or inscription.code in portee.objets
    )


class Apparieur:
    """Rapproche des lignes de ce que la base sait ; `portee` borne ce qu'il dit des autres candidats."""

    def __init__(self, connus: Connus, portee: Portee) -> None:
        self.connus, self.portee = connus, portee

    def rencontrer(self, voulue: Voulue, choix: str = "") -> Rencontre:
        """Qui la ligne désigne, ou la question à trancher ; `choix` : ce qu'un humain a répondu."""
        genre, _, numero = choix.partition(":")
        if genre == AUTRE:
            return Rencontre(sans=self._pris(voulue))
        if genre == MEME:
            candidat = self.connus.candidats.get(int(numero))
            if candidat is None:
                return Rencontre(question="la personne choisie ne correspond plus à cette ligne")
            return self._avec(candidat, voulue, reprise=True)
        trouvee = self._par_ine(voulue) or self._par_numero(voulue) or self._par_nom(voulue)
        if trouvee is None:
            return Rencontre(sans=self._pris(voulue))
        if isinstance(trouvee, Rencontre):
            return trouvee
        return self._avec(trouvee, voulue, reprise=genre == NOUVELLE)

    def _par_ine(self, voulue: Voulue) -> Candidat | Rencontre | None:
        candidat = self.connus.par_ine.get(voulue["ine"])
        if candidat is None:
            return None
        if candidat.ne_le.isoformat() != voulue["ne_le"]:
            question = "cet INE est celui d'un candidat né un autre jour"
            return self._demander(question, [candidat], "Une autre personne : l'inscrire sans cet INE")
        inscription = self.connus.par_numero.get(voulue[NUMERO])
        if inscription and inscription.candidat_id != candidat.pk:
            question = "l'INE et le numéro de candidat désignent deux personnes"
            return self._demander(question, [candidat, inscription.candidat])
        return candidat

    def _par_numero(self, voulue: Voulue) -> Candidat | Rencontre | None:
        inscription = self.connus.par_numero.get(voulue[NUMERO])
        if inscription is None:
            return None
        candidat = inscription.candidat
        meme_naissance = candidat.ne_le.isoformat() == voulue["ne_le"]
        if meme_naissance or _meme_nom(candidat, voulue):
            return candidat
        question = "ce numéro de candidat est celui de quelqu'un d'autre"
        return self._demander(question, [candidat], "Une autre personne : lui donner un autre numéro")

    def _par_nom(self, voulue: Voulue) -> Candidat | Rencontre | None:
        identite = voulue["nom"], voulue["prenoms"], voulue["ne_le"]
        memes = self._candidats(self.connus.par_nom[cle(*identite)])
        if not memes:
            proches = self._candidats(self.connus.par_nom_court[cle_courte(*identite)])
            proches = [c for c in proches if not _ine_differents(c, voulue)]
            question = "même nom, même premier prénom, même jour de naissance"
            return self._demander(question, proches) if proches else None
        if len(memes) == 1 and not _ine_differents(memes[0], voulue):
            return memes[0]
        question = "même nom, mêmes prénoms, même jour de naissance"
        if any(_ine_differents(c, voulue) for c in memes):
            question += ", mais un autre INE"
        return self._demander(question, memes)

    def _candidats(self, cles: Iterable[int]) -> list[Candidat]:
        return [self.connus.candidats[c] for c in dict.fromkeys(cles) if c in self.connus.candidats]

    def _avec(self, candidat: Candidat, voulue: Voulue, *, reprise: bool) -> Rencontre:
        inscription = self.connus.en_vie.get(candidat.pk)
        pris = self._pris(voulue, sauf=candidat)
        ancienne = self.connus.sans_suite.get(candidat.pk)
        if inscription or ancienne is None or reprise:
            return Rencontre(candidat, inscription, sans=pris)
        etat = ancienne.get_etat_display().lower()
        return Rencontre(
            question=f"sa candidature à cette session (n° {ancienne.numero}) est {etat}",
            propositions=(Proposition(NOUVELLE, "L'inscrire de nouveau"), RIEN),
        )

    def _pris(self, voulue: Voulue, sauf: Candidat | None = None) -> frozenset[str]:
        """Identifiants de la ligne qui sont à quelqu'un d'autre, ou que porte une candidature sans suite."""
        pris = set()
        porteur = self.connus.par_ine.get(voulue["ine"])
        if porteur and porteur != sauf:
            pris.add("ine")
        if voulue[NUMERO] in self.connus.par_numero:
            pris.add(NUMERO)
        return frozenset(pris)

    def _demander(
        self,
        question: str,
        candidats: Iterable[Candidat],
        autre: str = "Une autre personne : l'inscrire à part",
    ) -> Rencontre:
        memes = (
            Proposition(f"{MEME}:{c.pk}", f"La même personne : {self._dire(c)}")
            for c in sorted(set(candidats), key=lambda c: c.pk)
        )
        return Rencontre(
            question=question, propositions=(*memes, Proposition(AUTRE, autre), RIEN)
        )  # fmt: skip

    def _dire(self, candidat: Candidat) -> str:
        inscription = self.connus.en_vie.get(candidat.pk)
        dit = f"{candidat}, {candidat.ne_le:%d/%m/%Y}"
        if inscription is None:
            return f"{dit}, sans candidature à cette session"
        if not couvre(self.portee, inscription):
            return f"{dit}, candidature hors de votre périmètre"
        lieu = inscription.etablissement or "candidature individuelle"
        return f"{dit}, n° {inscription.numero}, {lieu}"


def _meme_nom(candidat: Candidat, voulue: Voulue) -> bool:
    un = cle_courte(candidat.nom, candidat.prenoms, "")
    return un == cle_courte(voulue["nom"], voulue["prenoms"], "") or (
        bool(candidat.nom_usage)
        and simplifier(candidat.nom_usage) == simplifier(voulue["nom"])
        and un[1] == simplifier(voulue["prenoms"]).partition(" ")[0]
    )


def _ine_differents(candidat: Candidat, voulue: Voulue) -> bool:
    return bool(candidat.ine and voulue["ine"]) and candidat.ine != voulue["ine"]
