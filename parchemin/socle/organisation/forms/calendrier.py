"""Formulaire d'une échéance : ce qu'il faut avoir fait, et avant quelle heure du lieu."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import slugify

from parchemin.socle.organisation import etats
from parchemin.socle.organisation.forms.lecture import AvecLecture, textes
from parchemin.socle.organisation.heures import PARIS, HeureImpossible, instant
from parchemin.socle.organisation.models import Academie, Echeance
from parchemin.socle.organisation.services.calendrier import Operation

COMMUNE = "Toutes les académies, heure de Paris"


class EcheanceAFixer(AvecLecture):
    """Une échéance, dite dans l'heure de l'académie choisie ; commune à toutes, elle est dite dans l'heure de Paris."""

    libelle = forms.CharField(
        label="Ce qu'il faut avoir fait", max_length=160,
        help_text="Les mots d'une échéance déjà fixée la remplacent ; l'ancienne reste lisible.",
    )  # fmt: skip
    academie = forms.ModelChoiceField(
        Academie.objects.none(), label="Pour", required=False, empty_label=COMMUNE
    )
    limite = forms.DateTimeField(
        label="Avant le", help_text="Heure de l'académie choisie.",
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "Donnez un jour et une heure, par exemple 09/06/2026 18:00."},
    )  # fmt: skip
    reference = forms.CharField(label="Texte qui la fixe", max_length=160, required=False)
    motif = forms.CharField(
        label="Motif", max_length=300, required=False, help_text="Demandé pour remplacer."
    )

    def __init__(
        self,
        *args: Any,
        academies: QuerySet[Academie],
        partout: bool,
        echeances: Sequence[Echeance],
        **kwargs: Any,
    ) -> None:
        lu = {_cle(e.code, e.academie_id): etats.etat(e, etats.ECHEANCE) for e in echeances}
        super().__init__(*args, lu=lu, **kwargs)
        self.fields["academie"] = forms.ModelChoiceField(
            academies, label="Pour", required=not partout, empty_label=COMMUNE if partout else None
        )

    def clean_limite(self) -> Any:
        """Heure telle qu'elle est écrite, sans fuseau : c'est l'académie choisie qui le dit."""
        return self.cleaned_data["limite"].replace(tzinfo=None)

    def clean(self) -> dict[str, Any]:
        """Refuse une heure que le changement d'heure saute ou répète."""
        donnees = super().clean() or self.cleaned_data
        if "limite" in donnees and "academie" in donnees:
            academie = donnees["academie"]
            try:
                donnees["instant"] = instant(donnees["limite"], academie.fuseau if academie else PARIS)
            except HeureImpossible as impossible:
                self.add_error("limite", ValidationError(str(impossible)))
        return donnees

    @property
    def operation(self) -> Operation:
        """L'opération saisie et son instant limite."""
        d = self.cleaned_data
        code = slugify(d["libelle"])[:40].strip("-")
        return Operation(code, d["libelle"], d["instant"], d["academie"], d["reference"])

    @property
    def echeance_lue(self) -> dict[str, str]:
        """Ce que la personne voyait de cette opération, vide si elle n'en voyait pas."""
        operation = self.operation
        cle = _cle(operation.code, operation.academie.pk if operation.academie else None)
        return textes(self.cleaned_data["lu"].get(cle))


def _cle(code: str, academie: str | None) -> str:
    return f"{code}/{academie or ''}"
