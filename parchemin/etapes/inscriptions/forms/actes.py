"""Formulaires des actes d'une candidature : confirmer sur papier, rejeter, annuler, ou rien qu'un bouton."""

from collections.abc import Sequence
from typing import Any

from django import forms

from parchemin.etapes.inscriptions.services.recevoir import Rejet

LONGUEUR_D_UNE_RAISON = 600
MOTIF = "Il s'inscrit au journal, les deux académies et le candidat le liront : ne nommez personne."


class SansSaisie(forms.Form):
    """Un acte qui ne demande que d'être confirmé."""


class MotifDActe(forms.Form):
    """Pourquoi l'acte est fait."""

    motif = forms.CharField(
        label="Motif", max_length=300, help_text=MOTIF, error_messages={"required": "Donnez un motif."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class ConfirmationPapier(forms.Form):
    """La version imprimée sur le papier que le candidat a signé."""

    version = forms.IntegerField(
        label="Version imprimée sur le papier", min_value=1, max_value=1_000_000,
        help_text="Sous le code de reprise : « candidature 12 version 3 », écrivez 3.",
        error_messages={"required": "Recopiez le numéro de version du papier signé."},
    )  # fmt: skip


class RaisonsRelevees(forms.MultipleChoiceField):
    """Des raisons lues puis voulues : l'une d'elles peut avoir disparu entre-temps, l'acte la garde."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, valeur: object) -> bool:
        """Vrai pour toute phrase de longueur raisonnable."""
        return len(str(valeur)) <= LONGUEUR_D_UNE_RAISON


class RejetMotive(forms.Form):
    """Les raisons du rejet, proposées d'après ce que le droit relève, et ce que le candidat peut faire."""

    raisons = RaisonsRelevees(label="Raisons relevées", required=False)
    autres = forms.CharField(
        label="Autres raisons", required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une par ligne, avec son article.",
    )  # fmt: skip
    remedes = forms.CharField(
        label="Ce que le candidat peut faire, et dans quel délai", max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Dites au candidat ce qu'il peut faire et dans quel délai."},
    )  # fmt: skip

    def __init__(self, *args: Any, proposees: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choix = self.fields["raisons"]
        if isinstance(choix, RaisonsRelevees):
            choix.choices = [(p, p) for p in proposees]
        if not proposees:
            del self.fields["raisons"]

    @property
    def rejet(self) -> Rejet:
        """Le rejet saisi."""
        cochees = self.cleaned_data.get("raisons", [])
        return Rejet([*cochees, *self.cleaned_data["autres"].splitlines()], self.cleaned_data["remedes"])
