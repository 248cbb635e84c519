"""Ce que le candidat fait valoir pour ne pas passer une épreuve : une note d'avant, un titre, une validation d'acquis."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from parchemin.droit.dispenses import GenreDeTitre
from parchemin.etapes.inscriptions.models.inscriptions import Inscription

DEMI_POINTS_MAXIMUM = 40


class EtatDemande(models.TextChoices):
    """Ce que devient une demande."""

    DEMANDEE = "demandee", "Demandée"
    ACCORDEE = "accordee", "Accordée"
    REFUSEE = "refusee", "Refusée"
    RETIREE = "retiree", "Retirée"


class Benefice(models.Model):
    """Une note d'une session passée que le candidat demande à conserver (CE, art. D643-15, D643-22 et D643-23).

    `demi_points` : la note, en demi-points ; `unites` : unités de cette session qu'elle donne, séparées par des virgules ;
    `fin` : dernier jour de sa validité.
    """

    inscription = models.ForeignKey(Inscription, on_delete=models.PROTECT, related_name="benefices")
    diplome = models.CharField("diplôme d'origine", max_length=20)
    annee = models.PositiveSmallIntegerField("session d'origine")
    unite = models.CharField("unité d'origine", max_length=10)
    demi_points = models.PositiveSmallIntegerField(
        "note, en demi-points", validators=[MaxValueValidator(DEMI_POINTS_MAXIMUM)]
    )
    obtenue_le = models.DateField("obtenue le")
    renoncee = models.BooleanField("renonciation antérieure", default=False)
    demandee_le = models.DateTimeField("demandée le")
    etat = models.CharField("état", max_length=10, choices=EtatDemande, default=EtatDemande.DEMANDEE)
    unites = models.CharField("unités de cette session", max_length=40, blank=True)
    fin = models.DateField("valable jusqu'au", null=True, blank=True)
    motifs = models.JSONField(default=list, blank=True)
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)

    class Meta:
        ordering = ["annee", "unite"]
        verbose_name = "bénéfice"
        constraints = [
            models.CheckConstraint(
                name="benefice_en_demi_points", condition=Q(demi_points__lte=DEMI_POINTS_MAXIMUM)
            ),
            models.UniqueConstraint(
                name="une_demande_de_benefice_par_note", fields=["inscription", "diplome", "annee", "unite"],
                condition=~Q(etat="retiree"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unite}, session {self.annee}"


class Dispense(models.Model):
    """Une dispense d'unité demandée pour un titre, ou l'acquis d'une validation d'expérience (arrêté du 24 juin 2005)."""

    inscription = models.ForeignKey(Inscription, on_delete=models.PROTECT, related_name="dispenses")
    unite = models.CharField("unité", max_length=10)
    genre = models.CharField(
        "titre",
        max_length=25,
        choices=[(g.value, f"{g.libelle[:1].upper()}{g.libelle[1:]}") for g in GenreDeTitre],
    )
    intitule = models.CharField("intitulé du titre", max_length=160, blank=True)
    niveau = models.PositiveSmallIntegerField(null=True, blank=True)
    enseignements = models.CharField("unités d'enseignement validées", max_length=200, blank=True)
    est_justifiee = models.BooleanField("justificatif produit", default=False)
    demandee_le = models.DateTimeField("demandée le")
    etat = models.CharField("état", max_length=10, choices=EtatDemande, default=EtatDemande.DEMANDEE)
    motifs = models.JSONField(default=list, blank=True)
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)

    class Meta:
        ordering = ["unite"]
        constraints = [
            models.UniqueConstraint(
                name="une_demande_de_dispense_par_unite", fields=["inscription", "unite"],
                condition=Q(etat__in=["demandee", "accordee"]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unite}, {self.get_genre_display()}"
