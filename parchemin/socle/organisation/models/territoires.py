"""Les sessions d'examen et les territoires où elles se tiennent."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from parchemin.socle.organisation.heures import valider_fuseau


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
