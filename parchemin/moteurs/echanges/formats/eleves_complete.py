"""SIECLE, extrait pour tableur « ElevesComplete » : des titres à espaces finaux, des noms de pays, les sortants."""

from parchemin.moteurs.echanges.formats.colonnes import Colonne, Format
from parchemin.moteurs.echanges.modele import Champ
from parchemin.moteurs.echanges.valeurs import contacts, dates, identifiants, identite, lieux, scolarite
from parchemin.moteurs.echanges.valeurs.lue import texte_court

_MATIERES = range(1, 25)
_MOTIF = "Motif Sortie"

ELEVES_COMPLETE = Format(
    code="eleves_complete",
    libelle="SIECLE, extrait « ElevesComplete » (XLSX, ODS ou CSV)",
    colonnes=(
        Colonne("Sexe", Champ.CIVILITE, identite.civilite),
        Colonne("Nom de famille", Champ.NOM, identite.nom, obligatoire=True),
        Colonne("Nom d'usage", Champ.NOM_USAGE, identite.nom),
        Colonne("Prénom", Champ.PRENOMS, identite.nom, ("Prénom 1",), obligatoire=True),
        Colonne("Prénom 2", Champ.PRENOMS, identite.nom),
        Colonne("Prénom 3", Champ.PRENOMS, identite.nom),
        Colonne("Id National", Champ.INE, identifiants.ine, ("INE",)),
        Colonne("Date Naissance", Champ.NE_LE, dates.jour, obligatoire=True),
        Colonne("Pays Naiss.", Champ.NAISSANCE_PAYS, lieux.pays),
        Colonne("Commune Naiss.", Champ.NAISSANCE_LIEU, texte_court(100)),
        Colonne("Ville Naiss. Etrangère", Champ.NAISSANCE_LIEU, texte_court(100)),
        Colonne("Pays Nat.", Champ.NATIONALITE, lieux.pays_ou_nom),
        *(Colonne(f"Ligne Adresse {rang} Repr. Lég. ", Champ.ADRESSE) for rang in range(1, 5)),
        Colonne("Code Postal Repr. Lég. ", Champ.CODE_POSTAL, texte_court(12)),
        Colonne("Lib. Postal Repr. Lég. ", Champ.LOCALITE, texte_court(100)),
        Colonne("Tél. Portable", Champ.TELEPHONE, contacts.telephone),
        Colonne("Tél. Personnel", Champ.TELEPHONE, contacts.telephone),
        Colonne("Email", Champ.COURRIEL, contacts.courriel),
        Colonne("Division", Champ.DIVISION, texte_court(40), ("Code Structure",)),
        Colonne("Code MEF", Champ.MEF, scolarite.mef),
        Colonne("Lib. MEF"),
        Colonne(_MOTIF),
        *(Colonne(f"Lib. Mat. Enseignée {rang}", Champ.ENSEIGNEMENTS) for rang in _MATIERES),
        *(Colonne(f"Clé Gestion Mat. Enseignée {rang}") for rang in _MATIERES),
    ),
    signature=("Nom de famille", "Prénom", "Id National", "Date Naissance", "Lib. MEF"),
    motif_de_sortie=_MOTIF,
)
