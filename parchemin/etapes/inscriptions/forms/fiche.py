"""Formulaires de la fiche d'un candidat : ses champs par groupe, changer de voie.

Ne part vers l'acte que ce que la personne a changé depuis sa lecture : deux personnes sur deux champs ne se gênent pas.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from parchemin.droit.formes import Forme
from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.faits import Regles, codes
from parchemin.etapes.inscriptions.forms.actes import MOTIF
from parchemin.etapes.inscriptions.models import Candidat, Inscription
from parchemin.socle.organisation import etats
from parchemin.socle.organisation.forms.etablissements import ChampDate
from parchemin.socle.organisation.forms.lecture import AvecLecture, textes
from parchemin.socle.organisation.models import VOIES, Etablissement

FORMES = [(f.value, f.libelle.capitalize()) for f in Forme]


@dataclass(frozen=True, slots=True)
class EcartMontre:
    """Un champ que quelqu'un d'autre a changé : ce qui avait été lu, ce que c'est devenu, ce qui était demandé, par qui."""

    champ: str
    lu: str
    actuel: str
    saisi: str
    par: str


class CodesChoisis(forms.MultipleChoiceField):
    """Des codes parmi ceux du règlement."""

    widget = forms.CheckboxSelectMultiple


class ChampsDeCandidature(AvecLecture):
    """Des champs de la candidature, avec ce que la personne en avait lu."""

    motif = forms.CharField(
        label="Motif de la rectification", max_length=300, help_text=MOTIF, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Donnez un motif : les deux académies et le candidat le liront."},
    )  # fmt: skip

    def __init__(
        self, *args: Any, inscription: Inscription, suivis: Sequence[str], figee: bool, **kwargs: Any
    ) -> None:
        actuel = champs.etat(inscription)
        super().__init__(*args, lu={c: actuel[c] for c in suivis}, **kwargs)
        self.suivis, self.ecarts = tuple(suivis), list[EcartMontre]()
        for champ in suivis:
            self.initial.setdefault(champ, self._initial(champ, actuel[champ]))
        if not figee:
            del self.fields["motif"]
        self.order_fields([*suivis, "motif"])

    @property
    def valeurs(self) -> dict[str, str]:
        """Ce que la page demande pour chaque champ, en texte."""
        return {c: self._texte(self.cleaned_data[c]) for c in self.suivis if c in self.cleaned_data}

    @property
    def changees(self) -> dict[str, str]:
        """Ce que la personne a changé depuis sa lecture ; le reste ne part pas."""
        lu = textes(self.cleaned_data.get("lu"))
        return {c: v for c, v in self.valeurs.items() if v != lu.get(c, "")}

    @property
    def lues(self) -> dict[str, str]:
        """Ce que la personne avait lu de chaque champ."""
        return textes(self.cleaned_data["lu"])

    def relire(self) -> None:
        """Après un conflit : un champ que la personne n'avait pas touché prend la valeur d'aujourd'hui, sa saisie reste."""
        touches, donnees = set(self.changees), self._donnees()
        for champ in set(self.suivis) - touches:
            valeur = self._initial(champ, self._lu[champ])
            ecrites = valeur if isinstance(valeur, list) else [] if valeur is False else [str(valeur)]
            donnees.setlist(self.add_prefix(champ), ecrites)
        self.data = donnees
        super().relire()

    def _donnees(self) -> QueryDict:
        """Ce que la personne a envoyé, à changer avant de le lui redire."""
        copie: QueryDict = self.data.copy()  # type: ignore[attr-defined]  # une QueryDict, dès qu'un formulaire est envoyé
        return copie

    def _initial(self, champ: str, texte: str) -> "str | bool | list[str]":
        declare = self.fields.get(champ)
        if isinstance(declare, forms.BooleanField):
            return texte == "oui"
        return sorted(codes(texte)) if isinstance(declare, CodesChoisis) else texte

    @staticmethod
    def _texte(valeur: object) -> str:
        return ",".join(valeur) if isinstance(valeur, list) else etats.ecrire(valeur)


def _texte(longueur: int, label: str, *, aide: str = "", exige: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=longueur, required=exige, help_text=aide)


class Identite(ChampsDeCandidature):
    """L'état civil du candidat."""

    civilite = forms.ChoiceField(
        label="Civilité", required=False, choices=[("", "Non renseignée"), *Candidat.Civilite.choices]
    )
    nom = _texte(80, "Nom de famille", exige=True)
    nom_usage = _texte(80, "Nom d'usage")
    prenoms = _texte(120, "Prénoms", exige=True, aide="Tous, dans l'ordre de l'état civil.")
    ne_le = ChampDate(label="Date de naissance")
    naissance_lieu = _texte(80, "Lieu de naissance")
    naissance_pays = _texte(5, "Pays de naissance", aide="Code INSEE ; la France est 100.")
    naissance_departement = _texte(3, "Département de naissance")
    naissance_commune = _texte(5, "Commune de naissance", aide="Code INSEE, cinq signes.")
    nationalite = _texte(5, "Nationalité", aide="Code INSEE ; la France est 100.")
    ine = _texte(11, "INE", aide="Onze signes, tels que la source les écrit.")


