"""Les aménagements : la demande, l'avis, la décision, sa notification ; des mesures, jamais leur raison médicale."""

from django.db import models
from django.db.models import F, Q

from parchemin.etapes.inscriptions.models.inscriptions import Inscription


class DemandeAmenagement(models.Model):
    """Une demande d'aménagement d'épreuves (CE, art. D613-26 et suivants).

    De l'avis, seul le jour où il a été rendu est gardé ; de la décision, ses mesures et sa référence.
    """

    class Etat(models.TextChoices):
        """Où en est la demande."""

        DEMANDEE = "demandee", "Demandée, avis attendu"
        AVIS_RENDU = "avis_rendu", "Avis rendu, à décider"
        ACCORDEE = "accordee", "Accordée"
        REFUSEE = "refusee", "Refusée"
        RETIREE = "retiree", "Retirée"

    inscription = models.ForeignKey(Inscription, on_delete=models.PROTECT, related_name="amenagements")
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.DEMANDEE)
    demandee_le = models.DateTimeField("demandée le")
    avis_le = models.DateField("avis rendu le", null=True, blank=True)
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)
    reference = models.CharField("référence de la décision", max_length=120, blank=True)
    remplacee_le = models.DateTimeField("remplacée le", null=True, blank=True)

    class Meta:
        ordering = ["-demandee_le"]
        verbose_name = "demande d'aménagement"
        constraints = [
            models.UniqueConstraint(
                name="une_demande_d_amenagement_en_vigueur", fields=["inscription"],
                condition=Q(remplacee_le=None) & ~Q(etat="retiree"),
            ),
            models.CheckConstraint(
                name="amenagement_decide_et_date",
                condition=~Q(etat__in=["accordee", "refusee"]) | (Q(decidee_le__isnull=False) & ~Q(reference="")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"aménagement de {self.inscription} ({self.get_etat_display()})"


class MesureAccordee(models.Model):
    """Une mesure d'une décision d'aménagement ; `numerateur / denominateur` : part de la durée, pour un temps majoré."""

    class Genre(models.TextChoices):
        """Ce que la décision accorde."""

        TEMPS_MAJORE = "temps_majore", "Temps majoré"
        SALLE_A_PART = "salle_a_part", "Salle à part"
        SECRETAIRE = "secretaire", "Secrétaire lecteur ou scripteur"
        SUJET_ADAPTE = "sujet_adapte", "Sujet adapté"
        MATERIEL = "materiel", "Matériel ou logiciel"
        PAUSES = "pauses", "Pauses, sorties"
        ACCES = "acces", "Accessibilité des locaux"
        ADAPTATION = "adaptation", "Adaptation d'épreuve prévue par le règlement"
        ETALEMENT = "etalement", "Étalement sur plusieurs sessions"
        CONSERVATION = "conservation", "Conservation de notes pendant cinq ans"

    class Champ(models.TextChoices):
        """Épreuves que la mesure vise."""

        TOUTES = "toutes", "Toutes les épreuves"
        ECRITS = "ecrits", "Épreuves écrites"
        ORAUX = "oraux", "Épreuves orales, préparation comprise"

    demande = models.ForeignKey(DemandeAmenagement, on_delete=models.PROTECT, related_name="mesures")
    genre = models.CharField("mesure", max_length=15, choices=Genre)
    champ = models.CharField("épreuves", max_length=8, choices=Champ, default=Champ.TOUTES)
    precision = models.CharField("précision pratique", max_length=120, blank=True)
    numerateur = models.PositiveSmallIntegerField(default=0)
    denominateur = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["genre", "champ"]
        verbose_name = "mesure accordée"
        constraints = [
            models.CheckConstraint(name="part_de_temps_lisible", condition=Q(denominateur__gte=1)),
            models.CheckConstraint(
                name="part_de_temps_au_plus_double", condition=Q(numerateur__lte=F("denominateur"))
            ),
            models.UniqueConstraint(name="une_mesure_par_champ", fields=["demande", "genre", "champ"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_genre_display()}, {self.get_champ_display().lower()}"
