"""Les pièces d'un dossier : la liste de chaque académie, ce qui est demandé, ce qui est remis et contrôlé."""

from django.db import models
from django.db.models import Q

from parchemin.etapes.inscriptions.models.inscriptions import Inscription
from parchemin.socle.organisation.models import Academie, SessionExamen


class PieceAcademique(models.Model):
    """Ce qu'une académie change à la liste des pièces : une pièce de plus, ou une pièce qu'elle ne demande pas.

    `voies` et `conditions` : codes séparés par des virgules ; vides : toutes les voies, dans tous les cas.
    """

    session = models.ForeignKey(SessionExamen, on_delete=models.PROTECT, related_name="pieces_academiques")
    academie = models.ForeignKey(Academie, on_delete=models.PROTECT, related_name="pieces_academiques")
    code = models.SlugField(max_length=40)
    libelle = models.CharField("libellé", max_length=200, blank=True)
    voies = models.CharField(max_length=80, blank=True)
    conditions = models.CharField(max_length=160, blank=True)
    est_retiree = models.BooleanField("pièce non demandée", default=False)
    depuis = models.DateTimeField()
    remplacee_le = models.DateTimeField("remplacée le", null=True, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = "pièce d'une académie"
        constraints = [
            models.UniqueConstraint(
                name="une_piece_academique_en_vigueur", fields=["session", "academie", "code"],
                condition=Q(remplacee_le=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code}, {self.academie}"


class PieceDemandee(models.Model):
    """Une pièce réclamée à un candidat, avec sa date limite et ce qui ne va pas."""

    inscription = models.ForeignKey(Inscription, on_delete=models.PROTECT, related_name="pieces_demandees")
    code = models.SlugField("pièce", max_length=40)
    motif = models.CharField(max_length=300, blank=True)
    pour_le = models.DateField("à remettre avant le")
    demandee_le = models.DateTimeField("demandée le")
    close_le = models.DateTimeField("close le", null=True, blank=True)

    class Meta:
        ordering = ["pour_le", "code"]
        verbose_name = "pièce demandée"
        constraints = [
            models.UniqueConstraint(
                name="une_demande_ouverte_par_piece",
                fields=["inscription", "code"],
                condition=Q(close_le=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}, avant le {self.pour_le:%d/%m/%Y}"


class PieceDeposee(models.Model):
    """Une pièce remise : un fichier en ligne, ou un papier que le service a vu ; remplacée, jamais effacée."""

    class Etat(models.TextChoices):
        """Ce que le service a conclu de la pièce."""

        A_CONTROLER = "a_controler", "À contrôler"
        ACCEPTEE = "acceptee", "Acceptée"
        REFUSEE = "refusee", "Refusée"

    inscription = models.ForeignKey(Inscription, on_delete=models.PROTECT, related_name="pieces_deposees")
    code = models.SlugField("pièce", max_length=40)
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.A_CONTROLER)
    nom_du_fichier = models.CharField(max_length=160, blank=True)
    genre = models.CharField("type du fichier", max_length=40, blank=True)
    condense = models.CharField("condensé SHA-256", max_length=64, blank=True)
    taille = models.PositiveIntegerField("octets", default=0)
    deposee_le = models.DateTimeField("déposée le")
    deposee_par = models.CharField("déposée par", max_length=60)
    motif = models.CharField("raison du refus", max_length=300, blank=True)
    controlee_le = models.DateTimeField("contrôlée le", null=True, blank=True)
    remplacee_le = models.DateTimeField("remplacée le", null=True, blank=True)

    class Meta:
        ordering = ["code", "-deposee_le"]
        verbose_name = "pièce déposée"
        constraints = [
            models.UniqueConstraint(
                name="une_piece_deposee_en_vigueur",
                fields=["inscription", "code"],
                condition=Q(remplacee_le=None),
            ),
            models.CheckConstraint(
                name="piece_refusee_avec_sa_raison", condition=~Q(etat="refusee") | ~Q(motif="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.get_etat_display()})"
