"""Les formulaires de l'inscription par étapes, que reprend l'espace du candidat pour compléter ce qui peut l'être."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.etapes import Choix, Option
from parchemin.etapes.inscriptions.models import Candidat, Inscription
from parchemin.socle.organisation import etats
from parchemin.socle.organisation.forms.etablissements import ChampDate
from parchemin.socle.organisation.forms.lecture import AvecLecture
from parchemin.socle.organisation.models import VOIES, Academie

# Ce que le navigateur du candidat sait déjà de lui (RGAA 11.13) ; jamais quand un service écrit pour un autre.
REMPLISSAGE = {
    "civilite": "honorific-prefix", "nom": "family-name", "prenoms": "given-name", "ne_le": "bday",
    "adresse": "street-address", "code_postal": "postal-code", "localite": "address-level2",
    "pays": "country-name", "telephone": "tel", "courriel": "email",
}  # fmt: skip
AIDES = {
    "nom_usage": "S'il est différent du nom de famille.",
    "prenoms": "Tous, dans l'ordre de l'état civil.",
    "naissance_pays": "Code INSEE ; 100 pour la France.",
    "naissance_departement": "Par exemple 69, 2A ou 987.",
    "naissance_commune": "Code INSEE, facultatif si le lieu est écrit.",
    "nationalite": "Code INSEE ; 100 pour la nationalité française.",
    "ine": "Onze caractères, sur le certificat de scolarité ou le contrat d'apprentissage.",
    "courriel": "Les documents à lire y sont annoncés.",
    "division": "Par exemple TS2.",
    "langue_obligatoire": "Par exemple anglais.",
    "langue_facultative": "Seulement avec l'épreuve facultative de langue ; autre que la langue obligatoire.",
    "preparation_suivie": "À cocher si la formation est suivie hors d'un établissement enregistré ici.",
}


class OptionsExpliquees(forms.RadioSelect):
    """Des options à cocher ; celle que le droit ferme est grisée, et dit pourquoi."""

    def __init__(self, refus: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refus = refus

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Option, avec la raison qui la ferme."""
        option = super().create_option(name, value, label, *args, **kwargs)
        if raison := self.refus.get(str(value)):
            option["attrs"]["disabled"] = True
            option["label"] = f"{label}. {raison}"
        return option


class OptionsExpliqueesACocher(OptionsExpliquees, forms.CheckboxSelectMultiple):
    """Les mêmes, à cocher à plusieurs."""


class ChampExplique(forms.ChoiceField):
    """Un choix dont les options fermées se voient, et se refusent avec la même raison si on les envoie quand même."""

    def __init__(self, options: Sequence[Option], **kwargs: Any) -> None:
        self.refus = {o.valeur: o.refus for o in options if o.refus}
        super().__init__(
            choices=[(o.valeur, o.libelle) for o in options], widget=OptionsExpliquees(self.refus), **kwargs
        )

    def validate(self, value: Any) -> None:
        """Refuse une valeur inconnue, ou fermée, en disant pourquoi."""
        super().validate(value)
        if raison := self.refus.get(str(value)):
            raise ValidationError(raison)


class ChampExpliqueACocher(forms.MultipleChoiceField):
    """Plusieurs choix, dont les options fermées se voient et se refusent."""

    def __init__(self, options: Sequence[Option], **kwargs: Any) -> None:
        self.refus = {o.valeur: o.refus for o in options if o.refus}
        super().__init__(
            choices=[(o.valeur, o.libelle) for o in options],
            widget=OptionsExpliqueesACocher(self.refus),
            **kwargs,
        )

    def validate(self, value: Any) -> None:
        """Refuse une valeur inconnue, ou fermée, en disant pourquoi."""
        super().validate(value)
        if raisons := [self.refus[v] for v in value if v in self.refus]:
            raise ValidationError(raisons)


class FormulaireDeChamps(AvecLecture):
    """Des champs d'une candidature et de son candidat, tels que la base les dit, et tels qu'on les a lus."""

    CHAMPS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, inscription: Inscription | None, soi: bool = False, **kwargs: Any) -> None:
        lu = {c: champs.etat(inscription)[c] for c in self.CHAMPS} if inscription else {}
        super().__init__(*args, lu=lu, **kwargs)
        self.fields |= self.construire()
        self.order_fields(["lu", *self.CHAMPS])
        for nom, champ in self.fields.items():
            champ.help_text = champ.help_text or AIDES.get(nom, "")
            if nom in REMPLISSAGE:
                champ.widget.attrs["autocomplete"] = REMPLISSAGE[nom] if soi else "off"
            if nom in lu:
                self.initial[nom] = lu[nom] == "oui" if isinstance(champ, forms.BooleanField) else lu[nom]

    def construire(self) -> dict[str, forms.Field]:
        """Un champ de formulaire par champ de la base."""
        construits: dict[str, forms.Field] = {}
        for modele in (Candidat, Inscription):
            siens = [c for c in self.CHAMPS if champs.modele(c) is modele]
            construits |= forms.fields_for_model(modele, fields=siens)
        if "ne_le" in construits:
            construits["ne_le"] = ChampDate(label="Né le")
            construits["civilite"] = forms.ChoiceField(
                label="Civilité", required=False, choices=[("", "Non précisée"), *Candidat.Civilite.choices]
            )
        return construits

    @property
    def valeurs(self) -> dict[str, str]:
        """Ce qui est demandé, en texte, champ par champ."""
        return {c: etats.ecrire(self.cleaned_data[c]) for c in self.CHAMPS if c in self.cleaned_data}


