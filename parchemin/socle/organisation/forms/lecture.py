"""Ce que la personne voyait quand elle a rempli un formulaire, renvoyé avec lui : un écrasement se voit à l'envoi."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

PERIMEE = "Cette page n'est plus complète : rechargez-la, puis reprenez votre saisie."


class ChampMemorise(forms.TextInput):
    """Un champ que l'on ne voit pas, mais que le brouillon garde avec ce qui est saisi : les deux vont ensemble."""

    is_hidden = True

    def __init__(self) -> None:
        super().__init__(attrs={"hidden": True, "autocomplete": "off"})


class AvecLecture(forms.Form):
    """Un formulaire qui porte ce qui a été lu : des valeurs par champ, ou par fiche puis par champ."""

    lu = forms.CharField(required=False, widget=ChampMemorise, max_length=20_000, label="Ce que vous avez lu")

    def __init__(self, *args: Any, lu: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lu = lu
        self.initial["lu"] = json.dumps(lu)

    def clean_lu(self) -> dict[str, Any]:
        """Ce que la personne voyait ; refuse un contenu qui n'est pas de cette page."""
        try:
            lu = json.loads(self.cleaned_data["lu"] or "{}")
        except (ValueError, RecursionError):
            raise ValidationError(PERIMEE) from None
        if not isinstance(lu, dict):
            raise ValidationError(PERIMEE)
        return lu

    def relire(self) -> None:
        """Après un conflit montré champ par champ, ce qui a été lu est ce que la base dit maintenant."""
        donnees = self.data.copy()  # type: ignore[attr-defined]  # une QueryDict, dès qu'un formulaire est envoyé
        donnees[self.add_prefix("lu")] = json.dumps(self._lu)
        self.data = donnees


def textes(lu: Any) -> dict[str, str]:
    """Valeurs lues d'une fiche ; ce qui revient d'un navigateur et n'est pas du texte ne compte pas."""
    if not isinstance(lu, dict):
        return {}
    return {champ: valeur for champ, valeur in lu.items() if isinstance(valeur, str)}
