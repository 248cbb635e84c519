"""Les tables de la file : un travail suivi par qui l'a demandé, et l'ouvrier qui dit qu'il est là."""

from typing import Final

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from parchemin.socle.journal.models import LONGUEUR


class EtatTravail(models.TextChoices):
    """Où en est un travail."""

    EN_ATTENTE = "en_attente", "En attente"
    EN_COURS = "en_cours", "En cours"
    EN_PAUSE = "en_pause", "En pause"
    FINI = "fini", "Fini"
    ECHOUE = "echoue", "Échoué"
    ARRETE = "arrete", "Arrêté"


COURENT: Final = (EtatTravail.EN_ATTENTE, EtatTravail.EN_COURS)
"""États où une tâche de la file fait ou fera avancer le travail."""
OUVERTS: Final = (*COURENT, EtatTravail.EN_PAUSE)
"""États d'un travail qui n'a pas pris fin : un seul par objet."""


class Travail(models.Model):
    """Un long travail : ce qu'il fait, pour qui, où il en est. Il avance par paquets, chacun dans sa transaction."""

    genre = models.CharField("genre", max_length=LONGUEUR)
    libelle = models.CharField("libellé", max_length=200)
    objet = models.CharField("code de l'objet", max_length=LONGUEUR)
    demandeur = models.CharField("code de l'auteur", max_length=LONGUEUR)
    nom_demandeur = models.CharField("nom de l'auteur", max_length=200, blank=True)
    role = models.CharField("code du rôle", max_length=LONGUEUR, blank=True)
    perimetre = models.CharField("code du périmètre", max_length=LONGUEUR, blank=True)
    etat = models.CharField("état", max_length=20, choices=EtatTravail, default=EtatTravail.EN_ATTENTE)
    fait = models.PositiveIntegerField("fait", default=0)
    total = models.PositiveIntegerField("total", null=True, blank=True)
    message = models.TextField("message", blank=True)
    cree_le = models.DateTimeField("demandé le")
    commence_le = models.DateTimeField("commencé le", null=True, blank=True)
    battu_le = models.DateTimeField("vu avancer le", null=True, blank=True)
    fini_le = models.DateTimeField("fini le", null=True, blank=True)
    tentatives = models.PositiveSmallIntegerField("échecs depuis le dernier paquet", default=0)
    tache = models.UUIDField("tâche de la file qui peut le faire avancer", null=True, blank=True)

    class Meta:
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        ordering = ["-cree_le", "-pk"]
        indexes = [
            Index(fields=["demandeur", "-cree_le"], name="travaux_par_demandeur"),
            Index(fields=["objet", "-cree_le"], name="travaux_par_objet"),
            Index(fields=["etat"], name="travaux_par_etat"),
        ]
        constraints = [
            CheckConstraint(condition=Q(etat__in=EtatTravail.values), name="travail_etat_connu"),
            CheckConstraint(
                condition=Q(total=None) | Q(fait__lte=F("total")), name="travail_pas_plus_fait_que_le_total"
            ),
            UniqueConstraint(
                fields=["genre", "objet"], condition=Q(etat__in=OUVERTS), name="travail_un_seul_par_objet"
            ),
            CheckConstraint(
                condition=Q(etat__in=COURENT, tache__isnull=False)
                | (~Q(etat__in=COURENT) & Q(tache__isnull=True)),
                name="travail_une_tache_s_il_court",
            ),
            CheckConstraint(
                condition=Q(etat__in=OUVERTS, fini_le=None)
                | (~Q(etat__in=OUVERTS) & Q(fini_le__isnull=False)),
                name="travail_date_s_il_a_pris_fin",
            ),
            CheckConstraint(
                condition=~Q(etat=EtatTravail.EN_COURS)
                | Q(commence_le__isnull=False, battu_le__isnull=False),
                name="travail_commence_s_il_est_en_cours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.libelle} ({self.get_etat_display()})"


class Ouvrier(models.Model):
    """Un processus qui exécute la file, et la dernière fois qu'il l'a dit."""

    nom = models.CharField("machine et processus", max_length=64, primary_key=True)
    venu_le = models.DateTimeField("venu le")
    vu_le = models.DateTimeField("vu le")

    class Meta:
        verbose_name = "ouvrier"

    def __str__(self) -> str:
        return self.nom
