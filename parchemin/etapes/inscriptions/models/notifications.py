"""Ce qui a été remis à un candidat, ce qu'il en a ouvert ; et les recherches que chacun garde."""

from django.db import models
from django.db.models import Q

from parchemin.etapes.inscriptions.models.inscriptions import Inscription
from parchemin.socle.comptes.models import Personne


class Notification(models.Model):
    """Un document ou une décision à lire : quand il a été remis, ouvert, accusé, relancé."""

    class Genre(models.TextChoices):
        """Ce qui est remis."""

        CONFIRMATION = "confirmation", "Confirmation d'inscription à signer"
        PIECE = "piece", "Pièce demandée"
        RECEVABILITE = "recevabilite", "Décision sur la candidature"
        AMENAGEMENT = "amenagement", "Décision d'aménagement"
        TITRE = "titre", "Décision de bénéfice ou de dispense"
        MODIFICATION = "modification", "Modification de la candidature"

    inscription = models.ForeignKey(Inscription, on_delete=models.PROTECT, related_name="notifications")
    genre = models.CharField(max_length=14, choices=Genre)
    objet = models.CharField(max_length=200)
    # Ce qu'une décision dit en entier : ses raisons, ses recours ; vide quand l'objet suffit.
    corps = models.TextField(blank=True)
    remise_le = models.DateTimeField("remise le")
    pour_le = models.DateField("à lire avant le", null=True, blank=True)
    ouverte_le = models.DateTimeField("ouverte le", null=True, blank=True)
    accusee_le = models.DateTimeField("accusée le", null=True, blank=True)
    relances = models.PositiveSmallIntegerField(default=0)
    relancee_le = models.DateTimeField("relancée le", null=True, blank=True)
    escaladee_le = models.DateTimeField("portée à l'établissement le", null=True, blank=True)
    sans_objet_le = models.DateTimeField("sans objet depuis le", null=True, blank=True)

    class Meta:
        ordering = ["-remise_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="accuse_apres_ouverture", condition=Q(accusee_le=None) | Q(ouverte_le__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["inscription", "remise_le"], name="notification_non_ouverte",
                condition=Q(ouverte_le=None, sans_objet_le=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_genre_display()}, {self.inscription}"

    @property
    def annonce(self) -> str:
        """Ce qui s'en dit hors du service, dans un courriel : jamais qu'un aménagement a été demandé."""
        return DISCRETS.get(self.genre, self.get_genre_display())


# Une demande d'aménagement touche à la santé : un courriel, un papier, un fichier qui sort disent seulement cela.
DISCRETS = {Notification.Genre.AMENAGEMENT.value: "Décision à lire"}


class VueEnregistree(models.Model):
    """Une recherche de candidats qu'une personne garde : son nom, et les filtres de son adresse."""

    personne = models.ForeignKey(Personne, on_delete=models.CASCADE, related_name="vues_enregistrees")
    nom = models.CharField(max_length=60)
    filtres = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["nom"]
        verbose_name = "vue enregistrée"
        constraints = [
            models.UniqueConstraint(name="une_vue_par_nom_et_personne", fields=["personne", "nom"]),
        ]

    def __str__(self) -> str:
        return self.nom
