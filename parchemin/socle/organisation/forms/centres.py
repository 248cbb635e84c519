"""Formulaires des centres et de leurs salles."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from parchemin.socle.organisation.forms.lecture import AvecLecture
from parchemin.socle.organisation.heures import fuseaux
from parchemin.socle.organisation.models import PLACES_MAXIMUM, Academie, Etablissement
from parchemin.socle.organisation.services.centres import FicheCentre, FicheSalle
from parchemin.socle.organisation.uai import faute_d_uai, normaliser_uai


class NouveauCentre(forms.Form):
    """Un centre d'examen ; son établissement est l'un de ceux que la personne voit."""

    nom = forms.CharField(label="Nom du centre", max_length=120)
    academie = forms.ModelChoiceField(Academie.objects.none(), label="Académie", empty_label="Choisissez")
    etablissement = forms.CharField(
        label="Établissement (UAI)", required=False, max_length=12,
        help_text="Sept chiffres et une lettre ; vide si le centre est ailleurs.",
    )  # fmt: skip
    adresse = forms.CharField(label="Adresse", max_length=200, required=False)
    code = forms.SlugField(
        label="Code", max_length=20, required=False,
        help_text="Vide : l'UAI de l'établissement, à défaut le nom abrégé.",
        error_messages={"invalid": "Lettres sans accent, chiffres et tirets seulement."},
    )  # fmt: skip
    fuseau = forms.CharField(
        label="Fuseau horaire", max_length=40, required=False,
        help_text="Seulement s'il n'est pas celui de l'académie : Pacific/Marquesas, par exemple.",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        academies: QuerySet[Academie],
        etablissements: QuerySet[Etablissement],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.etablissements = etablissements
        self.fields["academie"] = forms.ModelChoiceField(
            academies, label="Académie", empty_label="Choisissez"
        )

    def clean_etablissement(self) -> Etablissement | None:
        """Établissement de cet UAI, parmi ceux que la personne voit."""
        uai = normaliser_uai(self.cleaned_data["etablissement"])
        if not uai:
            return None
        if faute := faute_d_uai(uai):
            raise ValidationError(faute)
        trouve = self.etablissements.filter(pk=uai).first()
        if trouve is None:
            raise ValidationError(f"Aucun établissement {uai} dans votre périmètre.")
        return trouve

    def clean_fuseau(self) -> str:
        """Fuseau de la base IANA, ou rien."""
        fuseau: str = self.cleaned_data["fuseau"]
        if fuseau and fuseau not in fuseaux():
            raise ValidationError("Ce fuseau n'est pas connu. Exemple : Pacific/Marquesas.")
        return fuseau

    @property
    def fiche(self) -> FicheCentre:
        """Le centre saisi."""
        return FicheCentre(**self.cleaned_data)


class NouvelleSalle(AvecLecture):
    """Une salle ; `lu` porte, par nom, ce que la personne voyait des salles du centre."""

    nom = forms.CharField(
        label="Nom de la salle", max_length=60, help_text="Le nom d'une salle existante la modifie."
    )
    capacite = forms.IntegerField(label="Places", min_value=1, max_value=PLACES_MAXIMUM)
    accessible = forms.BooleanField(label="Accessible en fauteuil roulant", required=False)

    @property
    def fiche(self) -> FicheSalle:
        """La salle saisie."""
        d = self.cleaned_data
        return FicheSalle(d["nom"], d["capacite"], d["accessible"])
