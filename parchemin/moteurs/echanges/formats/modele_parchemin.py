"""Notre modèle : un tableau dont chaque colonne se décrit elle-même, et le fichier vierge à remplir."""

import io

from parchemin.moteurs.echanges.formats.accords import naissance
from parchemin.moteurs.echanges.formats.colonnes import Colonne, Format
from parchemin.moteurs.echanges.modele import Champ, FichierEcrit
from parchemin.moteurs.echanges.valeurs import contacts, dates, identifiants, identite, lieux, scolarite
from parchemin.moteurs.echanges.valeurs.lue import texte_court
from parchemin.moteurs.tableurs import ecrire_csv

COMMENTAIRE = "#"
"""Une ligne dont la première cellule commence ainsi n'est pas un candidat."""

DICTIONNAIRE = (
    Colonne("Numéro de candidat", Champ.NUMERO, identifiants.numero,
            ("numero", "N° candidat", "Numéro candidat"), False, "onze chiffres, s'il est connu", "01216557741"),
    Colonne("INE", Champ.INE, identifiants.ine, ("Id national", "Identifiant national", "INE RNIE", "Code INE"),
            False, "onze caractères, la colonne au format Texte", "528777848GG"),
    Colonne("Civilité", Champ.CIVILITE, identite.civilite, ("Sexe", "Code sexe"), False, "M ou MME", "MME"),
    Colonne("Nom de famille", Champ.NOM, identite.nom, ("nom", "nom_famille", "Nom de naissance", "Nom candidat"),
            True, "nom de naissance, en lettres latines", "LABBÉ"),
    Colonne("Nom d'usage", Champ.NOM_USAGE, identite.nom, ("nom_usuel", "Nom usuel"), False, "s'il diffère", "MARTIN"),
    Colonne("Prénoms", Champ.PRENOMS, identite.nom, ("prenom", "Prénom(s)", "Prénom candidat"),
            True, "tous, dans l'ordre de l'état civil", "Alice Marie"),
    Colonne("Date de naissance", Champ.NE_LE, dates.jour, ("ne_le", "Né le", "Née le", "date_naissance", "Date naiss."),
            True, "jj/mm/aaaa", "10/08/2005"),
    Colonne("Pays de naissance", Champ.NAISSANCE_PAYS, lieux.pays, ("naissance_pays", "pays_naissance"),
            False, "code INSEE ou nom ; 100 pour la France", "100"),
    Colonne("Département de naissance", Champ.NAISSANCE_DEPARTEMENT, lieux.departement,
            ("naissance_departement", "departement_naissance"), False, "trois caractères", "033"),
    Colonne("Code de la commune de naissance", Champ.NAISSANCE_COMMUNE, lieux.commune,
            ("naissance_commune", "Code commune naissance"), False, "code INSEE, pas le code postal", "33318"),
    Colonne("Lieu de naissance", Champ.NAISSANCE_LIEU, texte_court(100),
            ("naissance_lieu", "lieu_naissance", "Commune de naissance", "Ville de naissance"), False,
            "nom de la commune, ou de la ville à l'étranger", "Pessac"),
    Colonne("Nationalité", Champ.NATIONALITE, lieux.pays_ou_nom, (), False, "code INSEE ou nom du pays", "100"),
    Colonne("Adresse", Champ.ADRESSE, texte_court(300), ("adresse 1", "Adresse ligne 1"), False,
            "numéro et voie", "12 rue des Lilas"),
    Colonne("Adresse (suite)", Champ.ADRESSE, texte_court(300), ("adresse 2", "Adresse ligne 2", "Complément d'adresse"),
            False, "bâtiment, boîte postale…", "Bâtiment B"),
    Colonne("Code postal", Champ.CODE_POSTAL, texte_court(12), ("cp",), False, "cinq chiffres", "33600"),
    Colonne("Localité", Champ.LOCALITE, texte_court(100), ("ville", "commune"), False, "bureau distributeur", "PESSAC"),
    Colonne("Pays", Champ.PAYS, lieux.pays_ou_nom, ("Pays de résidence",), False, "vide pour la France", "100"),
    Colonne("Téléphone", Champ.TELEPHONE, contacts.telephone, ("tel", "Portable", "Téléphone mobile"), False,
            "dix chiffres", "06 12 34 56 78"),
    Colonne("Courriel", Champ.COURRIEL, contacts.courriel, ("Email", "E-mail", "Mail", "Adresse électronique"), False,
            "une seule adresse", "alice@exemple.fr"),
    Colonne("UAI", Champ.UAI, identifiants.uai, ("Établissement", "RNE", "Code établissement", "UAI de l'établissement"),
            False, "sept chiffres et une lettre", "0750001U"),
    Colonne("Division", Champ.DIVISION, texte_court(40), ("Classe", "Division de classe"), False,
            "classe ou groupe", "CCST2"),
    Colonne("Voie", Champ.VOIE, scolarite.voie, ("Statut",), False,
            "scolaire, apprentissage, fpc, distance ou experience", "scolaire"),
    Colonne("MEF", Champ.MEF, scolarite.mef, ("Code MEF",), False, "dix ou onze chiffres", "3113121622"),
    Colonne("Spécialité", Champ.SPECIALITE, scolarite.specialite, ("Code spécialité", "Diplôme"), False,
            "cinq derniers chiffres du diplôme", "31216"),
    Colonne("Forme", Champ.FORME, scolarite.forme, ("Forme de l'examen",), False, "globale ou progressive", "globale"),
    Colonne("Langue obligatoire", Champ.LANGUE_OBLIGATOIRE, scolarite.langue, ("LV1", "Langue vivante", "LVA"), False,
            "nom de la langue", "anglais"),
    Colonne("Langue facultative", Champ.LANGUE_FACULTATIVE, scolarite.langue, ("LV2", "LVB"), False,
            "nom de la langue", "espagnol"),
    Colonne("Épreuves facultatives", Champ.FACULTATIVES, scolarite.unites, ("facultatives",), False,
            "codes séparés par des virgules", "EF1,EF3"),
    Colonne("Unités", Champ.UNITES, scolarite.unites, ("Unités présentées",), False,
            "forme progressive : codes séparés par des virgules", "U1,U21"),
    Colonne("Redoublant", Champ.REDOUBLANT, scolarite.oui_non, ("Doublement", "Redoublement"), False, "oui ou non", "non"),
    Colonne("Sortie le", Champ.SORTIE_LE, dates.jour, ("Date de sortie",), False, "vide si présent", ""),
    Colonne("État", Champ.ETAT, texte_court(60), (), False, "état de l'inscription", "Inscrit"),
    Colonne("Enseignements", Champ.ENSEIGNEMENTS, texte_court(300), (), False, "libre", ""),
)  # fmt: skip
"""Colonnes de notre modèle, dans l'ordre du fichier vierge, chacune avec ce qu'on y met et un exemple."""

MODELE_PARCHEMIN = Format(
    code="modele",
    libelle="modèle Parchemin (CSV, XLSX ou ODS)",
    colonnes=DICTIONNAIRE,
    signature=("Nom de famille", "Prénoms", "Date de naissance"),
    accord=naissance,
    commentaire=COMMENTAIRE,
    signale_les_inconnues=True,
)


def modele_vierge() -> FichierEcrit:
    """Rend le CSV à remplir : les titres, puis des lignes « # » qui disent ce qu'on attend et que la lecture saute."""
    flux = io.StringIO(newline="")
    exigences = ["obligatoire" if colonne.obligatoire else "facultatif" for colonne in DICTIONNAIRE]
    aides = [exigences, [c.attendu for c in DICTIONNAIRE], [f"exemple : {c.exemple}" for c in DICTIONNAIRE]]
    ecrire_csv(
        flux,
        [colonne.titre for colonne in DICTIONNAIRE],
        ([f"{COMMENTAIRE} {aide[0]}", *aide[1:]] for aide in aides),
    )
    return FichierEcrit("modele_candidats.csv", flux.getvalue().encode("utf-8-sig"))
