"""Ce que l'on cherche, ce que l'on garde, ce que l'on fait d'un groupe : lu dans l'adresse ou l'envoi, et vérifié."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from parchemin.etapes.inscriptions.models import EtatInscription, Inscription, Notification, VueEnregistree
from parchemin.etapes.inscriptions.queries.candidatures import AUCUN, CAS, TRIS, Filtres
from parchemin.etapes.inscriptions.queries.listes import FORMES, LIBELLES, adresse
from parchemin.etapes.inscriptions.services.groupes import ActeGroupe, Choix
from parchemin.socle.organisation.models import VOIES

NOM_MAXIMUM = 60
CHOIX_MAXIMUM = 500
_UN_CHOIX = re.compile(r"([1-9]\d{0,17})\.([1-9]\d{0,8})")
REGIMES = [
    *((str(r), str(r)) for r, _ in Inscription._meta.get_field("regime").flatchoices), (AUCUN, "À déterminer"),
]  # fmt: skip
FORMES_DITES = [(str(code), str(dit)) for code, dit in FORMES.items()]
CAS_DITS = [(code, dit[:1].upper() + dit[1:]) for code, (dit, _) in CAS.items()]
FEMININS = frozenset({"academie", "voie", "forme", "division"})
OUI = [("oui", "oui")]
FORMATS = [("csv", "CSV"), ("xlsx", "XLSX"), ("ods", "ODS"), ("impression", "Impression")]


def _parmi(choix: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(required=False, choices=[("", "Tous"), *choix])


class FiltresDeCandidats(forms.Form):
    """Les filtres d'une adresse ; ce qui ne se lit pas est laissé de côté, et dit."""

    mot = forms.CharField(required=False, max_length=120)
    etat = _parmi(EtatInscription.choices)
    academie = forms.CharField(required=False, max_length=3)
    etablissement = forms.CharField(required=False, max_length=8)
    voie = _parmi(VOIES)
    forme = _parmi(FORMES_DITES)
    regime = _parmi(REGIMES)
    division = forms.CharField(required=False, max_length=20)
    cas = _parmi(CAS_DITS)
    document = _parmi(Notification.Genre.choices)
    plume = _parmi(OUI)
    tri = _parmi([(f"{sens}{cle}", cle) for cle in TRIS for sens in ("", "-")])
    session = forms.CharField(required=False, max_length=20)

    def __init__(self, donnees: QueryDict) -> None:
        super().__init__(donnees)
        self.full_clean()

    @property
    def filtres(self) -> Filtres:
        """Filtres lus."""
        return Filtres(**{nom: self._lu(nom) for nom in LIBELLES})

    @property
    def garde(self) -> dict[str, str]:
        """Ce que l'adresse porte d'autre, et qu'elle garde : le tri, la session."""
        return {nom: self._lu(nom) for nom in ("tri", "session") if self._lu(nom)}

    @property
    def ordre(self) -> str:
        """Tri demandé ; par nom sinon."""
        return self._lu("tri") or "nom"

    @property
    def adresse(self) -> str:
        """Fin d'adresse qui porte ce qui a été lu, et rien d'autre."""
        return adresse(self.filtres, self.garde)

    def deroulants(
        self, academies: Mapping[str, str], divisions: Iterable[str]
    ) -> list[tuple[str, str, list[tuple[str, str]], str]]:
        """Listes à dérouler : nom, légende, choix, valeur ; l'académie et la division quand il y a à choisir."""
        choix: dict[str, Sequence[tuple[str, str]]] = {
            "cas": CAS_DITS, "etat": EtatInscription.choices,
            "academie": list(academies.items()) if len(academies) > 1 else [],
            "division": [(d, d) for d in divisions], "voie": VOIES, "forme": FORMES_DITES, "regime": REGIMES,
        }  # fmt: skip
        return [
            (nom, LIBELLES[nom], [("", "Toutes" if nom in FEMININS else "Tous"), *valeurs], self._lu(nom))
            for nom, valeurs in choix.items()
            if valeurs
        ]

    @property
    def ignores(self) -> list[str]:
        """Filtres de l'adresse qui ne se lisent pas, en clair."""
        return [LIBELLES.get(nom, nom).lower() for nom in self.errors]

    def clean_etablissement(self) -> str:
        """UAI en majuscules, comme il s'écrit."""
        return str(self.cleaned_data["etablissement"]).upper()

    def _lu(self, nom: str) -> str:
        return str(self.cleaned_data.get(nom, "")).strip()


class EnvoiDeGroupe(forms.Form):
    """Un acte à faire pour plusieurs candidatures, et la version de chacune que la personne a vue."""

    acte = forms.ChoiceField()
    choix = forms.CharField(max_length=CHOIX_MAXIMUM * 30)
    piece = forms.SlugField(required=False, max_length=40)
    pour_le = forms.DateField(required=False)
    motif = forms.CharField(required=False, max_length=300)
    document = forms.ChoiceField(required=False, choices=[("", ""), *Notification.Genre.choices])
    retour = forms.CharField(required=False, max_length=1000)

    def __init__(self, donnees: QueryDict, actes: Sequence[ActeGroupe]) -> None:
        super().__init__(donnees)
        self.fields["acte"] = forms.ChoiceField(choices=[(a.value, a.libelle) for a in actes])

    def clean_choix(self) -> list[Choix]:
        """Candidatures choisies ; refuse ce qui ne se lit pas, ou plus de cinq cents."""
        lus = [_UN_CHOIX.fullmatch(morceau) for morceau in self.cleaned_data["choix"].split(",")]
        retenus = [Choix(int(lu[1]), int(lu[2])) for lu in lus if lu]
        if len(retenus) != len(lus) or len(lus) > CHOIX_MAXIMUM:
            raise forms.ValidationError(
                f"La liste des candidats choisis n'est pas lisible, ou en compte plus de {CHOIX_MAXIMUM} : "
                "revenez à la liste et choisissez de nouveau."
            )
        return retenus


class Reclamation(forms.Form):
    """La pièce à réclamer à un groupe, sa date limite, ce qui ne va pas."""

    piece = forms.ChoiceField(label="Pièce")
    pour_le = forms.DateField(
        label="À remettre avant le", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Écrivez une date, par exemple 2026-01-09."},
    )  # fmt: skip
    motif = forms.CharField(
        label="Motif", required=False, max_length=300, help_text="Le candidat le lit ; dites quoi envoyer."
    )

    def __init__(self, donnees: Mapping[str, Any] | None, pieces: Sequence[tuple[str, str]]) -> None:
        super().__init__(donnees)
        self.fields["piece"] = forms.ChoiceField(
            label="Pièce", choices=pieces, error_messages={"required": "Choisissez la pièce à réclamer."}
        )


class NomDeVue(forms.Form):
    """Le nom sous lequel garder une recherche."""

    nom = forms.CharField(
        label="Nom de la recherche", max_length=NOM_MAXIMUM,
        error_messages={"required": "Donnez un nom à la recherche. Exemple : « TS2, pièces manquantes »."},
    )  # fmt: skip
    filtres = forms.CharField(
        required=False,
        max_length=VueEnregistree._meta.get_field("filtres").max_length,
        widget=forms.HiddenInput,
    )
