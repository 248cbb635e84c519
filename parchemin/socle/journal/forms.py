"""Ce qu'on demande au journal : des filtres dans l'adresse, des têtes à comparer."""

from typing import Any

from django import forms

from parchemin.socle.journal.libelles import actes_a_filtrer
from parchemin.socle.journal.queries import Filtres
from parchemin.socle.journal.tetes import EXEMPLE, Tete, TeteIllisible

TETES_AU_PLUS = 50


class FiltresForm(forms.Form):
    """Les filtres de la liste ; un champ mal écrit est dit, et ne filtre pas."""

    # Un texte libre, non un choix fermé : une adresse gardée peut nommer un acte que cette version ne connaît pas.
    acte = forms.CharField(label="Ce qui a été fait", required=False, max_length=80, widget=forms.Select())
    objet = forms.CharField(
        label="Sur (code)", required=False, max_length=120, help_text="Exemple : centre:1"
    )
    auteur = forms.CharField(
        label="Par (code)", required=False, max_length=80, help_text="Exemple : personne:1"
    )
    session = forms.CharField(label="Session", required=False, max_length=20, help_text="Exemple : ccst-2026")
    du = forms.DateField(label="Du (UTC)", required=False, widget=forms.DateInput({"type": "date"}))
    au = forms.DateField(label="Au (UTC)", required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choix, choisi = [("", "Tous les actes"), *actes_a_filtrer()], self["acte"].value() or ""
        if choisi not in dict(choix):
            choix.append((choisi, choisi))
        self.fields["acte"].widget = forms.Select(choices=choix)

    @property
    def filtres(self) -> Filtres:
        """Filtres bien écrits."""
        self.full_clean()
        return Filtres(**self.cleaned_data)


class TetesForm(forms.Form):
    """Les têtes gardées hors du système, une par ligne."""

    tetes = forms.CharField(
        label="Têtes gardées", required=False, max_length=10_000, widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
        help_text=f"Une par ligne, telles qu'un procès-verbal ou un courriel les a gardées. Exemple : « {EXEMPLE} ».",
    )  # fmt: skip

    def clean_tetes(self) -> tuple[Tete, ...]:
        """Têtes lues ; une erreur par ligne illisible."""
        lues, erreurs = [], []
        for ligne in self.cleaned_data["tetes"].splitlines():
            if ligne.strip():
                try:
                    lues.append(Tete.lire(ligne))
                except TeteIllisible as raison:
                    erreurs.append(str(raison))
        if len(lues) > TETES_AU_PLUS:
            erreurs.append(
                f"{len(lues)} têtes sont données ; {TETES_AU_PLUS} suffisent, la plus récente compte le plus."
            )
        if erreurs:
            raise forms.ValidationError(erreurs)
        return tuple(lues)

    @property
    def comparees(self) -> tuple[Tete, ...]:
        """Têtes à comparer, une fois le formulaire valide."""
        donnees: dict[str, Any] = self.cleaned_data
        tetes: tuple[Tete, ...] = donnees["tetes"]
        return tetes
