"""Les centres d'examen et leurs salles."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from parchemin.socle.organisation.heures import valider_fuseau
from parchemin.socle.organisation.models.etablissements import PLACES_MAXIMUM, Etablissement
from parchemin.socle.organisation.models.territoires import Academie, SessionExamen


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
