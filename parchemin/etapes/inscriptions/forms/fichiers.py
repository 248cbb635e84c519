"""Formulaires des fichiers de candidats : envoyer, trancher, écrire le « hors BEE »."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from parchemin.etapes.inscriptions.imports.compte_rendu import LigneRendue
from parchemin.etapes.inscriptions.imports.echanges import VERSIONS
from parchemin.etapes.inscriptions.imports.modele import Options
from parchemin.etapes.inscriptions.imports.reception import OCTETS_MAXIMUM
from parchemin.moteurs.echanges import Autres, ReglagesHorsBee
from parchemin.socle.organisation.forms.imports import EnvoiDeFichier
from parchemin.socle.organisation.models import VOIES, SessionExamen
from parchemin.socle.organisation.portee import Portee

AUTRES = [
    (Autres.ECARTER.value, "Les laisser de côté"),
    (Autres.AVERTIR.value, "Les prendre, avec un avertissement"),
]  # fmt: skip
FORMATS_ADMIS = ".csv,.txt,.xlsx,.ods,.xml,.zip"


class FichierDeCandidats(EnvoiDeFichier):
    """Un fichier, la session qu'il concerne, et ce qu'il ne dit pas lui-même."""

    OCTETS, REMEDE = OCTETS_MAXIMUM, "n'y laissez que les candidats, ou découpez-le"

    fichier = forms.FileField(
        label="Fichier", max_length=200, widget=forms.FileInput(attrs={"accept": FORMATS_ADMIS}),
        help_text="Cyclades, SIECLE, SIFA, Pix ou notre modèle ; "
        f"{OCTETS_MAXIMUM // 10**6} Mo et 20\N{NO-BREAK SPACE}000 lignes au plus. Le format se reconnaît tout seul.",
        error_messages={
            "required": "Choisissez le fichier à lire.",
            "empty": "Ce fichier est vide : exportez-le de nouveau, ou prenez le modèle à remplir.",
            "max_length": "Le nom de ce fichier est trop long : renommez-le, 200 signes au plus.",
        },
    )  # fmt: skip
    session = forms.ModelChoiceField(SessionExamen.objects.none(), label="Session", empty_label=None)
    etablissement = forms.CharField(
        label="Établissement (UAI)", required=False, max_length=8,
        help_text="Si le fichier ne le nomme pas. Il borne alors les lignes : les autres sont laissées de côté.",
    )  # fmt: skip
    voie = forms.ChoiceField(
        label="Voie, quand le fichier ne la dit pas",
        required=False,
        choices=[("", "Déduite, ou à dire"), *VOIES],
    )
    autres = forms.ChoiceField(
        label="Candidats d'une autre formation", choices=AUTRES, initial=Autres.ECARTER.value,
        widget=forms.RadioSelect,
    )  # fmt: skip
    motif = forms.CharField(
        label="Motif", required=False, max_length=300,
        help_text="Exigé après la clôture des registres, ou pour changer une candidature confirmée ; le journal le garde.",
    )  # fmt: skip

    def __init__(self, *args: Any, portee: Portee, sessions: QuerySet[SessionExamen], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"] = forms.ModelChoiceField(
            sessions, label="Session", empty_label=None, initial=sessions.first()
        )
        if not portee.academies and not portee.partout and len(portee.etablissements) == 1:
            # Qui tient un seul établissement n'importe que le sien.
            del self.fields["etablissement"]

    @property
    def options(self) -> Options:
        """Ce que la personne a précisé."""
        d = self.cleaned_data
        return Options(d.get("etablissement", ""), d["voie"], d["autres"], d["motif"].strip())


class Reponses(forms.Form):
    """Ce qui est répondu aux lignes à trancher de la page : une réponse par ligne, ou aucune."""

    def __init__(self, donnees: Any, lignes: Sequence[LigneRendue]) -> None:
        super().__init__(donnees)
        self.numeros = [ligne.numero for ligne in lignes]
        for ligne in lignes:
            self.fields[_nom(ligne.numero)] = forms.ChoiceField(
                label=f"Ligne {ligne.numero} : {ligne.nom or 'sans nom'}", help_text=ligne.question,
                choices=ligne.propositions, initial=ligne.choix, required=False, widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choisissez une des réponses proposées : la base a pu changer depuis."},
            )  # fmt: skip

    @property
    def reponses(self) -> dict[int, str]:
        """Réponses données, par numéro de ligne."""
        lues = {numero: str(self.cleaned_data.get(_nom(numero), "")) for numero in self.numeros}
        return {numero: reponse for numero, reponse in lues.items() if reponse}


def _nom(numero: int) -> str:
    return f"ligne-{numero}"


class ReglagesDeHorsBee(forms.Form):
    """La version à écrire, et ce que Cyclades attend sans que les candidatures le disent."""

    version = forms.ChoiceField(
        label="Version", required=False, choices=[(v, v) for v in VERSIONS], initial=VERSIONS[0]
    )
    serie = forms.CharField(label="Série", required=False, max_length=40)
    categorie = forms.CharField(label="Catégorie de candidat", required=False, max_length=60)
    enseignement = forms.CharField(label="Enseignement", required=False, max_length=60)

    @property
    def choisie(self) -> str:
        """Version demandée ; la plus récente à défaut."""
        return str(self.cleaned_data.get("version") or VERSIONS[0])

    @property
    def reglages(self) -> ReglagesHorsBee:
        """Ce qui vaut pour tout le fichier."""
        d = self.cleaned_data
        return ReglagesHorsBee(d.get("serie", ""), d.get("categorie", ""), d.get("enseignement", ""))
