"""Les formulaires de l'espace du candidat : déposer une pièce, choisir, renoncer, consentir, confirmer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from parchemin.etapes.inscriptions.models import Candidat
from parchemin.etapes.inscriptions.rangement import OCTETS_MAXIMUM, FichierDePiece
from parchemin.socle.organisation.forms.lecture import PERIMEE, AvecLecture

DOCUMENTS = "application/pdf,image/jpeg,image/png"
PHOTOS = "image/jpeg"


class DepotDePiece(forms.Form):
    """Un fichier choisi, ou une photo prise sur-le-champ ; l'un ou l'autre suffit."""

    # `capture` ouvre l'appareil photo et ferme le choix d'un fichier : il lui faut son propre champ.
    photo = forms.FileField(
        label="Prendre une photo", required=False, allow_empty_file=True,
        help_text="Depuis un téléphone. À plat, bien éclairée, les quatre coins visibles.",
        widget=forms.FileInput(attrs={"accept": PHOTOS, "capture": "environment"}),
    )  # fmt: skip
    fichier = forms.FileField(
        label="Ou choisir un fichier", required=False, allow_empty_file=True,
        help_text="PDF, JPEG ou PNG, 8 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": DOCUMENTS}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse un envoi sans fichier, ou avec deux."""
        donnees = super().clean() or {}
        recus = [donnees[c] for c in ("photo", "fichier") if donnees.get(c)]
        if not recus:
            raise ValidationError("Prenez une photo ou choisissez un fichier : rien n'est arrivé.")
        if len(recus) > 1:
            raise ValidationError("Une photo et un fichier sont arrivés : n'en gardez qu'un.")
        donnees["recu"] = recus[0]
        return donnees

    @property
    def fichier_recu(self) -> FichierDePiece:
        """Le fichier, lu jusqu'à la limite : au-delà, le rangement dira qu'il est trop lourd."""
        recu: UploadedFile[bytes] = self.cleaned_data["recu"]
        return FichierDePiece(recu.name or "fichier", recu.read(OCTETS_MAXIMUM + 1))


class Confirmation(AvecLecture):
    """Ce que le candidat déclare avoir lu ; `lu` porte la version du document qu'il a sous les yeux."""

    epreuves = forms.BooleanField(label="J'ai lu mes épreuves et leur forme.")
    effets = forms.BooleanField(label="J'ai lu ce qu'entraînent mes choix et chaque absence.")
    exact = forms.BooleanField(label="Tout ce qui est écrit ici est exact, et je confirme mon inscription.")

    def __init__(self, *args: Any, version: int, **kwargs: Any) -> None:
        super().__init__(*args, lu={"version": str(version)}, **kwargs)

    def clean_lu(self) -> dict[str, Any]:
        """Version lue ; refuse un contenu qui n'est pas de cette page."""
        lu = super().clean_lu()
        if not str(lu.get("version", "")).isdecimal():
            raise ValidationError(PERIMEE)
        return lu

    @property
    def version(self) -> int:
        """Version que la personne avait sous les yeux."""
        return int(self.cleaned_data["lu"]["version"])

    def relire(self) -> None:
        """Ce qui a changé se relit : les cases se cochent de nouveau."""
        super().relire()
        donnees = self.data.copy()  # type: ignore[attr-defined]  # une QueryDict, dès qu'un formulaire est envoyé
        for case in ("epreuves", "effets", "exact"):
            donnees.pop(case, None)
        self.data = donnees


class Renonciation(forms.Form):
    """Pourquoi le candidat renonce, et qu'il sait ce que cela veut dire."""

    motif = forms.CharField(
        label="Pourquoi", max_length=300, help_text="En quelques mots, sans donnée de santé."
    )
    certain = forms.BooleanField(label="Je sais que je ne serai pas convoqué à cette session.")


class Publication(forms.Form):
    """Ce que le candidat accepte pour la publication de son résultat."""

    publication = forms.ChoiceField(
        label="Publier mon résultat si je suis reçu",
        choices=[c for c in Candidat.Consentement.choices if c[0]],
        widget=forms.RadioSelect,
        help_text="Sans réponse, rien ne se publie. Vous pouvez changer d'avis à tout moment.",
    )
