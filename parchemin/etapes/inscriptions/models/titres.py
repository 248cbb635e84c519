"""Ce que le candidat fait valoir pour ne pas passer une épreuve : une note d'avant, un titre, une validation d'acquis."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from parchemin.droit.dispenses import GenreDeTitre
from parchemin.droit.notes import ecrire_note
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


# La note va tout entière avec le bénéfice d'un autre BTS, et avec lui seul.
AVEC_LA_NOTE = (
    Q(
        genre=GenreDeTitre.BENEFICE_AUTRE_BTS.value, note_annee__isnull=False,
        note_demi_points__lte=DEMI_POINTS_MAXIMUM, note_demi_points__isnull=False,
        note_obtenue_le__isnull=False, fin__isnull=False,
    )
    & ~Q(note_diplome="") & ~Q(note_unite="")
)  # fmt: skip
SANS_NOTE = ~Q(genre=GenreDeTitre.BENEFICE_AUTRE_BTS.value) & Q(
    note_diplome="", note_annee=None, note_unite="", note_demi_points=None, note_obtenue_le=None, fin=None
)


class Dispense(models.Model):
    """Une dispense d'unité demandée pour un titre, ou l'acquis d'une validation d'expérience (arrêté du 24 juin 2005).

    Demandée par le bénéfice de l'unité d'un autre BTS, elle en porte la note : son origine, sa valeur en demi-points, et
    `fin`, dernier jour où elle vaut. Tout autre titre n'en porte aucune.
    """

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
    note_diplome = models.CharField("BTS d'origine de la note", max_length=160, blank=True)
    note_annee = models.PositiveSmallIntegerField("session d'origine de la note", null=True, blank=True)
    note_unite = models.CharField("unité d'origine de la note", max_length=10, blank=True)
    note_demi_points = models.PositiveSmallIntegerField(
        "note, en demi-points", null=True, blank=True, validators=[MaxValueValidator(DEMI_POINTS_MAXIMUM)]
    )
    note_obtenue_le = models.DateField("note obtenue le", null=True, blank=True)
    fin = models.DateField("valable jusqu'au", null=True, blank=True)
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
            models.CheckConstraint(
                name="note_du_benefice_d_un_autre_bts", condition=AVEC_LA_NOTE | SANS_NOTE,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unite}, {self.get_genre_display()}"

    @property
    def origine(self) -> str:
        """La note d'un autre BTS : « 12,5, U1 de la session 2024, BTS fictif » ; vide pour un autre titre."""
        if self.note_demi_points is None:
            return ""
        note = ecrire_note(self.note_demi_points)
        return f"{note}, {self.note_unite} de la session {self.note_annee}, {self.note_diplome}"
