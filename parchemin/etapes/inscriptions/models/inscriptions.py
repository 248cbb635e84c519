"""La candidature d'une personne à une session, et ce qui la fonde."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from parchemin.droit.formes import Forme
from parchemin.droit.regimes import Regime
from parchemin.etapes.inscriptions.models.candidats import Candidat
from parchemin.socle.organisation.models import VOIES, Academie, Etablissement, SessionExamen

NUMERO = r"^\d{11}$"


class EtatInscription(models.TextChoices):
    """Où en est une candidature ; l'ordre des valeurs est celui du temps."""

    BROUILLON = "brouillon", "En cours de saisie"
    DEPOSEE = "deposee", "Inscrite, à confirmer"
    CONFIRMEE = "confirmee", "Confirmée, à contrôler"
    RECEVABLE = "recevable", "Recevable"
    REJETEE = "rejetee", "Rejetée"
    ANNULEE = "annulee", "Annulée"


EN_VIE = (
    EtatInscription.BROUILLON, EtatInscription.DEPOSEE, EtatInscription.CONFIRMEE, EtatInscription.RECEVABLE,
)  # fmt: skip
SANS_SUITE = (EtatInscription.REJETEE, EtatInscription.ANNULEE)


class Inscription(models.Model):
    """Une candidature : la personne, la session, la voie, et tout ce que le droit demande d'en savoir.

    `unites` et `facultatives` : codes séparés par des virgules, dans l'ordre ; `unites` vide : toutes. `regime`,
    `anomalies` et les deux nombres sont ce que le droit a dit à la dernière écriture : ils servent aux listes, la fiche
    les recalcule et les explique.
    """

    class Confirmation(models.TextChoices):
        """Comment la candidature a été confirmée."""

        EN_LIGNE = "en_ligne", "Validée en ligne"
        PAPIER = "papier", "Signée sur papier"

    class Positionnement(models.TextChoices):
        """Décision de positionnement, qui réduit la durée de formation (CE, art. D643-7 et suivants)."""

        SANS = "", "Sans positionnement"
        DEMANDE = "demande", "Demandé"
        ACCORDE = "accorde", "Accordé"

    candidat = models.ForeignKey(Candidat, on_delete=models.PROTECT, related_name="inscriptions")
    session = models.ForeignKey(SessionExamen, on_delete=models.PROTECT, related_name="inscriptions")
    academie = models.ForeignKey(Academie, on_delete=models.PROTECT, related_name="inscriptions")
    etablissement = models.ForeignKey(
        Etablissement, on_delete=models.PROTECT, related_name="inscriptions", null=True, blank=True
    )
    numero = models.CharField("numéro de candidat", max_length=11, validators=[RegexValidator(NUMERO)])
    etat = models.CharField("état", max_length=12, choices=EtatInscription, default=EtatInscription.DEPOSEE)
    voie = models.CharField(max_length=15, choices=VOIES)
    forme = models.CharField(
        max_length=12, choices=[(f.value, f.libelle.capitalize()) for f in Forme], default=Forme.GLOBALE.value
    )
    division = models.CharField("division de classe", max_length=20, blank=True)
    mef = models.CharField("formation (MEF)", max_length=11, blank=True)
    langue_obligatoire = models.CharField("langue obligatoire", max_length=40, blank=True)
    langue_facultative = models.CharField("langue facultative", max_length=40, blank=True)
    unites = models.CharField("unités présentées", max_length=80, blank=True)
    facultatives = models.CharField("épreuves facultatives", max_length=40, blank=True)
    preparation_suivie = models.BooleanField("préparation suivie", default=False)
    redoublant = models.BooleanField(default=False)
    sportif_haut_niveau = models.BooleanField("sportif de haut niveau", default=False)
    positionnement = models.CharField(max_length=8, choices=Positionnement, blank=True, default="")
    deposee_le = models.DateField("déposée le")
    confirmee_le = models.DateTimeField("confirmée le", null=True, blank=True)
    confirmee_par = models.CharField("confirmation", max_length=8, choices=Confirmation, blank=True)
    decidee_le = models.DateTimeField("recevabilité contrôlée le", null=True, blank=True)
    transferee_le = models.DateTimeField("transférée au pilote le", null=True, blank=True)
    etape = models.PositiveSmallIntegerField("étape de la saisie", default=0)
    regime = models.CharField(
        "régime", max_length=1, blank=True, choices=[(r.value, r.value) for r in Regime]
    )
    anomalies = models.JSONField(default=list, blank=True)
    a_completer = models.PositiveSmallIntegerField("points à compléter", default=0)
    pieces_manquantes = models.PositiveSmallIntegerField("pièces manquantes", default=0)
    # Changée à chaque acte : deux écrans ouverts sur la même candidature s'en aperçoivent.
    version = models.PositiveIntegerField(default=1)
    changee_le = models.DateTimeField("changée le")

    class Meta:
        ordering = ["candidat__recherche", "pk"]
        constraints = [
            models.UniqueConstraint(name="un_numero_de_candidat_par_session", fields=["session", "numero"]),
            models.UniqueConstraint(
                name="une_candidature_en_vie_par_session",
                fields=["candidat", "session"],
                condition=Q(etat__in=EN_VIE),
            ),
            models.CheckConstraint(
                name="numero_de_candidat_a_onze_chiffres", condition=Q(numero__regex=NUMERO)
            ),
            models.CheckConstraint(
                name="etat_d_inscription_connu", condition=Q(etat__in=EtatInscription.values)
            ),
            models.CheckConstraint(
                name="confirmation_datee",
                condition=Q(confirmee_le=None, confirmee_par="")
                | (Q(confirmee_le__isnull=False) & ~Q(confirmee_par="")),
            ),
            models.CheckConstraint(
                name="recevable_apres_confirmation",
                condition=~Q(etat=EtatInscription.RECEVABLE)
                | Q(confirmee_le__isnull=False, decidee_le__isnull=False),
            ),
        ]
        indexes = [
            # Tout ce que compte le tableau de bord : il se lit dans l'index seul.
            models.Index(
                fields=[
                    "session", "academie", "etat", "transferee_le", "pieces_manquantes", "a_completer", "regime",
                ],
                name="inscription_par_academie",
            ),
            models.Index(fields=["session", "etablissement", "etat"], name="inscription_par_lycee"),
            models.Index(fields=["session", "etat"], name="inscription_par_etat"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.candidat}, n° {self.numero}"

    @property
    def code(self) -> str:
        """Code sous lequel le journal et les droits la désignent : « candidature:12 »."""
        return f"candidature:{self.pk}"

    @property
    def est_en_vie(self) -> bool:
        """Vrai tant qu'elle n'est ni rejetée ni annulée."""
        return self.etat not in SANS_SUITE


class Anterieure(models.Model):
    """Une inscription à une session passée, telle que le candidat la déclare (CE, art. D643-14)."""

    inscription = models.ForeignKey(Inscription, on_delete=models.PROTECT, related_name="anterieures")
    annee = models.PositiveSmallIntegerField("session")
    voie = models.CharField(max_length=15, choices=VOIES)
    forme = models.CharField(max_length=12, choices=[(f.value, f.libelle.capitalize()) for f in Forme])
    preparation_achevee = models.BooleanField("préparation menée à son terme", default=True)
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        ordering = ["-annee"]
        verbose_name = "inscription antérieure"
        constraints = [
            models.UniqueConstraint(
                name="une_inscription_anterieure_par_session", fields=["inscription", "annee"],
                condition=Q(retiree_le=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"session {self.annee}, {self.get_voie_display()}"


class Experience(models.Model):
    """Une période d'activité professionnelle, bornes comprises (CE, art. D643-16)."""

    inscription = models.ForeignKey(Inscription, on_delete=models.PROTECT, related_name="experiences")
    debut = models.DateField("début")
    fin = models.DateField()
    emploi = models.CharField(max_length=120)
    employeur = models.CharField(max_length=120, blank=True)
    dans_le_domaine = models.BooleanField("en rapport avec la spécialité", default=True)
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        ordering = ["debut"]
        verbose_name = "expérience professionnelle"
        constraints = [
            models.CheckConstraint(name="experience_qui_finit_apres_son_debut", condition=Q(fin__gte=F("debut"))),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.emploi}, du {self.debut:%d/%m/%Y} au {self.fin:%d/%m/%Y}"


class Numerotation(models.Model):
    """Le dernier numéro de candidat donné dans une académie pour une session."""

    session = models.ForeignKey(SessionExamen, on_delete=models.PROTECT)
    academie = models.ForeignKey(Academie, on_delete=models.PROTECT)
    dernier = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "numérotation des candidats"
        constraints = [
            models.UniqueConstraint(name="une_numerotation_par_academie", fields=["session", "academie"]),
        ]

    def __str__(self) -> str:
        return f"{self.session}, {self.academie} : {self.dernier}"
