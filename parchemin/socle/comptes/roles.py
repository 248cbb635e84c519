"""Les rôles de l'examen : ce que chacun couvre, qui il peut nommer, et s'il lui faut un second facteur."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models

D_UN_AN = 366


class Nature(models.TextChoices):
    """Ce que couvre un rôle : tout, ou un périmètre de cette nature."""

    NATIONAL = "national", "Tout le territoire"
    REGROUPEMENT = "regroupement", "Regroupement d'académies"
    ACADEMIE = "academie", "Académie"
    CENTRE = "centre", "Centre d'examen"
    ETABLISSEMENT = "etablissement", "Établissement"
    COMMISSION = "commission", "Commission d'évaluation"
    LOT = "lot", "Lot de copies"
    JURY = "jury", "Jury"
    CANDIDATURE = "candidature", "Candidature"


# Ceux-là sont tenus par les étapes de l'examen : ils se désignent par leur code, « commission:12 ».
OBJETS = frozenset({Nature.COMMISSION, Nature.LOT, Nature.JURY, Nature.CANDIDATURE})


class Role(models.TextChoices):
    """Ce que l'on fait dans l'examen."""

    NATIONAL = "national", "Administration nationale"
    PILOTE_ORGANISATION = "pilote_organisation", "Académie pilote de l'organisation"
    PILOTE_SUJETS = "pilote_sujets", "Académie pilote des sujets"
    RATTACHEMENT = "rattachement", "Académie de rattachement"
    VICE_RECTORAT = "vice_rectorat", "Vice-rectorat"
    CENTRE = "centre", "Centre d'examen"
    DIRECTION = "direction", "Direction d'établissement"
    DDFPT = "ddfpt", "Direction déléguée aux formations (DDFPT)"
    ENSEIGNANT = "enseignant", "Enseignant"
    MEMBRE_ENSEIGNANT = "membre_enseignant", "Membre de commission, enseignant"
    MEMBRE_PROFESSIONNEL = "membre_professionnel", "Membre de commission, professionnel"
    CORRECTEUR = "correcteur", "Correcteur"
    PRESIDENT_DE_JURY = "president_de_jury", "Présidence de jury"
    MEMBRE_DE_JURY = "membre_de_jury", "Membre de jury"
    CANDIDAT = "candidat", "Candidat"
    INSPECTEUR = "inspecteur", "Inspection"
    AUDITEUR = "auditeur", "Audit"
    DELEGUE = "delegue", "Délégué à la protection des données"


@dataclass(frozen=True, slots=True)
class Definition:
    """Ce qu'un rôle couvre, les rôles qu'il peut nommer, et s'il exige un second facteur."""

    natures: frozenset[Nature]
    nomme: frozenset[Role] = frozenset()
    second_facteur: bool = True


def _role(*natures: Nature, nomme: tuple[Role, ...] = (), second_facteur: bool = True) -> Definition:
    return Definition(frozenset(natures), frozenset(nomme), second_facteur)


ACTEURS = (
    Role.CENTRE, Role.DIRECTION, Role.DDFPT, Role.ENSEIGNANT, Role.MEMBRE_ENSEIGNANT, Role.MEMBRE_PROFESSIONNEL,
    Role.CORRECTEUR, Role.PRESIDENT_DE_JURY, Role.MEMBRE_DE_JURY, Role.CANDIDAT,
)  # fmt: skip

# Le second facteur est exigé de qui écrit une note, une décision ou un droit. L'inspection, l'audit et la
# protection des données ne font que lire, mais lisent tout : il leur est demandé aussi.
DEFINITIONS: Mapping[Role, Definition] = {
    Role.NATIONAL: _role(Nature.NATIONAL, nomme=tuple(Role)),
    Role.PILOTE_ORGANISATION: _role(
        Nature.REGROUPEMENT,
        nomme=(Role.PILOTE_ORGANISATION, Role.PILOTE_SUJETS, Role.RATTACHEMENT, Role.VICE_RECTORAT, *ACTEURS),
    ),
    Role.PILOTE_SUJETS: _role(Nature.REGROUPEMENT, nomme=(Role.PILOTE_SUJETS,)),
    Role.RATTACHEMENT: _role(Nature.ACADEMIE, nomme=(Role.RATTACHEMENT, *ACTEURS)),
    Role.VICE_RECTORAT: _role(Nature.ACADEMIE, nomme=(Role.VICE_RECTORAT, *ACTEURS)),
    Role.CENTRE: _role(Nature.CENTRE, nomme=(Role.CENTRE,)),
    # Un candidat se nomme depuis sa candidature, qui dit son établissement ; jamais sur un numéro saisi.
    Role.DIRECTION: _role(Nature.ETABLISSEMENT, nomme=(Role.DDFPT, Role.ENSEIGNANT, Role.CANDIDAT)),
    Role.DDFPT: _role(Nature.ETABLISSEMENT, nomme=(Role.ENSEIGNANT, Role.CANDIDAT)),
    Role.ENSEIGNANT: _role(Nature.ETABLISSEMENT),
    Role.MEMBRE_ENSEIGNANT: _role(Nature.COMMISSION),
    Role.MEMBRE_PROFESSIONNEL: _role(Nature.COMMISSION),
    Role.CORRECTEUR: _role(Nature.LOT),
    Role.PRESIDENT_DE_JURY: _role(Nature.JURY),
    Role.MEMBRE_DE_JURY: _role(Nature.JURY),
    Role.CANDIDAT: _role(Nature.CANDIDATURE, second_facteur=False),
    Role.INSPECTEUR: _role(Nature.NATIONAL, Nature.ACADEMIE),
    Role.AUDITEUR: _role(Nature.NATIONAL, Nature.ACADEMIE),
    Role.DELEGUE: _role(Nature.NATIONAL, Nature.ACADEMIE),
}
