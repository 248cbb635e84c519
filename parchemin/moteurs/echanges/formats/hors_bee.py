"""Cyclades, import « hors BEE » : le fichier qu'un établissement sans SIECLE envoie, versions 2.1 et 2.3.

Les colonnes viennent de fichiers réels, pour le baccalauréat général ; celles du BTS restent à confirmer.
"""

import re
from collections.abc import Mapping

from parchemin.moteurs.echanges.formats.accords import commune_ou_lieu, demeler
from parchemin.moteurs.echanges.formats.colonnes import Colonne, Format
from parchemin.moteurs.echanges.modele import Champ
from parchemin.moteurs.echanges.valeurs import contacts, dates, identifiants, identite, lieux, scolarite
from parchemin.moteurs.echanges.valeurs.lue import simplifier, texte_court

_NOM = re.compile(r"_(\d\.\d)_(20\d\d)_\d{12}(?:\.[A-Za-z]+)?$", re.ASCII)
_PROPRES_A_2_1 = {
    simplifier(titre) for titre in ("adresse_2", "telephone_mobile", "zone_geo_souhaitee", "dnl")
}
_ADRESSE = texte_court(300)

_DEBUT = ("civilite", "nom_famille", "prenoms", "ine", "pays_naissance", "date_naissance", "depCOM_naissance",
          "commune_naissance", "nationalite", "pays", "adresse_1")  # fmt: skip
_FIN = ("adresse_mail", "categ_socio_pro", "etablissement", "division_classe", "serie", "enseignement", "categorie",
        "langue_section_inter", "langue_section_euro", "specialite1", "specialite2", "specialite3", "LVA",
        "LVB")  # fmt: skip
VERSIONS: Mapping[str, tuple[str, ...]] = {
    "2.1": (*_DEBUT, "adresse_2", "adresse_3", "adresse_4", "code_postal", "localite", "telephone",
            "telephone_mobile", *_FIN, "zone_geo_souhaitee", "dnl"),
    "2.3": (*_DEBUT, "code_postal", "localite", "telephone", *_FIN),
}  # fmt: skip
"""Titres de chaque version, dans l'ordre du fichier."""


def _version(titres: frozenset[str]) -> str:
    return "2.1" if titres & _PROPRES_A_2_1 else "2.3"


def lire_nom(nom: str) -> tuple[str, str]:
    """Rend la version et la session que dit `<nom>_<version>_<session>_<jjmmaaaaHHMM>.csv`."""
    trouve = _NOM.search(nom)
    return (trouve[1], trouve[2]) if trouve else ("", "")


HORS_BEE = Format(
    code="hors_bee",
    libelle="Cyclades, import « hors BEE » 2.1 ou 2.3 (CSV)",
    colonnes=(
        Colonne("civilite", Champ.CIVILITE, identite.civilite),
        Colonne("nom_famille", Champ.NOM, identite.nom, obligatoire=True),
        Colonne("prenoms", Champ.PRENOMS, identite.nom, obligatoire=True),
        Colonne("ine", Champ.INE, identifiants.ine),
        Colonne("pays_naissance", Champ.NAISSANCE_PAYS, lieux.pays),
        Colonne("date_naissance", Champ.NE_LE, dates.jour, obligatoire=True),
        Colonne("depCOM_naissance", Champ.NAISSANCE_DEPARTEMENT, lieux.departement),
        Colonne("commune_naissance", Champ.NAISSANCE_COMMUNE, commune_ou_lieu),
        Colonne("nationalite", Champ.NATIONALITE, lieux.pays_ou_nom),
        Colonne("pays", Champ.PAYS, lieux.pays_ou_nom),
        *(Colonne(f"adresse_{rang}", Champ.ADRESSE, _ADRESSE) for rang in range(1, 5)),
        Colonne("code_postal", Champ.CODE_POSTAL, texte_court(12)),
        Colonne("localite", Champ.LOCALITE, texte_court(100)),
        Colonne("telephone", Champ.TELEPHONE, contacts.telephone),
        Colonne("telephone_mobile", Champ.TELEPHONE, contacts.telephone),
        Colonne("adresse_mail", Champ.COURRIEL, contacts.courriel),
        Colonne("categ_socio_pro"),
        Colonne("etablissement", Champ.UAI, identifiants.uai),
        Colonne("division_classe", Champ.DIVISION, texte_court(40)),
        Colonne("serie"),
        Colonne("enseignement", Champ.ENSEIGNEMENTS),
        Colonne("categorie"),
        Colonne("langue_section_inter"),
        Colonne("langue_section_euro"),
        *(Colonne(f"specialite{rang}") for rang in range(1, 4)),
        Colonne("LVA", Champ.LANGUE_OBLIGATOIRE, scolarite.langue),
        Colonne("LVB", Champ.LANGUE_FACULTATIVE, scolarite.langue),
        Colonne("zone_geo_souhaitee"),
        Colonne("dnl"),
    ),
    signature=("nom_famille", "prenoms", "date_naissance", "depCOM_naissance", "commune_naissance", "etablissement"),
    version=_version,
    nom_de_fichier=lire_nom,
    accord=demeler,
)  # fmt: skip
