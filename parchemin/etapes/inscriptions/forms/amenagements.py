"""Formulaires des aménagements : l'avis, la décision et ses mesures ; jamais leur raison."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django import forms

from parchemin.etapes.inscriptions.models import DemandeAmenagement, MesureAccordee
from parchemin.etapes.inscriptions.services.amenager import Decision, Mesure
from parchemin.socle.organisation.forms.etablissements import ChampDate

# Le temps majoré peut différer d'un genre d'épreuve à l'autre : il a deux lignes.
LIGNES: tuple[tuple[str, MesureAccordee.Genre], ...] = (
    ("temps_majore", MesureAccordee.Genre.TEMPS_MAJORE),
    ("temps_majore_bis", MesureAccordee.Genre.TEMPS_MAJORE),
    *((g.value, g) for g in MesureAccordee.Genre if g is not MesureAccordee.Genre.TEMPS_MAJORE),
)
PRECISES = frozenset(
    {
        MesureAccordee.Genre.SECRETAIRE,
        MesureAccordee.Genre.SUJET_ADAPTE,
        MesureAccordee.Genre.MATERIEL,
        MesureAccordee.Genre.PAUSES,
        MesureAccordee.Genre.ACCES,
        MesureAccordee.Genre.ADAPTATION,
    }
)
# Ces deux-là valent pour tout l'examen : un seul choix.
DE_TOUT_L_EXAMEN = frozenset({MesureAccordee.Genre.ETALEMENT, MesureAccordee.Genre.CONSERVATION})
PARTS = [("", "Choisissez"), ("1/3", "Un tiers"), ("1/4", "Un quart"), ("1/6", "Un sixième"), ("1/2", "La moitié"),
         ("2/3", "Deux tiers"), ("1", "Le double du temps")]  # fmt: skip


class AvisRendu(forms.Form):
    """Le jour où l'avis a été rendu : de l'avis, rien d'autre n'est gardé."""

    rendu_le = ChampDate(label="Avis rendu le")


class DecisionDAmenagement(forms.Form):
    """La décision : accordée avec ses mesures, ou refusée ; sa référence permet de la contester."""

    sens = forms.ChoiceField(
        label="Décision", choices=[("accordee", "Accorder des mesures"), ("refusee", "Refuser")], widget=forms.RadioSelect,
        error_messages={"required": "Accordez ou refusez."},
    )  # fmt: skip
    reference = forms.CharField(
        label="Référence de la décision", max_length=120,
        error_messages={"required": "Donnez la référence de la décision : elle permet au candidat de la contester."},
    )  # fmt: skip
    exceptionnelle = forms.BooleanField(
        label="L'avis motive un temps au-delà du tiers", required=False,
        help_text="Situation exceptionnelle (code de l'éducation, art. D613-27).",
    )  # fmt: skip

    def __init__(self, *args: Any, a_remplacer: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom, genre in LIGNES:
            suite = " (autre part)" if nom.endswith("_bis") else ""
            self.fields[f"m_{nom}"] = _champ_de_la_mesure(genre, suite)
            if genre is MesureAccordee.Genre.TEMPS_MAJORE:
                self.fields[f"part_{nom}"] = forms.ChoiceField(
                    label=f"Part de la durée{suite}", choices=PARTS, required=False
                )
            if genre in PRECISES:
                self.fields[f"p_{nom}"] = forms.CharField(
                    label=f"{genre.label} : précision pratique", max_length=120, required=False,
                    help_text="La mesure seulement, jamais sa raison. Exemple : agrandissement A3.",
                )  # fmt: skip
        if a_remplacer:
            self.fields["motif"] = forms.CharField(
                label="Motif du remplacement", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
                help_text="Administratif seulement : jamais une raison médicale.",
                error_messages={"required": "Donnez un motif."},
            )  # fmt: skip

    @property
    def decision(self) -> Decision:
        """La décision saisie."""
        d = self.cleaned_data
        return Decision(
            d["sens"] == "accordee", d["reference"], tuple(self._mesures()), exceptionnelle=d["exceptionnelle"]
        )  # fmt: skip

    def _mesures(self) -> Iterable[Mesure]:
        for nom, genre in LIGNES:
            champ = self.cleaned_data[f"m_{nom}"]
            if champ:
                part = self.cleaned_data.get(f"part_{nom}") or "0"
                precision = self.cleaned_data.get(f"p_{nom}", "")
                yield Mesure(genre, MesureAccordee.Champ(champ), precision, Fraction(part))


def initial_de(decision: DemandeAmenagement, mesures: Iterable[MesureAccordee]) -> dict[str, str]:
    """Ce que dit la décision en vigueur, pour la remplacer sans la recopier."""
    dites = {"sens": decision.etat}
    for mesure in mesures:
        libres = (nom for nom, genre in LIGNES if genre.value == mesure.genre and f"m_{nom}" not in dites)
        nom = next(libres, None)
        if nom is None:
            continue
        dites |= {f"m_{nom}": mesure.champ, f"p_{nom}": mesure.precision}
        if mesure.numerateur:
            dites[f"part_{nom}"] = str(Fraction(mesure.numerateur, mesure.denominateur))
    return dites


def _champ_de_la_mesure(genre: MesureAccordee.Genre, suite: str) -> forms.ChoiceField:
    portees = (
        [(MesureAccordee.Champ.TOUTES.value, "Accordé")]
        if genre in DE_TOUT_L_EXAMEN
        else MesureAccordee.Champ.choices
    )
    return forms.ChoiceField(
        label=f"{genre.label}{suite}", choices=[("", "Non accordé"), *portees], required=False
    )
