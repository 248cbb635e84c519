"""Les académies qui s'organisent ensemble (circulaire, § 1.3)."""

from django.db import models
from django.db.models import F, Q

from parchemin.socle.organisation.models.territoires import Academie, SessionExamen
from parchemin.socle.organisation.mots import de


class Regroupement(models.Model):
    """Un regroupement interacadémique d'une session : une académie pilote, et celles qui lui sont rattachées.

    Une académie autonome est un regroupement d'une seule académie (circulaire, § 1.1).
    """

    session = models.ForeignKey(SessionExamen, on_delete=models.PROTECT, related_name="regroupements")
    code = models.SlugField(max_length=20)
    pilote = models.ForeignKey(Academie, on_delete=models.PROTECT, related_name="regroupements_pilotes")
    pilote_sujets = models.ForeignKey(
        Academie, on_delete=models.PROTECT, related_name="regroupements_sujets", null=True, blank=True
    )

    class Meta:
        ordering = ["session", "pilote__nom"]
        constraints = [
            models.UniqueConstraint(name="un_regroupement_par_code", fields=["session", "code"]),
            models.UniqueConstraint(name="un_regroupement_par_pilote", fields=["session", "pilote"]),
        ]

    def __str__(self) -> str:
        return f"Regroupement {de(self.pilote.nom)}, {self.session}"


class Rattachement(models.Model):
    """L'appartenance d'une académie à un regroupement, pilote comprise ; terminée, jamais effacée."""

    regroupement = models.ForeignKey(Regroupement, on_delete=models.PROTECT, related_name="rattachements")
    session = models.ForeignKey(SessionExamen, on_delete=models.PROTECT, related_name="rattachements")
    academie = models.ForeignKey(Academie, on_delete=models.PROTECT, related_name="rattachements")
    depuis = models.DateTimeField()
    jusque = models.DateTimeField("jusqu'à", null=True, blank=True)
    motif = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["academie__nom", "depuis"]
        constraints = [
            models.UniqueConstraint(
                name="une_academie_dans_un_regroupement_par_session",
                fields=["session", "academie"],
                condition=Q(jusque=None),
            ),
            models.CheckConstraint(
                name="rattachement_qui_finit_apres_son_debut",
                condition=Q(jusque=None) | Q(jusque__gt=F("depuis")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.academie} dans {self.regroupement}"
