"""Ce que l'examen occupe : sessions et phases, académies et regroupements, établissements, centres et salles."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from parchemin.droit.regimes import Voie
from parchemin.socle.organisation.heures import valider_fuseau
from parchemin.socle.organisation.mots import de, simplifier
from parchemin.socle.organisation.uai import valider_uai

# Au-delà, c'est une faute de frappe.
PLACES_MAXIMUM = 9999
VOIES = [(voie.value, voie.libelle.capitalize()) for voie in Voie]


class Phase(models.TextChoices):
    """Où en est une session ; l'ordre des valeurs est celui du temps."""

    PREPARATION = "preparation", "Préparation"
    INSCRIPTIONS = "inscriptions", "Inscriptions"
    EPREUVES = "epreuves", "Épreuves"
    DELIBERATION = "deliberation", "Délibération"
    PUBLIEE = "publiee", "Résultats publiés"
    CLOSE = "close", "Close"


class SessionExamen(models.Model):
    """Une session d'un diplôme : ce qui borne les inscriptions, les droits et les décisions."""

    diplome = models.CharField("diplôme", max_length=20)
    annee = models.PositiveSmallIntegerField(
        "année", validators=[MinValueValidator(2020), MaxValueValidator(2100)]
    )
    phase = models.CharField(max_length=20, choices=Phase, default=Phase.PREPARATION)
    ouverte_le = models.DateTimeField("ouverte le")

    class Meta:
        ordering = ["-annee", "diplome"]
        constraints = [
            models.UniqueConstraint(name="une_session_par_diplome_et_annee", fields=["diplome", "annee"]),
            models.CheckConstraint(name="phase_de_session_connue", condition=Q(phase__in=Phase.values)),
        ]

    def __str__(self) -> str:
        return f"{self.diplome.upper()}, session {self.annee}"

    @property
    def code(self) -> str:
        """Code stable de la session, celui de ses adresses : « ccst-2026 »."""
        return f"{self.diplome}-{self.annee}"