class Coordonnees(ChampsDeCandidature):
    """Où joindre le candidat, et ce qu'il accepte que l'on publie."""

    adresse = _texte(300, "Adresse")
    code_postal = _texte(10, "Code postal")
    localite = _texte(80, "Localité")
    pays = _texte(60, "Pays")
    telephone = _texte(20, "Téléphone")
    courriel = forms.EmailField(label="Adresse électronique", required=False)
    publication = forms.ChoiceField(
        label="Publication du résultat", required=False, choices=Candidat.Consentement.choices,
        help_text="Sans réponse, rien ne se publie.",
    )  # fmt: skip


class Choix(ChampsDeCandidature):
    """L'établissement, la forme, les unités, les épreuves facultatives et les langues."""

    etablissement = forms.ChoiceField(label="Établissement", required=False)
    division = _texte(20, "Division de classe")
    mef = _texte(11, "Formation (code MEF)")
    forme = forms.ChoiceField(label="Forme", choices=FORMES)
    unites = CodesChoisis(
        label="Unités présentées", required=False,
        help_text="À préciser en forme progressive ou étalée ; rien de coché : toutes.",
    )  # fmt: skip
    facultatives = CodesChoisis(label="Épreuves facultatives", required=False)
    langue_obligatoire = _texte(40, "Langue obligatoire", aide="En toutes lettres : anglais, espagnol…")
    langue_facultative = _texte(40, "Langue facultative")
    preparation_suivie = forms.BooleanField(label="A suivi une préparation au diplôme", required=False)

    def __init__(
        self, *args: Any, inscription: Inscription, regles: Regles, etablissements: Iterable[Any], **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, inscription=inscription, **kwargs)
        poser_les_choix(self.fields, regles, etablissements)


class Situation(ChampsDeCandidature):
    """Ce que l'autorité ou le candidat déclare de sa situation."""

    redoublant = forms.BooleanField(label="Redoublant", required=False)
    sportif_haut_niveau = forms.BooleanField(
        label="Sportif de haut niveau", required=False,
        help_text="Inscrit sur les listes ministérielles : l'étalement des épreuves lui est ouvert.",
    )  # fmt: skip
    positionnement = forms.ChoiceField(
        label="Positionnement", required=False, choices=Inscription.Positionnement.choices,
        help_text="La décision réduit la durée de formation exigée (code de l'éducation, art. D643-7 et suivants).",
    )  # fmt: skip


class ChangementDeVoie(ChampsDeCandidature):
    """La voie nouvelle, avec l'établissement et la forme qui vont avec ; `vu` porte ce dont l'aperçu a été lu."""

    voie = forms.ChoiceField(label="Voie", choices=VOIES)
    etablissement = forms.ChoiceField(label="Établissement", required=False)
    forme = forms.ChoiceField(label="Forme", choices=FORMES)
    unites = Choix.base_fields["unites"]
    vu = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, inscription: Inscription, regles: Regles, etablissements: Iterable[Any], **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, inscription=inscription, figee=True, **kwargs)
        self.fields["motif"].label = "Motif"
        poser_les_choix(self.fields, regles, etablissements)

    @property
    def a_ete_vu(self) -> bool:
        """Vrai si l'aperçu de ces valeurs-là a été montré."""
        return bool(self.cleaned_data.get("vu")) and self.cleaned_data["vu"] == self.empreinte

    @property
    def empreinte(self) -> str:
        """Ce que l'aperçu montre, en texte."""
        return "|".join(self.valeurs[c] for c in self.suivis)

    def retenir_l_apercu(self) -> None:
        """Le prochain envoi dira que cet aperçu a été lu."""
        donnees = self._donnees()
        donnees[self.add_prefix("vu")] = self.empreinte
        self.data = donnees


def poser_les_choix(declares: Mapping[str, forms.Field], regles: Regles, uais: Iterable[Any]) -> None:
    """Donne aux champs leurs choix : établissements de l'académie, unités et facultatives du règlement."""
    options = {
        "etablissement": [("", "Aucun : candidat individuel"), *uais],
        "unites": [(e.unite, f"{e.unite}, {e.intitule}") for e in regles.diplome.obligatoires],
        "facultatives": [(e.code, f"{e.code}, {e.intitule}") for e in regles.diplome.facultatives],
    }
    for nom, choix in options.items():
        champ = declares.get(nom)
        if isinstance(champ, forms.ChoiceField):
            champ.choices = choix


def etablissements_de(inscription: Inscription) -> list[tuple[str, str]]:
    """Établissements ouverts de l'académie, et celui de la candidature, pour une liste déroulante."""
    ouverts = Etablissement.objects.filter(academie=inscription.academie_id, ferme_le=None)
    lus = [(e.pk, f"{e.nom}, {e.commune} ({e.pk})" if e.commune else f"{e.nom} ({e.pk})") for e in ouverts]
    ici = inscription.etablissement
    if ici and ici.pk not in dict(lus):
        lus.append((ici.pk, f"{ici.nom} ({ici.pk})"))
    return sorted(lus, key=lambda couple: couple[1])


FORMULAIRES: Mapping[str, type[ChampsDeCandidature]] = {
    "identite": Identite, "coordonnees": Coordonnees, "choix": Choix, "situation": Situation,
}  # fmt: skip
