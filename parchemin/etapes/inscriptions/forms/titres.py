"""Formulaires des notes à conserver, des dispenses et de leur décision."""

from typing import Any

from django import forms

from parchemin.droit.dispenses import GenreDeTitre
from parchemin.droit.formes import Forme
from parchemin.droit.notes import NoteInvalide, lire_note
from parchemin.droit.regimes import Voie
from parchemin.etapes.inscriptions.faits import Regles
from parchemin.etapes.inscriptions.services.parcours import Periode, SessionPassee
from parchemin.etapes.inscriptions.services.titres import NoteAConserver, TitreProduit
from parchemin.socle.organisation.forms.etablissements import ChampDate
from parchemin.socle.organisation.models import VOIES

GENRES = [(g.value, f"{g.libelle[:1].upper()}{g.libelle[1:]}") for g in GenreDeTitre]
POUR_LE_BENEFICE = "Seulement pour le bénéfice de l'unité d'un autre BTS, avec les quatre champs qui suivent."
NOTE_ATTENDUE = "À donner : le bénéfice de l'unité d'un autre BTS se fonde sur sa note."
NOTE_DE_TROP = "À vider : seul le bénéfice de l'unité d'un autre BTS se fonde sur une note."
PREMIERE_ANNEE, DERNIERE_ANNEE = 1960, 2100


def _annee(label: str, *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=PREMIERE_ANNEE, max_value=DERNIERE_ANNEE, required=required
    )


def _demi_points(note: str) -> int:
    try:
        return lire_note(note)
    except NoteInvalide as refus:
        raise forms.ValidationError(str(refus)) from None


