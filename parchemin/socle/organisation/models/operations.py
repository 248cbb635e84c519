"""Les échéances d'une session et les fichiers repris."""

from django.db import models
from django.db.models import Q

from parchemin.socle.organisation.models.territoires import Academie, SessionExamen


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
