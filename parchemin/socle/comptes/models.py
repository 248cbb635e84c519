"""Les personnes, ce qu'elles sont habilitées à faire, et les jetons qui leur ouvrent la porte une fois."""

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from parchemin.socle.comptes.roles import OBJETS, Nature, Role
from parchemin.socle.organisation.models import (
    Academie,
    Centre,
    Etablissement,
    Regroupement,
    SessionExamen,
)


class _Personnes(BaseUserManager["Personne"]):
    """Retrouve une personne par son identifiant, sans égard à la casse."""

    def get_by_natural_key(self, username: str | None) -> "Personne":
        """Personne de cet identifiant ; lève `Personne.DoesNotExist` sinon."""
        return self.get(identifiant=(username or "").strip().lower())


class Personne(AbstractBaseUser):
    """Quelqu'un qui a affaire à l'examen ; son identifiant est son adresse électronique, ou celui de sa convocation."""

    identifiant = models.CharField(max_length=150, unique=True)
    nom = models.CharField(max_length=80)
    prenom = models.CharField("prénom", max_length=80, blank=True)
    courriel = models.EmailField("adresse électronique", blank=True)
    # « sub » du fournisseur d'identité : stable, à la différence de l'adresse.
    identite_externe = models.CharField(max_length=255, unique=True, null=True, blank=True)
    creee_le = models.DateTimeField("créée le")
    activee_le = models.DateTimeField("activée le", null=True, blank=True)
    fermee_le = models.DateTimeField("fermée le", null=True, blank=True)

    objects: ClassVar[_Personnes] = _Personnes()

    USERNAME_FIELD = "identifiant"
    REQUIRED_FIELDS = ["nom"]

    class Meta:
        ordering = ["nom", "prenom"]
        constraints = [
            models.CheckConstraint(
                name="identifiant_en_minuscules",
                condition=Q(identifiant=Lower("identifiant")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}".strip()

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # un attribut chez Django, un fait daté ici
        """Vrai tant que le compte n'est pas fermé."""
        return self.fermee_le is None

    @property
    def code(self) -> str:
        """Code sous lequel le journal et les droits la désignent : « personne:12 »."""
        return f"personne:{self.pk}"


class Habilitation(models.Model):
    """Un rôle tenu par une personne, pour un périmètre et une période bornée ; retiré, jamais effacé."""

    personne = models.ForeignKey(Personne, on_delete=models.PROTECT, related_name="habilitations")
    role = models.CharField("rôle", max_length=30, choices=Role)
    nature = models.CharField(max_length=20, choices=Nature)
    session = models.ForeignKey(SessionExamen, on_delete=models.PROTECT, null=True, blank=True)
    regroupement = models.ForeignKey(Regroupement, on_delete=models.PROTECT, null=True, blank=True)
    academie = models.ForeignKey(Academie, on_delete=models.PROTECT, null=True, blank=True)
    etablissement = models.ForeignKey(Etablissement, on_delete=models.PROTECT, null=True, blank=True)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, null=True, blank=True)
    objet = models.CharField(max_length=60, blank=True)
    # Ce qu'elle couvre, écrit « academie:10 », et la session : deux fois le même rôle ne se tient pas.
    perimetre = models.CharField("périmètre", max_length=80)
    debut = models.DateTimeField("début")
    fin = models.DateTimeField()
    accordee_par = models.CharField("accordée par", max_length=60)
    deleguee_de = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="delegations", null=True, blank=True
    )
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        ordering = ["role", "perimetre", "debut"]
        constraints = [
            models.CheckConstraint(name="habilitation_bornee", condition=Q(fin__gt=F("debut"))),
            models.CheckConstraint(name="role_connu", condition=Q(role__in=Role.values)),
            models.UniqueConstraint(
                name="un_role_par_perimetre_et_personne",
                fields=["personne", "role", "perimetre"],
                condition=Q(retiree_le=None),
            ),
            models.CheckConstraint(
                name="perimetre_de_sa_nature",
                condition=(
                    Q(nature=Nature.NATIONAL, regroupement=None, academie=None, etablissement=None, centre=None, objet="")
                    | Q(nature=Nature.REGROUPEMENT, regroupement__isnull=False, etablissement=None, centre=None, objet="")
                    | Q(nature=Nature.ACADEMIE, academie__isnull=False, regroupement=None, etablissement=None, centre=None,
                        objet="")
                    | Q(nature=Nature.ETABLISSEMENT, etablissement__isnull=False, regroupement=None, centre=None, objet="")
                    | Q(nature=Nature.CENTRE, centre__isnull=False, regroupement=None, etablissement=None, objet="")
                    | (Q(nature__in=sorted(OBJETS), academie__isnull=False, regroupement=None) & ~Q(objet=""))
                ),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.libelle_du_perimetre}"

    @property
    def libelle_du_perimetre(self) -> str:
        """Ce que couvre le rôle, en français : « Lyon », « Lycée Ampère (0690026D) »."""
        sur = self.regroupement or self.etablissement or self.centre
        if sur:
            return str(sur)
        if self.objet:
            return f"{self.get_nature_display().lower()} n° {self.objet.partition(':')[2]}, {self.academie}"
        return str(self.academie) if self.academie else "tout le territoire"

    def est_en_vigueur(self, *, le: datetime) -> bool:
        """Vrai entre le début compris et la fin non comprise, tant qu'elle n'est pas retirée."""
        return self.retiree_le is None and self.debut <= le < self.fin


class Jeton(models.Model):
    """Une entrée à usage unique et à durée bornée ; seul le condensé du secret est gardé."""

    class Genre(models.TextChoices):
        """Par où le secret est parvenu à la personne."""

        INVITATION = "invitation", "Invitation par courriel"
        MOT_DE_PASSE = "mot_de_passe", "Nouveau mot de passe"
        PAPIER = "papier", "Code sur papier"

    personne = models.ForeignKey(Personne, on_delete=models.PROTECT, related_name="jetons")
    genre = models.CharField(max_length=20, choices=Genre)
    condense = models.CharField("condensé SHA-256", max_length=64, unique=True)
    cree_le = models.DateTimeField("créé le")
    expire_le = models.DateTimeField("expire le")
    utilise_le = models.DateTimeField("utilisé le", null=True, blank=True)

    class Meta:
        ordering = ["-cree_le"]
        constraints = [
            models.CheckConstraint(name="jeton_borne", condition=Q(expire_le__gt=F("cree_le"))),
        ]

    def __str__(self) -> str:
        return f"{self.get_genre_display()}, {self.personne}"
