"""SIFA, l'enquête des centres de formation d'apprentis : dates jjmmaaaa, diplôme sur huit chiffres."""

from parchemin.moteurs.echanges.formats.accords import commune_ou_lieu, demeler
from parchemin.moteurs.echanges.formats.colonnes import Colonne, Format
from parchemin.moteurs.echanges.modele import Champ
from parchemin.moteurs.echanges.valeurs import contacts, dates, identifiants, identite, scolarite
from parchemin.moteurs.echanges.valeurs.lue import texte_court

# Gardées dans le fichier, jamais dans les champs : l'inscription à l'examen n'en a pas besoin.
_SANS_EMPLOI = (
    "og", "sit_form", "uai_eple", "nat_str_jur", "dur_form_theo", "dur_form_reelle", "an_form", "com_resid",
    "tel_resp1_perso", "tel_resp1_pro", "tel_resp2_perso", "tel_resp2_pro", "mail_resp1", "mail_resp2", "regime_sco",
    "pcs", "handi", "natio", "sit_av_app", "dip_obt", "sit_n_1", "etab_n_1", "type_emp", "type_cfa",
    "date_entree_cfa", "date_deb_cont", "date_rupt_cont", "com_etab", "naf_etab", "nbsal_emp", "siret_emp",
)  # fmt: skip

SIFA = Format(
    code="sifa",
    libelle="SIFA, apprentis d'un CFA (CSV)",
    colonnes=(
        Colonne("ine_rnie", Champ.INE, identifiants.ine, ("ine",)),
        Colonne("numero_uai", Champ.UAI, identifiants.uai),
        Colonne("statut", Champ.VOIE, scolarite.voie),
        Colonne("diplome", Champ.SPECIALITE, scolarite.specialite),
        Colonne("nom", Champ.NOM, identite.nom, obligatoire=True),
        Colonne("nom2", Champ.NOM_USAGE, identite.nom),
        Colonne("prenom1", Champ.PRENOMS, identite.nom, obligatoire=True),
        Colonne("prenom2", Champ.PRENOMS, identite.nom),
        Colonne("prenom3", Champ.PRENOMS, identite.nom),
        Colonne("adresse", Champ.ADRESSE),
        Colonne("cod_post", Champ.CODE_POSTAL, texte_court(12)),
        Colonne("tel_jeune", Champ.TELEPHONE, contacts.telephone),
        Colonne("mail_jeune", Champ.COURRIEL, contacts.courriel),
        Colonne("date_nais", Champ.NE_LE, dates.jour_compact, obligatoire=True),
        Colonne("lieu_nais", Champ.NAISSANCE_COMMUNE, commune_ou_lieu),
        Colonne("sexe", Champ.CIVILITE, identite.civilite),
        *map(Colonne, _SANS_EMPLOI),
    ),
    signature=("numero_uai", "diplome", "nom", "prenom1", "date_nais"),
    accord=demeler,
)
