"""Les personnes qui se présentent : leur état civil, leur adresse, ce qu'elles acceptent que l'on publie."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from parchemin.socle.comptes.models import Personne
from parchemin.socle.organisation.mots import simplifier

INE = r"^(\d{9}[A-Z]{2}|\d{10}[A-Z]|\d{4}A\d{5}[A-Z]|[0-9A-HJ-NPR-Z]{10}[A-HJ-NPR-Z])$"


class Candidat(models.Model):
    """Une personne qui se présente à l'examen ; la même d'une session à l'autre, sous son INE quand elle en a un."""

    class Civilite(models.TextChoices):
        """Civilité portée sur les documents."""

        MADAME = "MME", "Madame"
        MONSIEUR = "M", "Monsieur"

    class Consentement(models.TextChoices):
        """Ce que la personne accepte pour la publication de son résultat ; sans réponse, rien ne se publie."""

        SANS_REPONSE = "", "Sans réponse"
        OUI = "oui", "Accepte la publication"
        NON = "non", "Refuse la publication"

    civilite = models.CharField("civilité", max_length=3, choices=Civilite, blank=True)
    nom = models.CharField("nom de famille", max_length=80)
    nom_usage = models.CharField("nom d'usage", max_length=80, blank=True)
    prenoms = models.CharField("prénoms", max_length=120)
    ne_le = models.DateField("né le")
    naissance_pays = models.CharField("pays de naissance (code INSEE)", max_length=5, blank=True)
    naissance_departement = models.CharField("département de naissance", max_length=3, blank=True)
    naissance_commune = models.CharField("commune de naissance (code INSEE)", max_length=5, blank=True)
    naissance_lieu = models.CharField("lieu de naissance", max_length=80, blank=True)
    nationalite = models.CharField("nationalité (code INSEE)", max_length=5, blank=True)
    # Trois dessins : RNIE, BEA, apprentissage ; le quatrième est celui des universités.
    ine = models.CharField(
        "INE", max_length=11, blank=True, validators=[RegexValidator(INE, "Cet INE n'a pas la bonne forme.")]
    )
    adresse = models.CharField(max_length=300, blank=True)
    code_postal = models.CharField("code postal", max_length=10, blank=True)
    localite = models.CharField("localité", max_length=80, blank=True)
    pays = models.CharField(max_length=60, blank=True)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    courriel = models.EmailField("adresse électronique", blank=True)
    publication = models.CharField(
        "publication du résultat", max_length=3, choices=Consentement, blank=True, default=""
    )
    compte = models.OneToOneField(
        Personne, on_delete=models.PROTECT, related_name="candidat", null=True, blank=True
    )
    # Nom, nom d'usage et prénoms sans accents ni majuscules : ce que lit la recherche, la même sur toutes les bases.
    recherche = models.CharField(max_length=300, editable=False, default="", db_index=True)

    class Meta:
        ordering = ["recherche", "pk"]
        constraints = [
            models.UniqueConstraint(name="un_candidat_par_ine", fields=["ine"], condition=~Q(ine="")),
        ]
        indexes = [models.Index(fields=["ne_le"], name="candidat_par_naissance")]

    def __str__(self) -> str:
        return f"{self.nom} {self.prenoms}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Enregistre, et tient à jour ce que lit la recherche."""
        self.preparer()
        super().save(*args, **kwargs)

    def preparer(self) -> None:
        """Met à jour ce que lit la recherche ; à appeler avant un enregistrement groupé."""
        self.recherche = simplifier(f"{self.nom} {self.nom_usage} {self.prenoms}")[:300]
