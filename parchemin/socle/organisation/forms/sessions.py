"""Formulaires des sessions et des regroupements."""

from typing import Any

from django import forms

from parchemin.droit.diplome import codes_des_diplomes, diplome, sessions_connues
from parchemin.socle.organisation.models import Academie, Phase, Rattachement, Regroupement, SessionExamen


class Motif(forms.Form):
    """Pourquoi l'acte est fait ; le journal le garde."""

    motif = forms.CharField(
        label="Motif", max_length=300, help_text="Il s'inscrit au journal : ne nommez personne.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}), error_messages={"required": "Donnez un motif."},
    )  # fmt: skip


class Ouverture(forms.Form):
    """Le diplôme et l'année de la session à ouvrir, parmi ceux que le droit connaît."""

    diplome = forms.ChoiceField(label="Diplôme")
    annee = forms.TypedChoiceField(label="Année", coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = codes_des_diplomes()
        annees = sorted({annee for code in codes for annee in sessions_connues(code)}, reverse=True)
        sigles = [(code, diplome(code, session=sessions_connues(code)[-1]).sigle) for code in codes]
        self.fields["diplome"] = forms.ChoiceField(label="Diplôme", choices=sigles)
        self.fields["annee"] = forms.TypedChoiceField(
            label="Année", coerce=int, choices=[(annee, str(annee)) for annee in annees]
        )


class ChangementDePhase(forms.Form):
    """La phase voulue et celle que la personne voyait ; un retour en arrière demande un motif."""

    vers = forms.ChoiceField(choices=Phase.choices, widget=forms.HiddenInput)
    lue = forms.ChoiceField(choices=Phase.choices, widget=forms.HiddenInput)
    motif = forms.CharField(
        label="Motif", max_length=300, required=False, help_text="Il s'inscrit au journal : ne nommez personne.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def clean_vers(self) -> Phase:
        """Phase voulue."""
        return Phase(self.cleaned_data["vers"])


class NouveauRegroupement(forms.Form):
    """L'académie qui pilotera le regroupement."""

    pilote = forms.ModelChoiceField(
        Academie.objects.all(), label="Académie pilote", empty_label="Choisissez",
        help_text="Seule dans son regroupement, elle est autonome.",
    )  # fmt: skip
    motif = forms.CharField(
        label="Motif", max_length=300, required=False, help_text="Demandé si elle quitte un autre regroupement.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class NouveauRattachement(forms.Form):
    """L'académie à rattacher ; sa valeur porte aussi le regroupement où la personne la voyait."""

    academie = forms.ChoiceField(label="Académie à rattacher")
    motif = forms.CharField(
        label="Motif", max_length=300, required=False, help_text="Demandé si elle quitte un autre regroupement.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, session: SessionExamen, regroupement: Regroupement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        en_cours = Rattachement.objects.filter(session=session, jusque=None).select_related(
            "regroupement__pilote"
        )
        tenues = {r.academie_id: r.regroupement for r in en_cours}
        self.academies = {a.pk: a for a in Academie.objects.all()}
        autres = [a for a in self.academies.values() if tenues.get(a.pk) != regroupement]
        options = [(_valeur(a, tenues.get(a.pk)), _libelle(a, tenues.get(a.pk))) for a in autres]
        self.fields["academie"] = forms.ChoiceField(
            label="Académie à rattacher", choices=[("", "Choisissez"), *options], validators=[self.verifier]
        )
        # Une valeur périmée doit arriver jusqu'à l'acte, qui dira ce qui a changé.
        self.fields["academie"].valid_value = lambda _valeur: True  # type: ignore[attr-defined]  # un ChoiceField

    def verifier(self, valeur: str) -> None:
        """Refuse ce qui n'est pas « code:numéro »."""
        code, _, numero = valeur.partition(":")
        if code not in self.academies or (numero and not numero.isdecimal()):
            raise forms.ValidationError("Choisissez une académie de la liste.")

    def clean_academie(self) -> tuple[Academie, int | None]:
        """Académie choisie, et numéro du regroupement où la personne la voyait."""
        code, _, numero = self.cleaned_data["academie"].partition(":")
        return self.academies[code], int(numero) if numero else None


class PiloteDesSujets(forms.Form):
    """L'académie dont viennent les sujets, et celle que la personne voyait."""

    academie = forms.ModelChoiceField(
        Academie.objects.all(),
        label="Académie pilote des sujets",
        required=False,
        empty_label="Pas encore désignée",
    )
    lu = forms.CharField(required=False, max_length=2, widget=forms.HiddenInput)


def _valeur(academie: Academie, tenue: Regroupement | None) -> str:
    return f"{academie.pk}:{tenue.pk if tenue else ''}"


def _libelle(academie: Academie, tenue: Regroupement | None) -> str:
    if tenue is None:
        return f"{academie.nom}, sans regroupement"
    return (
        f"{academie.nom}, autonome ou pilote"
        if tenue.pilote_id == academie.pk
        else f"{academie.nom}, avec {tenue.pilote.nom}"
    )
