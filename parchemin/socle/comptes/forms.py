"""Les formulaires des comptes : ce qui est saisi, vérifié, et dit en français quand il ne convient pas."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from parchemin.socle.comptes.models import Personne
from parchemin.socle.comptes.mots_de_passe import AIDE
from parchemin.socle.comptes.nomination import Perimetre, lire_perimetre
from parchemin.socle.comptes.roles import DEFINITIONS, OBJETS, Nature, Role
from parchemin.socle.organisation.refus import ActeRefuse

CLES = {
    Nature.REGROUPEMENT: ("Regroupement", "Choisissez le regroupement."),
    Nature.ACADEMIE: ("Académie", "Choisissez l'académie."),
    Nature.CENTRE: ("Centre d'examen", "Choisissez le centre."),
    Nature.ETABLISSEMENT: ("Établissement (UAI)", "Sept chiffres et une lettre, par exemple 0690026D."),
}


class Connexion(forms.Form):
    """Identifiant et mot de passe."""

    username = forms.CharField(
        label="Adresse électronique ou identifiant", max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    password = forms.CharField(
        label="Mot de passe", max_length=256, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


class Oubli(forms.Form):
    """Identifiant du compte dont on a perdu le mot de passe."""

    identifiant = forms.CharField(
        label="Adresse électronique ou identifiant", max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )  # fmt: skip


class NouveauMotDePasse(forms.Form):
    """Un mot de passe, saisi une fois : on peut l'afficher, le coller, le faire tirer par un gestionnaire."""

    mot_de_passe = forms.CharField(
        label="Nouveau mot de passe", max_length=256, strip=False, help_text=AIDE,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, personne: Personne | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.personne = personne

    def clean_mot_de_passe(self) -> str:
        """Mot de passe assez fort, et qui ne ressemble pas à la personne."""
        mot: str = self.cleaned_data["mot_de_passe"]
        password_validation.validate_password(mot, self.personne)
        return mot


class ChangementDeMotDePasse(NouveauMotDePasse):
    """Le nouveau mot de passe, et l'ancien qui prouve que c'est bien la personne."""

    ancien = forms.CharField(
        label="Mot de passe actuel", max_length=256, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    field_order = ["ancien", "mot_de_passe"]

    def clean_ancien(self) -> str:
        """Refuse si ce n'est pas le mot de passe actuel."""
        ancien: str = self.cleaned_data["ancien"]
        if self.personne is None or not self.personne.check_password(ancien):
            raise ValidationError("Ce n'est pas votre mot de passe actuel.")
        return ancien


class CodePapier(NouveauMotDePasse):
    """Le code imprimé sur la convocation, puis le mot de passe que l'on se choisit."""

    code = forms.CharField(
        label="Code de votre courrier", max_length=40,
        help_text="Seize caractères, avec ou sans tirets ; O se lit zéro.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )  # fmt: skip
    field_order = ["code", "mot_de_passe"]


class CodeDuSecondFacteur(forms.Form):
    """Le code à six chiffres du téléphone, ou un code de secours."""

    code = forms.CharField(
        label="Code", max_length=20, help_text="Six chiffres de votre application, ou un code de secours.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}),
    )  # fmt: skip


def fin_du_jour(jour: date) -> datetime:
    """Dernier instant d'un jour, à Paris : un terme saisi au jour vaut jusqu'à minuit."""
    return datetime.combine(jour, time(23, 59, 59), ZoneInfo("Europe/Paris"))


class Terme(forms.Form):
    """Le jour où un rôle prend fin."""

    fin = forms.DateField(
        label="Jusqu'au", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Donnez un jour, par exemple 31/12/2026."},
    )  # fmt: skip

    def clean_fin(self) -> datetime:
        """Minuit passé, heure de Paris, le jour choisi."""
        return fin_du_jour(self.cleaned_data["fin"])


class Invitation(Terme):
    """Qui l'on invite, pour quel périmètre ; le rôle est déjà choisi."""

    courriel = forms.EmailField(
        label="Adresse électronique", required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text="Laissez vide pour qui recevra un code sur papier, et donnez alors un identifiant.",
    )  # fmt: skip
    identifiant = forms.SlugField(
        label="Identifiant imprimé sur la convocation", required=False, max_length=40,
        error_messages={"invalid": "Lettres sans accent, chiffres et tirets seulement."},
    )  # fmt: skip
    nom = forms.CharField(label="Nom", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    prenom = forms.CharField(
        label="Prénom", max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    field_order = ["nom", "prenom", "courriel", "identifiant", "perimetre", "academie", "fin"]

    def __init__(
        self, *args: Any, role: Role, choix: dict[Nature, list[tuple[str, str]]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.natures = sorted(DEFINITIONS[role].natures)
        nature = self.natures[0]
        if len(self.natures) > 1:
            academies = [("", "Tout le territoire"), *choix[Nature.ACADEMIE]]
            self.fields["perimetre"] = forms.ChoiceField(label="Périmètre", choices=academies, required=False)
        elif nature in OBJETS:
            self.fields["perimetre"] = forms.CharField(label=f"{nature.label} : son numéro", max_length=40)
            self.fields["academie"] = forms.ChoiceField(label="Académie", choices=choix[Nature.ACADEMIE])
        elif nature in choix:
            titre, phrase = CLES[nature]
            self.fields["perimetre"] = forms.ChoiceField(
                label=titre,
                choices=choix[nature],
                error_messages={"invalid_choice": phrase, "required": phrase},
            )
        elif nature is not Nature.NATIONAL:
            titre, aide = CLES[nature]
            self.fields["perimetre"] = forms.CharField(label=titre, help_text=aide, max_length=12)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Adresse ou identifiant, et un périmètre qui existe (`perimetre_lu`)."""
        donnees: dict[str, Any] = super().clean() or self.cleaned_data
        if not donnees.get("courriel") and not donnees.get("identifiant") and "courriel" not in self.errors:
            self.add_error(
                "courriel", "Donnez une adresse électronique, ou un identifiant si la personne n'en a pas."
            )
        if "perimetre" not in self.errors:
            try:
                donnees["perimetre_lu"] = self._lire(donnees)
            except ActeRefuse as refus:
                self.add_error("perimetre" if "perimetre" in self.fields else None, str(refus))
        return donnees

    def _lire(self, donnees: dict[str, Any]) -> Perimetre:
        cle = donnees.get("perimetre", "")
        nature = self.natures[0]
        if len(self.natures) > 1:
            nature = Nature.ACADEMIE if cle else Nature.NATIONAL
        return lire_perimetre(nature, cle, donnees.get("academie", ""))


class Delegation(Terme):
    """À qui l'on délègue son rôle : une personne qui a déjà un compte."""

    identifiant = forms.CharField(
        label="Adresse électronique de la personne", max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    field_order = ["identifiant", "fin"]

    def clean_identifiant(self) -> Personne:
        """Personne active de cet identifiant."""
        cherche = self.cleaned_data["identifiant"].strip().lower()
        trouvee = (
            Personne.objects.filter(identifiant=cherche, fermee_le=None).exclude(activee_le=None).first()
        )
        if trouvee is None:
            raise ValidationError(
                "Aucun compte actif n'a cette adresse : vérifiez-la, ou faites inviter la personne."
            )
        return trouvee


class Retrait(forms.Form):
    """Pourquoi un rôle est retiré."""

    motif = forms.CharField(
        label="Motif", max_length=300, help_text="La personne le lira, et le journal le gardera.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Dites pourquoi ce rôle est retiré : la personne et le journal le liront."},
    )  # fmt: skip