class Identite(FormulaireDeChamps):
    """L'état civil du candidat."""

    CHAMPS = champs.IDENTITE


class Coordonnees(FormulaireDeChamps):
    """Où joindre le candidat."""

    CHAMPS = tuple(c for c in champs.COORDONNEES if c != "publication")


class NouvelleCandidature(Identite):
    """L'identité de qui s'inscrit, et ce sans quoi aucune candidature ne s'ouvre : l'académie et la voie."""

    def __init__(self, *args: Any, academies: Sequence[Academie], **kwargs: Any) -> None:
        self.academies = academies
        super().__init__(*args, inscription=None, **kwargs)

    def construire(self) -> dict[str, forms.Field]:
        """Les champs de l'identité, puis l'académie s'il y en a plusieurs, et la voie."""
        construits = super().construire()
        if len(self.academies) != 1:
            construits["academie"] = forms.ChoiceField(
                label="Académie", choices=[("", "Choisir"), *((a.pk, a.nom) for a in self.academies)]
            )
        construits["voie"] = forms.ChoiceField(label="Voie", choices=[("", "Choisir"), *VOIES])
        return construits

    @property
    def academie(self) -> str:
        """Code de l'académie d'origine."""
        return str(self.cleaned_data.get("academie") or self.academies[0].pk)

    @property
    def valeurs(self) -> dict[str, str]:
        """Identité et voie, en texte."""
        return super().valeurs | {"voie": self.cleaned_data["voie"]}


class VoieEtEtablissement(FormulaireDeChamps):
    """Par quelle voie, et dans quel établissement ; un établissement qui inscrit chez lui ne le choisit pas."""

    CHAMPS = ("voie", "etablissement", "division", "preparation_suivie")

    def __init__(
        self, *args: Any, etablissements: Sequence[tuple[str, str]], fixe: bool = False, **kwargs: Any
    ) -> None:
        self.etablissements, self.fixe = etablissements, fixe
        super().__init__(*args, **kwargs)

    def construire(self) -> dict[str, forms.Field]:
        """Voie, établissement dans une liste s'il y en a une, division, préparation."""
        construits = {c: f for c, f in super().construire().items() if c != "etablissement"}
        construits["voie"] = forms.ChoiceField(label="Voie", choices=VOIES, widget=forms.RadioSelect)
        if self.fixe:
            return construits
        if self.etablissements:
            construits["etablissement"] = forms.ChoiceField(
                label="Établissement de formation", required=False,
                choices=[("", "Aucun : candidat individuel"), *self.etablissements],
            )  # fmt: skip
        else:
            construits["etablissement"] = forms.CharField(
                label="Établissement de formation (UAI)", required=False, max_length=8,
                help_text="Sept chiffres et une lettre ; vide pour un candidat individuel.",
            )  # fmt: skip
        return construits


class ChoixDEpreuves(FormulaireDeChamps):
    """La forme, les unités, les langues, les facultatives ; ce que le droit ferme est grisé."""

    CHAMPS = ("forme", "unites", "langue_obligatoire", "facultatives", "langue_facultative")

    def __init__(self, *args: Any, choix: Choix, **kwargs: Any) -> None:
        self.choix = choix
        super().__init__(*args, **kwargs)
        if "unites" in self.fields:
            self.initial["unites"] = [u for u in str(self.initial.get("unites") or "").split(",") if u]

    def construire(self) -> dict[str, forms.Field]:
        """Les options viennent du droit, avec la raison de chaque refus."""
        construits = super().construire()
        construits["forme"] = ChampExplique(self.choix.formes, label="Forme de l'examen")
        construits["facultatives"] = ChampExplique(
            self.choix.facultatives,
            label="Épreuves facultatives",
            required=False,
            help_text=self.choix.au_dela,
        )
        construits["langue_obligatoire"].required = self.choix.langue_exigee
        del construits["unites"]
        if self.choix.unites:
            construits["unites"] = ChampExpliqueACocher(
                self.choix.unites, label="Unités présentées à cette session", required=False,
                help_text="En forme progressive ou avec un étalement. En forme globale, toutes se présentent.",
            )  # fmt: skip
        return construits

    @property
    def valeurs(self) -> dict[str, str]:
        """Choix en texte ; des unités ne se choisissent qu'en forme progressive ou avec un étalement."""
        valeurs = super().valeurs
        if "unites" in valeurs:
            choisies = (
                self.cleaned_data["unites"] if self.choix.se_choisissent(valeurs.get("forme", "")) else []
            )
            valeurs["unites"] = ",".join(choisies)
        return valeurs


class Situation(FormulaireDeChamps):
    """Ce qui situe le candidat : déjà présenté, sportif de haut niveau, positionnement."""

    CHAMPS = ("redoublant", "sportif_haut_niveau", "positionnement")


class Suite(forms.Form):
    """Une étape sans champ à elle : l'envoyer, c'est passer à la suivante."""


class Depot(forms.Form):
    """Le dépôt de la candidature ; un service d'examens peut déposer après la clôture, en disant pourquoi."""

    motif = forms.CharField(
        label="Motif d'un dépôt après la clôture", max_length=300, required=False,
        help_text="Seulement si les registres sont clos. Il s'inscrit au journal : ne nommez personne.",
    )  # fmt: skip

    def __init__(self, *args: Any, est_tardif: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not est_tardif:
            del self.fields["motif"]
