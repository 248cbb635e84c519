"""Pix, le CSV des établissements sans SIECLE : une étoile marque les colonnes obligatoires."""

from parchemin.moteurs.echanges.formats.accords import naissance
from parchemin.moteurs.echanges.formats.colonnes import Colonne, Format
from parchemin.moteurs.echanges.modele import Champ
from parchemin.moteurs.echanges.valeurs import dates, identifiants, identite, lieux, scolarite
from parchemin.moteurs.echanges.valeurs.lue import simplifier, texte_court


def _version(titres: frozenset[str]) -> str:
    return "avec sexe" if simplifier("Code sexe*") in titres else "sans sexe"


PIX = Format(
    code="pix",
    libelle="Pix, élèves ou apprentis (CSV)",
    colonnes=(
        Colonne("Identifiant unique*", Champ.INE, identifiants.ine),
        Colonne("Premier prénom*", Champ.PRENOMS, identite.nom, obligatoire=True),
        Colonne("Deuxième prénom", Champ.PRENOMS, identite.nom),
        Colonne("Troisième prénom", Champ.PRENOMS, identite.nom),
        Colonne("Nom de famille*", Champ.NOM, identite.nom, obligatoire=True),
        Colonne("Nom d'usage", Champ.NOM_USAGE, identite.nom),
        Colonne("Code sexe*", Champ.CIVILITE, identite.civilite),
        Colonne("Date de naissance (jj/mm/aaaa)*", Champ.NE_LE, dates.jour, obligatoire=True),
        Colonne("Code commune naissance**", Champ.NAISSANCE_COMMUNE, lieux.commune),
        Colonne("Libellé commune naissance**", Champ.NAISSANCE_LIEU, texte_court(100)),
        Colonne("Code département naissance*", Champ.NAISSANCE_DEPARTEMENT, lieux.departement),
        Colonne("Code pays naissance*", Champ.NAISSANCE_PAYS, lieux.pays),
        Colonne("Statut*", Champ.VOIE, scolarite.voie),
        Colonne("Code MEF*", Champ.MEF, scolarite.mef),
        Colonne("Division*", Champ.DIVISION, texte_court(40)),
    ),
    signature=(
        "Identifiant unique*",
        "Premier prénom*",
        "Nom de famille*",
        "Date de naissance (jj/mm/aaaa)*",
    ),
    version=_version,
    accord=naissance,
)
