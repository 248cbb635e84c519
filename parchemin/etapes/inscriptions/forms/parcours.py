"""Ce que l'on fait valoir soi-même : une note à conserver, une dispense, un aménagement, une période, une session passée.

Les champs sont ceux de la fiche ; s'y ajoute l'acte que chacun demande. L'inscription par étapes et l'espace du candidat
s'en servent tous deux.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms

from parchemin.etapes.inscriptions.faits import Regles
from parchemin.etapes.inscriptions.forms import titres
from parchemin.etapes.inscriptions.models import Inscription
from parchemin.etapes.inscriptions.services import amenager
from parchemin.etapes.inscriptions.services.parcours import declarer_anterieure, declarer_experience
from parchemin.etapes.inscriptions.services.titres import (
    TitreProduit,
    demander_un_benefice,
    demander_une_dispense,
)
from parchemin.socle.journal.auteurs import Auteur


class Demande(forms.Form):
    """Un formulaire qui sait quel acte il demande, et la phrase qui l'annonce une fois fait."""

    DIT = ""

    def agir(self, inscription: Inscription, *, par: Auteur, le: datetime) -> object:
        """Fait l'acte demandé ; lève `ActeRefuse`, article à l'appui."""
        raise NotImplementedError


class SansRegles(Demande):
    """Une demande dont aucun choix ne vient du droit de la session."""

    def __init__(self, *args: Any, regles: Regles, **kwargs: Any) -> None:
        del regles
        super().__init__(*args, **kwargs)


class Note(titres.NoteDemandee, Demande):
    """Une note d'une session passée à conserver."""

    DIT = "La note à conserver est demandée."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["renoncee"].label = "J'y avais déjà renoncé à une session passée"

    def agir(self, inscription: Inscription, *, par: Auteur, le: datetime) -> object:
        """Demande le bénéfice de la note."""
        return demander_un_benefice(inscription, self.demandee, par=par, le=le)


class Dispense(titres.DispenseDemandee, Demande):
    """Une dispense d'unité ; c'est le service qui dit si le justificatif est produit."""

    DIT = "La dispense est demandée ; le justificatif est à remettre avec les pièces."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["est_justifie"]

    @property
    def titre(self) -> TitreProduit:
        """Le titre saisi, dont le justificatif reste à produire."""
        self.cleaned_data.setdefault("est_justifie", False)
        return super().titre

    def agir(self, inscription: Inscription, *, par: Auteur, le: datetime) -> object:
        """Demande la dispense."""
        return demander_une_dispense(inscription, self.cleaned_data["unite"], self.titre, par=par, le=le)


class Amenagement(SansRegles):
    """Une demande d'aménagement : rien à écrire, surtout pas la raison."""

    DIT = "L'aménagement est demandé ; la décision sera remise ici."

    def agir(self, inscription: Inscription, *, par: Auteur, le: datetime) -> object:
        """Demande l'aménagement."""
        return amenager.demander(inscription, par=par, le=le)


class Periode(SansRegles, titres.PeriodeDeclaree):
    """Une période d'activité professionnelle."""

    DIT = "La période est déclarée."

    def agir(self, inscription: Inscription, *, par: Auteur, le: datetime) -> object:
        """Déclare la période."""
        return declarer_experience(inscription, self.periode, par=par, le=le)


class SessionPassee(SansRegles, titres.SessionDeclaree):
    """Une inscription à une session passée."""

    DIT = "La session passée est déclarée."

    def agir(self, inscription: Inscription, *, par: Auteur, le: datetime) -> object:
        """Déclare la session passée."""
        return declarer_anterieure(inscription, self.passee, par=par, le=le)


DEMANDES: dict[str, Callable[..., Demande]] = {
    "note": Note, "dispense": Dispense, "amenagement": Amenagement, "experience": Periode, "anterieure": SessionPassee,
}  # fmt: skip