class NoteDemandee(forms.Form):
    """Une note d'une session passée, telle que le relevé l'écrit."""

    diplome = forms.ChoiceField(label="Diplôme d'origine")
    annee = _annee("Session d'origine")
    unite = forms.CharField(
        label="Unité d'origine", max_length=10, help_text="Telle que le relevé l'écrit : U4, U61…"
    )
    note = forms.CharField(label="Note sur 20", max_length=6, help_text="Par points ou demi-points : 12,5.")
    obtenue_le = ChampDate(label="Obtenue le", help_text="Jour de la délibération, écrit sur le relevé.")
    renoncee = forms.BooleanField(
        label="Le candidat y avait renoncé à une session antérieure", required=False
    )

    def __init__(self, *args: Any, regles: Regles, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choix = self.fields["diplome"]
        if isinstance(choix, forms.ChoiceField):
            choix.choices = sorted(regles.diplomes_d_origine.items())

    def clean_note(self) -> int:
        """Note en demi-points ; refuse ce qui n'est pas une note par demi-points."""
        return _demi_points(self.cleaned_data["note"].strip())

    def clean_unite(self) -> str:
        """Code de l'unité, en capitales."""
        unite: str = self.cleaned_data["unite"]
        return unite.strip().upper()

    @property
    def demandee(self) -> NoteAConserver:
        """La note saisie."""
        d = self.cleaned_data
        return NoteAConserver(
            d["diplome"], d["annee"], d["unite"], d["note"], d["obtenue_le"], renoncee=d["renoncee"]
        )


class DispenseDemandee(forms.Form):
    """L'unité dont le candidat demande la dispense, et le titre qui la fonde ; la note, pour le bénéfice d'un autre BTS."""

    DE_LA_NOTE = ("note_diplome", "note_annee", "note_unite", "note", "note_obtenue_le")

    unite = forms.ChoiceField(label="Unité")
    genre = forms.ChoiceField(label="Titre", choices=GENRES)
    intitule = forms.CharField(label="Intitulé du titre", max_length=160, required=False)
    niveau = forms.IntegerField(
        label="Niveau du cadre national", required=False, min_value=1, max_value=8, help_text="Pour un diplôme national."
    )  # fmt: skip
    enseignements = forms.CharField(
        label="Unités d'enseignement validées", max_length=200, required=False, help_text="Séparées par des virgules."
    )  # fmt: skip
    note_diplome = forms.CharField(
        label="Autre BTS dont l'unité est acquise", max_length=160, required=False, help_text=POUR_LE_BENEFICE
    )
    note_annee = _annee("Session de cet autre BTS", required=False)
    note_unite = forms.CharField(label="Unité de cet autre BTS", max_length=10, required=False)
    note = forms.CharField(
        label="Note sur 20 à cette unité", max_length=6, required=False, help_text="Par points ou demi-points : 12,5."
    )  # fmt: skip
    note_obtenue_le = ChampDate(
        label="Note obtenue le", required=False, help_text="Jour de la délibération, écrit sur le relevé."
    )
    est_justifie = forms.BooleanField(
        label="Le justificatif est produit", required=False, help_text="Sinon, la pièce reste à remettre."
    )

    def __init__(self, *args: Any, regles: Regles, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choix = self.fields["unite"]
        if isinstance(choix, forms.ChoiceField):
            choix.choices = [(e.unite, f"{e.unite}, {e.intitule}") for e in regles.diplome.obligatoires]

    def clean_note(self) -> int | None:
        """Note en demi-points ; `None` si elle n'est pas donnée."""
        ecrite: str = self.cleaned_data["note"].strip()
        return _demi_points(ecrite) if ecrite else None

    def clean(self) -> None:
        """La note se donne tout entière pour le bénéfice d'un autre BTS, et pour lui seul."""
        attendue = self.cleaned_data.get("genre") == GenreDeTitre.BENEFICE_AUTRE_BTS
        for nom in self.DE_LA_NOTE:
            donnee = self.cleaned_data.get(nom) not in {None, ""}
            if nom not in self.errors and donnee != attendue:
                self.add_error(nom, NOTE_ATTENDUE if attendue else NOTE_DE_TROP)

    @property
    def titre(self) -> TitreProduit:
        """Le titre saisi."""
        d, note = self.cleaned_data, None
        if d["note"] is not None:
            note = NoteAConserver(
                d["note_diplome"], d["note_annee"], d["note_unite"].strip().upper(), d["note"], d["note_obtenue_le"]
            )  # fmt: skip
        return TitreProduit(
            GenreDeTitre(d["genre"]), d["intitule"], d["niveau"], d["enseignements"],
            est_justifie=d["est_justifie"], note=note,
        )  # fmt: skip


class DecisionDeTitre(forms.Form):
    """Ce que décide l'autorité ; un refus donne sa raison."""

    sens = forms.ChoiceField(
        label="Décision", choices=[("accordee", "Accorder"), ("refusee", "Refuser")], widget=forms.RadioSelect,
        error_messages={"required": "Accordez ou refusez."},
    )  # fmt: skip
    motif = forms.CharField(
        label="Raison", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Demandée pour refuser : le candidat doit pouvoir comprendre et contester.",
    )  # fmt: skip


class Renonciation(forms.Form):
    """Pourquoi le candidat n'en veut plus."""

    motif = forms.CharField(
        label="Motif", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class PeriodeDeclaree(forms.Form):
    """Une période d'activité professionnelle, bornes comprises."""

    debut = ChampDate(label="Du")
    fin = ChampDate(label="Au", help_text="Dernier jour compris.")
    emploi = forms.CharField(label="Emploi", max_length=120)
    employeur = forms.CharField(label="Employeur", max_length=120, required=False)
    dans_le_domaine = forms.BooleanField(label="En rapport avec la spécialité", required=False, initial=True)

    @property
    def periode(self) -> Periode:
        """La période saisie."""
        return Periode(**self.cleaned_data)


class SessionDeclaree(forms.Form):
    """Une inscription à une session passée."""

    annee = _annee("Session")
    voie = forms.ChoiceField(label="Voie", choices=VOIES)
    forme = forms.ChoiceField(label="Forme", choices=[(f.value, f.libelle.capitalize()) for f in Forme])
    achevee = forms.BooleanField(label="Préparation menée à son terme", required=False, initial=True)

    @property
    def passee(self) -> SessionPassee:
        """La session saisie."""
        d = self.cleaned_data
        return SessionPassee(d["annee"], Voie(d["voie"]), Forme(d["forme"]), d["achevee"])
