"""SIECLE, export « BEE » en XML : les balises de chaque élève sont les titres ; les sortants y sont encore."""

from parchemin.moteurs.echanges.formats.accords import naissance
from parchemin.moteurs.echanges.formats.colonnes import Colonne, Format
from parchemin.moteurs.echanges.modele import Champ
from parchemin.moteurs.echanges.valeurs import contacts, dates, identifiants, identite, lieux, scolarite
from parchemin.moteurs.echanges.valeurs.lue import texte_court

BEE = Format(
    code="bee",
    libelle="SIECLE, élèves « BEE » (XML)",
    colonnes=(
        Colonne("INE_RNIE", Champ.INE, identifiants.ine),
        Colonne("ID_NATIONAL", Champ.INE, identifiants.ine),
        Colonne("CODE_SEXE", Champ.CIVILITE, identite.civilite),
        Colonne("NOM_DE_FAMILLE", Champ.NOM, identite.nom, ("NOM",), obligatoire=True),
        Colonne("NOM_USAGE", Champ.NOM_USAGE, identite.nom),
        Colonne("PRENOM", Champ.PRENOMS, identite.nom, obligatoire=True),
        Colonne("PRENOM2", Champ.PRENOMS, identite.nom),
        Colonne("PRENOM3", Champ.PRENOMS, identite.nom),
        Colonne("DATE_NAISS", Champ.NE_LE, dates.jour, obligatoire=True),
        Colonne("CODE_PAYS", Champ.NAISSANCE_PAYS, lieux.pays),
        Colonne("CODE_DEPARTEMENT_NAISS", Champ.NAISSANCE_DEPARTEMENT, lieux.departement),
        Colonne("CODE_COMMUNE_INSEE_NAISS", Champ.NAISSANCE_COMMUNE, lieux.commune),
        Colonne("VILLE_NAISS", Champ.NAISSANCE_LIEU, texte_court(100)),
        Colonne("CODE_MEF", Champ.MEF, scolarite.mef),
        Colonne("CODE_STATUT", Champ.VOIE, scolarite.voie),
        Colonne("DOUBLEMENT", Champ.REDOUBLANT, scolarite.oui_non),
        Colonne("DATE_SORTIE", Champ.SORTIE_LE, dates.jour),
        Colonne("TEL_PORTABLE", Champ.TELEPHONE, contacts.telephone),
        Colonne("TEL_PERSONNEL", Champ.TELEPHONE, contacts.telephone),
        Colonne("MEL", Champ.COURRIEL, contacts.courriel),
        Colonne("CODE_STRUCTURE", Champ.DIVISION, texte_court(40)),
        *(Colonne(titre) for titre in ("ELEVE_ID", "ELENOET", "CODE_REGIME", "DATE_ENTREE")),
    ),
    signature=("NOM_DE_FAMILLE", "PRENOM", "DATE_NAISS", "CODE_PAYS", "CODE_MEF"),
    accord=naissance,
)