class Academie(models.Model):
    """Une académie, un vice-rectorat, une collectivité ou un service commun, sous son code national."""

    class Nature(models.TextChoices):
        """Qui exerce les compétences du recteur (arrêté, art. 6)."""

        ACADEMIE = "academie", "Académie"
        VICE_RECTORAT = "vice_rectorat", "Vice-rectorat"
        COLLECTIVITE = "collectivite", "Collectivité"
        SERVICE_COMMUN = "service_commun", "Service commun d'examens"

    code = models.CharField(max_length=2, primary_key=True)
    nom = models.CharField(max_length=60, unique=True)
    nature = models.CharField(max_length=20, choices=Nature, default=Nature.ACADEMIE)
    fuseau = models.CharField("fuseau horaire", max_length=40, validators=[valider_fuseau])
    region = models.CharField("région", max_length=60, blank=True)
    remarque = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["nom"]
        verbose_name = "académie"
        constraints = [
            models.CheckConstraint(
                name="code_d_academie_a_deux_chiffres", condition=Q(code__regex=r"^\d{2}$")
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class Departement(models.Model):
    """Un département, sous son code à trois caractères (celui qui ouvre un UAI), et son académie."""

    code = models.CharField(max_length=3, primary_key=True)
    nom = models.CharField(max_length=60)
    # Le plus souvent le code lui-même ; 620 et 720 en Corse, 983 et 984 dans le Pacifique.
    prefixe_uai = models.CharField("début des UAI", max_length=3, unique=True)
    academie = models.ForeignKey(Academie, on_delete=models.PROTECT, related_name="departements")

    class Meta:
        ordering = ["code"]
        verbose_name = "département"

    def __str__(self) -> str:
        return f"{self.nom} ({self.code})"


class Regroupement(models.Model):
    """Un regroupement interacadémique d'une session : une académie pilote, et celles qui lui sont rattachées.

    Une académie autonome est un regroupement d'une seule académie (circulaire, § 1.1).
    """

    session = models.ForeignKey(SessionExamen, on_delete=models.PROTECT, related_name="regroupements")
    code = models.SlugField(max_length=20)
    pilote = models.ForeignKey(Academie, on_delete=models.PROTECT, related_name="regroupements_pilotes")
    pilote_sujets = models.ForeignKey(
        Academie, on_delete=models.PROTECT, related_name="regroupements_sujets", null=True, blank=True
    )

    class Meta:
        ordering = ["session", "pilote__nom"]
        constraints = [
            models.UniqueConstraint(name="un_regroupement_par_code", fields=["session", "code"]),
            models.UniqueConstraint(name="un_regroupement_par_pilote", fields=["session", "pilote"]),
        ]

    def __str__(self) -> str:
        return f"Regroupement {de(self.pilote.nom)}, {self.session}"


class Rattachement(models.Model):
    """L'appartenance d'une académie à un regroupement, pilote comprise ; terminée, jamais effacée."""

    regroupement = models.ForeignKey(Regroupement, on_delete=models.PROTECT, related_name="rattachements")
    session = models.ForeignKey(SessionExamen, on_delete=models.PROTECT, related_name="rattachements")
    academie = models.ForeignKey(Academie, on_delete=models.PROTECT, related_name="rattachements")
    depuis = models.DateTimeField()
    jusque = models.DateTimeField("jusqu'à", null=True, blank=True)
    motif = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["academie__nom", "depuis"]
        constraints = [
            models.UniqueConstraint(
                name="une_academie_dans_un_regroupement_par_session",
                fields=["session", "academie"],
                condition=Q(jusque=None),
            ),
            models.CheckConstraint(
                name="rattachement_qui_finit_apres_son_debut",
                condition=Q(jusque=None) | Q(jusque__gt=F("depuis")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.academie} dans {self.regroupement}"


class Etablissement(models.Model):
    """Un établissement, sous son UAI : sept chiffres et une lettre de contrôle."""

    class Secteur(models.TextChoices):
        """Ce qui, avec la voie et l'habilitation, fixe le régime (CE, art. D643-19 à D643-22)."""

        PUBLIC = "public", "Public"
        PRIVE_SOUS_CONTRAT = "prive_sous_contrat", "Privé sous contrat"
        PRIVE_HORS_CONTRAT = "prive_hors_contrat", "Privé hors contrat"
        CONSULAIRE = "consulaire", "Consulaire"
        INCONNU = "inconnu", "À renseigner"

    uai = models.CharField("UAI", max_length=8, primary_key=True, validators=[valider_uai])
    nom = models.CharField(max_length=120)
    secteur = models.CharField(max_length=20, choices=Secteur, default=Secteur.INCONNU)
    nature = models.CharField(max_length=80, blank=True)
    adresse = models.CharField(max_length=200, blank=True)
    code_postal = models.CharField(max_length=5, blank=True)
    commune = models.CharField(max_length=60, blank=True)
    academie = models.ForeignKey(Academie, on_delete=models.PROTECT, related_name="etablissements")
    ferme_le = models.DateField("fermé le", null=True, blank=True)
    # UAI, nom et commune sans accents ni majuscules : ce que lit la recherche, la même sur toutes les bases.
    recherche = models.CharField(max_length=200, editable=False, default="")

    class Meta:
        ordering = ["nom", "uai"]
        verbose_name = "établissement"
        constraints = [
            models.CheckConstraint(
                name="uai_de_sept_chiffres_et_une_lettre", condition=Q(uai__regex=r"^\d{7}[A-Z]$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nom} ({self.uai})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Enregistre, et tient à jour ce que lit la recherche."""
        self.recherche = simplifier(f"{self.uai} {self.nom} {self.commune}")[:200]
        super().save(*args, **kwargs)


class Offre(models.Model):
    """Ce qu'un établissement prépare pour une session : une voie et sa capacité, en places."""

    etablissement = models.ForeignKey(Etablissement, on_delete=models.PROTECT, related_name="offres")
    session = models.ForeignKey(SessionExamen, on_delete=models.PROTECT, related_name="offres")
    voie = models.CharField(max_length=30, choices=VOIES)
    capacite = models.PositiveSmallIntegerField(
        "capacité", null=True, blank=True, validators=[MaxValueValidator(PLACES_MAXIMUM)]
    )
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        ordering = ["etablissement", "voie"]
        constraints = [
            models.UniqueConstraint(
                name="une_offre_par_voie_et_session", fields=["etablissement", "session", "voie"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.etablissement}, {self.get_voie_display()}"


class HabilitationCCF(models.Model):
    """L'habilitation d'un établissement à pratiquer le contrôle en cours de formation, pour une voie et une période."""

    etablissement = models.ForeignKey(
        Etablissement, on_delete=models.PROTECT, related_name="habilitations_ccf"
    )
    diplome = models.CharField("diplôme", max_length=20)
    voie = models.CharField(max_length=30, choices=VOIES)
    debut = models.DateField("début")
    fin = models.DateField()
    etendue = models.BooleanField("CCF étendu", default=False)
    reference = models.CharField("référence de la décision", max_length=120)
    remplacee_le = models.DateTimeField("remplacée le", null=True, blank=True)

    class Meta:
        ordering = ["etablissement", "voie", "-debut"]
        verbose_name = "habilitation CCF"
        constraints = [
            models.CheckConstraint(
                name="habilitation_ccf_de_duree_positive", condition=Q(fin__gt=F("debut"))
            ),
            models.UniqueConstraint(
                name="une_habilitation_ccf_par_debut",
                fields=["etablissement", "diplome", "voie", "debut"],
                condition=Q(remplacee_le=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.etablissement}, {self.get_voie_display()}, du {self.debut} au {self.fin}"


class Centre(models.Model):
    """Un centre d'examen d'une session, dans un établissement ou ailleurs."""

    session = models.ForeignKey(SessionExamen, on_delete=models.PROTECT, related_name="centres")
    code = models.SlugField(max_length=20)
    nom = models.CharField(max_length=120)
    academie = models.ForeignKey(Academie, on_delete=models.PROTECT, related_name="centres")
    etablissement = models.ForeignKey(
        Etablissement, on_delete=models.PROTECT, related_name="centres", null=True, blank=True
    )
    adresse = models.CharField(max_length=200, blank=True)
    # Vide : celui de l'académie. Les Marquises et les Gambier n'ont pas l'heure de Tahiti.
    fuseau = models.CharField("fuseau horaire", max_length=40, blank=True, validators=[valider_fuseau])
    ferme_le = models.DateTimeField("fermé le", null=True, blank=True)

    class Meta:
        ordering = ["nom"]
        constraints = [
            models.UniqueConstraint(name="un_centre_par_code_et_session", fields=["session", "code"]),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def fuseau_local(self) -> str:
        """Fuseau de ses horloges : le sien, à défaut celui de son académie."""
        return self.fuseau or self.academie.fuseau


class Salle(models.Model):
    """Une salle d'un centre : sa capacité en places, et si un fauteuil roulant y accède."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="salles")
    nom = models.CharField(max_length=60)
    capacite = models.PositiveSmallIntegerField(
        "capacité", validators=[MinValueValidator(1), MaxValueValidator(PLACES_MAXIMUM)]
    )
    accessible = models.BooleanField("accessible en fauteuil roulant", default=False)
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        ordering = ["centre", "nom"]
        constraints = [
            models.UniqueConstraint(name="un_nom_de_salle_par_centre", fields=["centre", "nom"]),
            models.CheckConstraint(name="salle_d_une_place_au_moins", condition=Q(capacite__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.nom}, {self.centre}"


class Echeance(models.Model):
    """Une opération de la session et son heure limite, en UTC ; propre à une académie, ou commune à toutes."""

    session = models.ForeignKey(SessionExamen, on_delete=models.PROTECT, related_name="echeances")
    code = models.SlugField(max_length=40)
    libelle = models.CharField("libellé", max_length=160)
    academie = models.ForeignKey(
        Academie, on_delete=models.PROTECT, related_name="echeances", null=True, blank=True
    )
    le = models.DateTimeField("heure limite")
    reference = models.CharField("référence", max_length=160, blank=True)
    remplacee_le = models.DateTimeField("remplacée le", null=True, blank=True)

    class Meta:
        ordering = ["le", "code"]
        verbose_name = "échéance"
        constraints = [
            models.UniqueConstraint(
                name="une_echeance_en_vigueur_par_academie",
                fields=["session", "code", "academie"],
                condition=Q(remplacee_le=None),
            ),
            models.UniqueConstraint(
                name="une_echeance_commune_en_vigueur",
                fields=["session", "code"],
                condition=Q(remplacee_le=None, academie=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.libelle}, {self.le:%d/%m/%Y %H:%M} UTC"


class LotImporte(models.Model):
    """Un fichier lu à blanc : ce qu'il changerait, gardé jusqu'à ce que l'on applique ou que l'on renonce."""

    class Etat(models.TextChoices):
        """Ce qu'on a fait du fichier lu."""

        LU = "lu", "Lu, rien d'appliqué"
        APPLIQUE = "applique", "Appliqué"
        ABANDONNE = "abandonne", "Abandonné"

    genre = models.CharField(max_length=30)
    session = models.ForeignKey(
        SessionExamen, on_delete=models.PROTECT, related_name="lots_importes", null=True, blank=True
    )
    nom_du_fichier = models.CharField(max_length=200)
    condense = models.CharField("condensé SHA-256", max_length=64)
    lignes = models.JSONField()
    etat = models.CharField("état", max_length=20, choices=Etat, default=Etat.LU)
    lu_le = models.DateTimeField()
    lu_par = models.CharField(max_length=60)
    applique_le = models.DateTimeField("appliqué le", null=True, blank=True)

    class Meta:
        ordering = ["-lu_le"]
        verbose_name = "fichier importé"

    def __str__(self) -> str:
        return f"{self.nom_du_fichier} ({self.get_etat_display()})"
