"""Formulaires des pièces : remettre, contrôler, réclamer, et la liste que fixe une académie."""

import hashlib
from collections.abc import Collection
from typing import Any

from django import forms

from parchemin.droit.pieces import ConditionDePiece
from parchemin.etapes.inscriptions.rangement import OCTETS_MAXIMUM, FichierDePiece
from parchemin.etapes.inscriptions.services.listes import LigneDeListe
from parchemin.socle.organisation.forms.etablissements import ChampDate
from parchemin.socle.organisation.models import VOIES
from parchemin.socle.organisation.mots import simplifier

CAS = [(c.value, f"{c.libelle[:1].upper()}{c.libelle[1:]}") for c in ConditionDePiece]
LONGUEUR_DU_CODE = 40


class FichierRemis(forms.Form):
    """Un fichier remis pour une pièce ; son type se lit dans ses octets, pas dans son nom."""

    fichier = forms.FileField(
        label="Fichier", help_text="PDF, ou photo JPEG ou PNG, de 8 Mo au plus.", max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={
            "required": "Choisissez un fichier.", "missing": "Choisissez un fichier.",
            "empty": "Ce fichier est vide : choisissez-le de nouveau.",
            "max_length": "Le nom du fichier est trop long : raccourcissez-le.",
        },
    )  # fmt: skip

    @property
    def piece(self) -> FichierDePiece:
        """Le fichier reçu ; d'un fichier trop lourd, juste assez pour le refuser."""
        recu = self.cleaned_data["fichier"]
        return FichierDePiece(recu.name, recu.read(OCTETS_MAXIMUM + 1))


class Controle(forms.Form):
    """Ce que le service conclut d'une pièce ; un refus dit ce qui ne va pas."""

    avis = forms.ChoiceField(
        label="La pièce est", choices=[("acceptee", "Acceptée"), ("refusee", "Refusée")], widget=forms.RadioSelect,
        error_messages={"required": "Acceptez ou refusez la pièce."},
    )  # fmt: skip
    motif = forms.CharField(
        label="Ce qui ne va pas", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Demandé pour refuser ; le candidat le lit et sait quoi renvoyer.",
    )  # fmt: skip


class Reclamation(forms.Form):
    """La date limite, et ce qui est attendu."""

    pour_le = ChampDate(label="À remettre avant le")
    motif = forms.CharField(
        label="Précision", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class PieceAjoutee(forms.Form):
    """Une pièce que l'académie demande en plus : pour quelles voies, dans quels cas."""

    libelle = forms.CharField(
        label="Pièce demandée", max_length=200, help_text="Telle que le candidat la lira.",
        error_messages={"required": "Dites au candidat quelle pièce vous demandez."},
    )  # fmt: skip
    voies = forms.MultipleChoiceField(
        label="Voies", choices=VOIES, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Rien de coché : toutes.",
    )  # fmt: skip
    conditions = forms.MultipleChoiceField(
        label="Seulement si le candidat", choices=CAS, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Rien de coché : dans tous les cas.",
    )  # fmt: skip

    def ligne(self, par_defaut: Collection[str]) -> LigneDeListe:
        """La ligne à écrire ; son code vient de son libellé, et ne prend celui d'aucune pièce de la liste par défaut."""
        d: dict[str, Any] = self.cleaned_data
        simple = simplifier(d["libelle"]).replace(" ", "_")
        code = simple[:LONGUEUR_DU_CODE]
        if code != simple or not code or code in par_defaut:
            # Deux longs libellés qui commencent de même restent deux pièces.
            suite = hashlib.sha256(d["libelle"].encode()).hexdigest()[:6]
            code = f"{simple[: LONGUEUR_DU_CODE - 7]}_{suite}"
        return LigneDeListe(code, d["libelle"], ",".join(d["voies"]), ",".join(d["conditions"]))


class CodeDePiece(forms.Form):
    """La pièce que l'académie demande de nouveau, ou ne demande pas."""

    code = forms.SlugField(max_length=LONGUEUR_DU_CODE, widget=forms.HiddenInput)
