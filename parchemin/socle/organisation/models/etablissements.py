"""Les établissements, ce qu'ils préparent et ce à quoi ils sont habilités."""

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from parchemin.droit.regimes import Voie
from parchemin.socle.organisation.models.territoires import Academie, SessionExamen
from parchemin.socle.organisation.mots import simplifier
from parchemin.socle.organisation.uai import valider_uai

# Au-delà, c'est une faute de frappe.
PLACES_MAXIMUM = 9999
VOIES = [(voie.value, voie.libelle.capitalize()) for voie in Voie]


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
