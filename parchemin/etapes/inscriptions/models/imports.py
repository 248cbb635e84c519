"""Les fichiers de candidats reçus : chaque ligne, ce qu'elle changerait, et ce qui en a été fait."""

from django.db import models
from django.db.models import F, Q

from parchemin.etapes.inscriptions.models.inscriptions import Inscription
from parchemin.socle.organisation.models import Academie, Etablissement, SessionExamen


class FichierRecu(models.Model):
    """Un fichier de candidats lu à blanc, puis appliqué par paquets, et que l'on peut défaire pendant un jour."""

    class Etat(models.TextChoices):
        """Ce qu'on a fait du fichier."""

        LU = "lu", "Lu à blanc, rien d'écrit"
        EN_COURS = "en_cours", "Application en cours"
        APPLIQUE = "applique", "Appliqué"
        DEFAIT = "defait", "Défait"
        ABANDONNE = "abandonne", "Abandonné"

    session = models.ForeignKey(SessionExamen, on_delete=models.PROTECT, related_name="fichiers_recus")
    academie = models.ForeignKey(Academie, on_delete=models.PROTECT, null=True, blank=True)
    etablissement = models.ForeignKey(Etablissement, on_delete=models.PROTECT, null=True, blank=True)
    nom = models.CharField("fichier", max_length=200)
    format = models.CharField(max_length=40)
    condense = models.CharField("condensé SHA-256", max_length=64)
    octets = models.BinaryField(editable=False)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.LU)
    lu_le = models.DateTimeField()
    lu_par = models.CharField(max_length=60)
    # Le demandeur, tel que le journal l'inscrira ligne à ligne, même si l'application se fait plus tard.
    auteur = models.JSONField(default=dict)
    # Les options de la lecture, ses remarques d'ensemble, et jusqu'où le fichier est défait.
    lecture = models.JSONField(default=dict)
    applique_le = models.DateTimeField("appliqué le", null=True, blank=True)
    defait_le = models.DateTimeField("défait le", null=True, blank=True)

    class Meta:
        ordering = ["-lu_le", "-pk"]
        verbose_name = "fichier de candidats reçu"
        constraints = [
            models.CheckConstraint(
                name="fichier_defait_apres_avoir_ete_applique",
                condition=Q(defait_le=None) | Q(applique_le__isnull=False, defait_le__gte=F("applique_le")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nom} ({self.get_etat_display()})"


class LigneRecue(models.Model):
    """Une ligne d'un fichier reçu : ce qu'elle dit, ce qu'elle changerait, et ce qui en a été fait."""

    class Genre(models.TextChoices):
        """Ce que la ligne ferait de la base."""

        AJOUT = "ajout", "Nouvelle candidature"
        CHANGEMENT = "changement", "Candidature changée"
        INCHANGEE = "inchangee", "Rien ne change"
        CONFLIT = "conflit", "À trancher"
        REFUSEE = "refusee", "Refusée"
        ECARTEE = "ecartee", "Laissée de côté"

    class Etat(models.TextChoices):
        """Ce qui a été fait de la ligne."""

        A_FAIRE = "a_faire", "À faire"
        FAITE = "faite", "Faite"
        REFUSEE = "refusee", "Refusée à l'application"
        DEFAITE = "defaite", "Défaite"

    fichier = models.ForeignKey(FichierRecu, on_delete=models.PROTECT, related_name="lignes")
    numero = models.PositiveIntegerField("ligne")
    genre = models.CharField(max_length=10, choices=Genre)
    etat = models.CharField("état", max_length=8, choices=Etat, default=Etat.A_FAIRE)
    valeurs = models.JSONField(default=dict)
    avant = models.JSONField(null=True, blank=True)
    apres = models.JSONField(default=dict)
    diagnostics = models.JSONField(default=list)
    # Candidats qui pourraient être la même personne ; un humain choisit.
    homonymes = models.JSONField(default=list)
    choix = models.CharField(max_length=20, blank=True)
    inscription = models.ForeignKey(Inscription, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ["fichier", "numero"]
        verbose_name = "ligne d'un fichier reçu"
        constraints = [
            models.UniqueConstraint(name="une_ligne_par_numero", fields=["fichier", "numero"]),
        ]
        indexes = [models.Index(fields=["fichier", "etat", "numero"], name="ligne_recue_a_faire")]

    def __str__(self) -> str:
        return f"ligne {self.numero} de {self.fichier}"
