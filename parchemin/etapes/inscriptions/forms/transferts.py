"""Le formulaire d'un transfert : il se confirme, car il ne se défait pas."""

from django import forms


class Confirmation(forms.Form):
    """La personne dit qu'elle a lu ce qui s'ensuit."""

    confirme = forms.BooleanField(
        label="J'ai lu ce qui s'ensuit : le transfert ne se défait pas",
        error_messages={"required": "Cochez la case : le transfert ne se défait pas."},
    )  # fmt: skip
