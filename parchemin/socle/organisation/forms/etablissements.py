"""Formulaires de la fiche d'un établissement : identité, offre, habilitation CCF."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from parchemin.droit.regimes import Voie
from parchemin.socle.organisation import etats
from parchemin.socle.organisation.forms.lecture import AvecLecture
from parchemin.socle.organisation.models import (
    PLACES_MAXIMUM,
    VOIES,
    Academie,
    Etablissement,
    HabilitationCCF,
    SessionExamen,
)
from parchemin.socle.organisation.services.etablissements import Preparation
from parchemin.socle.organisation.services.habilitations import Decision

# L'expérience professionnelle n'a pas d'établissement ; seules deux voies connaissent l'habilitation (CE, art. D643-19).
VOIES_OFFERTES = [(voie, libelle) for voie, libelle in VOIES if voie != Voie.EXPERIENCE]
VOIES_HABILITEES = [(voie, libelle) for voie, libelle in VOIES if voie in {Voie.APPRENTISSAGE, Voie.FPC}]


class ChampDate(forms.DateField):
    """Un jour, que le navigateur aide à choisir."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "Donnez un jour, par exemple 31/08/2026."}, **options,
        )  # fmt: skip


class JourDuRegime(forms.Form):
    """Le jour où se lit le régime."""

    le = ChampDate(label="Régime lu au", required=False)


class FicheEtablissement(AvecLecture):
    """L'identité d'un établissement ; l'académie se choisit parmi celles que la personne couvre."""

    nom = forms.CharField(label="Nom", max_length=120)
    secteur = forms.ChoiceField(
        label="Secteur",
        choices=Etablissement.Secteur.choices,
        help_text="Avec la voie et l'habilitation, il fixe le régime.",
    )
    nature = forms.CharField(label="Nature", max_length=80, required=False, help_text="Lycée, CFA, GRETA…")
    adresse = forms.CharField(label="Adresse", max_length=200, required=False)
    code_postal = forms.RegexField(
        r"^\d{5}$",
        label="Code postal",
        required=False,
        error_messages={"invalid": "Cinq chiffres, par exemple 69001."},
    )
    commune = forms.CharField(label="Commune", max_length=60, required=False)
    academie = forms.ModelChoiceField(Academie.objects.none(), label="Académie", empty_label=None)
    ferme_le = ChampDate(label="Fermé le", required=False)
    motif = forms.CharField(
        label="Motif",
        max_length=300,
        required=False,
        help_text="Il s'inscrit au journal : ne nommez personne.",
    )

    def __init__(
        self, *args: Any, etablissement: Etablissement, academies: Sequence[Academie], **kwargs: Any
    ) -> None:
        lu = etats.etat(etablissement, etats.ETABLISSEMENT)
        super().__init__(*args, lu=lu, initial={**lu}, **kwargs)
        codes = {academie.pk for academie in academies} | {etablissement.academie_id}
        self.fields["academie"] = forms.ModelChoiceField(
            Academie.objects.filter(pk__in=codes), label="Académie", empty_label=None
        )

    @property
    def valeurs(self) -> dict[str, str]:
        """Ce qui est demandé pour chaque champ de la fiche, en texte."""
        donnees = self.cleaned_data
        return {
            champ: donnees[champ].pk if champ == "academie" else etats.ecrire(donnees[champ])
            for champ in etats.ETABLISSEMENT
        }


class OffreDemandee(AvecLecture):
    """Une voie et sa capacité ; `lu` porte la capacité de chaque voie que la personne voyait."""

    voie = forms.ChoiceField(label="Voie", choices=VOIES_OFFERTES)
    capacite = forms.IntegerField(
        label="Places",
        required=False,
        min_value=0,
        max_value=PLACES_MAXIMUM,
        help_text="Vide si elles ne sont pas connues.",
    )

    def preparation(self, session: SessionExamen) -> Preparation:
        """Ce qui est offert pour cette session."""
        return Preparation(session, Voie(self.cleaned_data["voie"]), self.cleaned_data["capacite"])


class DecisionDuRecteur(forms.Form):
    """La décision d'habilitation ; elle s'ajoute, ou en remplace une qui reste lisible."""

    remplace = forms.ModelChoiceField(
        HabilitationCCF.objects.none(), label="Remplace", required=False, empty_label="Aucune : elle s'ajoute"
    )
    voie = forms.ChoiceField(label="Voie", choices=VOIES_HABILITEES)
    debut = ChampDate(label="Du")
    fin = ChampDate(label="Au", help_text="Dernier jour compris.")
    etendue = forms.BooleanField(
        label="CCF étendu", required=False, help_text="Formation continue publique seulement (art. D643-20)."
    )
    reference = forms.CharField(label="Référence de la décision", max_length=120)
    motif = forms.CharField(
        label="Motif", max_length=300, required=False, help_text="Demandé pour remplacer."
    )

    def __init__(
        self, *args: Any, etablissement: Etablissement, session: SessionExamen, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.diplome = session.diplome
        toutes = etablissement.habilitations_ccf.filter(diplome=session.diplome)
        # Une habilitation remplacée entre-temps doit arriver jusqu'à l'acte, qui dira ce qui s'est passé.
        choix = toutes if self.is_bound else toutes.filter(remplacee_le=None)
        self.fields["remplace"] = forms.ModelChoiceField(
            choix, label="Remplace", required=False, empty_label="Aucune : elle s'ajoute"
        )

    @property
    def decision(self) -> Decision:
        """La décision saisie."""
        d: Mapping[str, Any] = self.cleaned_data
        return Decision(
            self.diplome,
            Voie(d["voie"]),
            d["debut"],
            d["fin"],
            etendue=d["etendue"],
            reference=d["reference"],
        )
