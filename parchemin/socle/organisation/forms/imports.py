"""Formulaire d'envoi d'un fichier à reprendre."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from parchemin.socle.organisation.imports.catalogue import GENRES
from parchemin.socle.organisation.imports.lecture import LIGNES_MAXIMUM, OCTETS_MAXIMUM
from parchemin.socle.organisation.imports.lots import Lecture, Recu
from parchemin.socle.organisation.models import SessionExamen
from parchemin.socle.organisation.portee import Portee


class EnvoiDeFichier(forms.Form):
    """Un fichier envoyé, dans le champ `fichier` ; trop gros, il n'est pas lu."""

    OCTETS: ClassVar[int]
    REMEDE: ClassVar[str]

    def clean_fichier(self) -> "UploadedFile[bytes]":
        """Fichier reçu, s'il n'est pas trop gros pour être lu."""
        fichier: UploadedFile[bytes] = self.cleaned_data["fichier"]
        if (fichier.size or 0) > self.OCTETS:
            raise ValidationError(f"Ce fichier pèse plus de {self.OCTETS // 10**6} Mo : {self.REMEDE}.")
        return fichier

    @property
    def recu(self) -> Recu:
        """Le fichier, avec son nom."""
        fichier: UploadedFile[bytes] = self.cleaned_data["fichier"]
        return Recu(fichier.name or "", fichier.read())


class FichierAReprendre(EnvoiDeFichier):
    """Un fichier, son genre et la session qu'il concerne."""

    OCTETS, REMEDE = OCTETS_MAXIMUM, "n'y laissez que le tableau"

    genre = forms.ChoiceField(label="Ce que contient le fichier")
    session = forms.ModelChoiceField(
        SessionExamen.objects.none(), label="Session", required=False, empty_label=None
    )
    fichier = forms.FileField(
        label="Fichier", max_length=200, widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods,text/csv"}),
        help_text=f"CSV, XLSX ou ODS ; {OCTETS_MAXIMUM // 10**6} Mo et "
        f"{LIGNES_MAXIMUM // 1000}\N{NO-BREAK SPACE}000 lignes au plus.",
    )  # fmt: skip
    inconnus = forms.BooleanField(
        label="Ajouter les établissements de l'annuaire qui n'ont pas encore de fiche", required=False
    )

    def __init__(self, *args: Any, portee: Portee, sessions: QuerySet[SessionExamen], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.portee = portee
        genres = [(g.code, g.libelle) for g in GENRES.values() if portee.partout or not g.national]
        self.fields["genre"] = forms.ChoiceField(label="Ce que contient le fichier", choices=genres)
        self.fields["session"] = forms.ModelChoiceField(
            sessions, label="Session", required=False, empty_label=None
        )

    @property
    def lecture(self) -> Lecture:
        """Comment le lire."""
        d = self.cleaned_data
        return Lecture(d["genre"], d["session"], self.portee, d["inconnus"])
