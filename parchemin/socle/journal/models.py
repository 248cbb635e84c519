"""Les tables du journal : l'acte, scellé pour toujours ; sa charge, effaçable ; l'effacement, qui en garde trace.

Rien ne s'y modifie : des déclencheurs le refusent (declencheurs.py), et seul `services.consigner` y écrit.
"""

from django.db import models
from django.db.models import CheckConstraint, Index, Q

LONGUEUR = 80
"""Signes d'un code, au plus."""


class Acte(models.Model):
    """Un acte fait et daté : des codes, aucun nom ; son empreinte scelle aussi tous les actes d'avant."""

    numero = models.BigIntegerField("numéro", primary_key=True)
    le = models.DateTimeField("instant (UTC)")
    acte = models.CharField("acte", max_length=LONGUEUR)
    auteur = models.CharField("code de l'auteur", max_length=LONGUEUR)
    role = models.CharField("code du rôle", max_length=LONGUEUR, blank=True)
    perimetre = models.CharField("code du périmètre", max_length=LONGUEUR, blank=True)
    objet = models.CharField("code de l'objet", max_length=LONGUEUR)
    session = models.CharField("session", max_length=LONGUEUR, blank=True)
    empreinte_charge = models.CharField("empreinte de la charge", max_length=64)
    precedente = models.CharField("empreinte précédente", max_length=64, unique=True)
    empreinte = models.CharField("empreinte", max_length=64, unique=True)

    class Meta:
        verbose_name = "acte du journal"
        verbose_name_plural = "actes du journal"
        ordering = ["numero"]
        indexes = [
            Index(fields=["objet", "numero"], name="journal_par_objet"),
            Index(fields=["auteur", "numero"], name="journal_par_auteur"),
            Index(fields=["acte", "numero"], name="journal_par_acte"),
            Index(fields=["perimetre", "numero"], name="journal_par_perimetre"),
            Index(fields=["session", "numero"], name="journal_par_session"),
            Index(fields=["le", "numero"], name="journal_par_instant"),
        ]
        constraints = [CheckConstraint(condition=Q(numero__gte=1), name="journal_numero_positif")]

    def __str__(self) -> str:
        return f"acte {self.numero} ({self.acte})"


class Charge(models.Model):
    """Ce qu'un acte dit de personnes : noms, valeurs avant et après, motif. S'efface à son terme sans rompre la chaîne."""

    acte = models.OneToOneField(Acte, models.PROTECT, primary_key=True, verbose_name="acte")
    sel = models.CharField("sel", max_length=64)
    contenu = models.TextField("contenu canonique")

    class Meta:
        verbose_name = "charge d'un acte"
        verbose_name_plural = "charges des actes"

    def __str__(self) -> str:
        return f"charge de l'acte {self.acte_id}"


class Effacement(models.Model):
    """La charge d'un acte a été effacée, sur l'ordre d'un acte plus récent."""

    acte = models.OneToOneField(Acte, models.PROTECT, primary_key=True, verbose_name="acte")
    ordre = models.ForeignKey(
        Acte, models.PROTECT, related_name="effacements", verbose_name="acte qui l'ordonne"
    )

    class Meta:
        verbose_name = "effacement d'une charge"
        verbose_name_plural = "effacements des charges"

    def __str__(self) -> str:
        return f"charge de l'acte {self.acte_id} effacée par l'acte {self.ordre_id}"
