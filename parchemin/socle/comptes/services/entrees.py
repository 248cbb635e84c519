"""Entrer : les secrets à usage unique, le mot de passe, la trace de chaque entrée."""

from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from parchemin.socle.comptes.courriels import envoyer
from parchemin.socle.comptes.jetons import condenser, normaliser_code, tirer_code_papier, tirer_lien
from parchemin.socle.comptes.models import Jeton, Personne
from parchemin.socle.comptes.queries import jeton_utilisable
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.refus import ActeRefuse

DUREES = {
    Jeton.Genre.INVITATION: timedelta(days=7),
    Jeton.Genre.MOT_DE_PASSE: timedelta(hours=1),
    Jeton.Genre.PAPIER: timedelta(days=60),
}
PAR_LIEN = (Jeton.Genre.INVITATION, Jeton.Genre.MOT_DE_PASSE)
LIEN_MORT = "Ce lien a déjà servi, ou son délai est passé : demandez-en un nouveau."
CODE_MORT = "Ce code n'ouvre rien : vérifiez chaque caractère. S'il a déjà servi, connectez-vous avec votre mot de passe."


def emettre(personne: Personne, genre: Jeton.Genre, *, le: datetime) -> str:
    """Nouveau secret à usage unique ; les précédents du même genre ne valent plus. À appeler dans une transaction."""
    personne.jetons.filter(genre=genre, utilise_le=None).update(utilise_le=le)
    secret = tirer_code_papier() if genre == Jeton.Genre.PAPIER else tirer_lien()
    condense = condenser(normaliser_code(secret) if genre == Jeton.Genre.PAPIER else secret)
    Jeton.objects.create(
        personne=personne, genre=genre, condense=condense, cree_le=le, expire_le=le + DUREES[genre]
    )
    return secret


@transaction.atomic
def demander_un_mot_de_passe(identifiant: str, *, le: datetime, site: str) -> None:
    """Envoie un lien si le compte existe et est actif ; ne dit jamais s'il existe."""
    personne = Personne.objects.filter(identifiant=identifiant.strip().lower(), fermee_le=None).first()
    if personne is None or not personne.courriel:
        return
    secret = emettre(personne, Jeton.Genre.MOT_DE_PASSE, le=le)
    envoyer("mot_de_passe", personne.courriel, secret=secret, site=site)


@transaction.atomic
def ouvrir_par_lien(condense: str, mot_de_passe: str, *, le: datetime) -> Personne:
    """Pose le mot de passe de qui tient ce lien et active le compte ; `ActeRefuse` ou `ValidationError` sinon."""
    return _ouvrir(condense, PAR_LIEN, mot_de_passe, le=le, refus=LIEN_MORT)


@transaction.atomic
def ouvrir_par_code(code: str, mot_de_passe: str, *, le: datetime) -> Personne:
    """Pose le mot de passe de qui tient ce code et active le compte ; `ActeRefuse` ou `ValidationError` sinon."""
    return _ouvrir(
        condenser(normaliser_code(code)), (Jeton.Genre.PAPIER,), mot_de_passe, le=le, refus=CODE_MORT
    )


def _ouvrir(
    condense: str, genres: tuple[Jeton.Genre, ...], mot_de_passe: str, *, le: datetime, refus: str
) -> Personne:
    jeton = jeton_utilisable(condense, genres, le=le)
    if jeton is None:
        raise ActeRefuse(refus)
    personne = jeton.personne
    validate_password(mot_de_passe, personne)
    # Un seul des deux envois simultanés du même lien trouve le jeton encore neuf.
    if not Jeton.objects.filter(pk=jeton.pk, utilise_le=None).update(utilise_le=le):
        raise ActeRefuse(refus)
    acte = "comptes.mot_de_passe" if personne.activee_le else "comptes.activer"
    personne.activee_le = personne.activee_le or le
    personne.set_password(mot_de_passe)
    personne.save(update_fields=["password", "activee_le"])
    tracer_pour_soi(acte, personne, le=le)
    envoyer("securite", personne.courriel, fait="votre mot de passe a été choisi")
    return personne


@transaction.atomic
def changer_mot_de_passe(personne: Personne, mot_de_passe: str, *, le: datetime) -> None:
    """Change le mot de passe ; les autres sessions de la personne se ferment. `ValidationError` s'il est trop faible."""
    validate_password(mot_de_passe, personne)
    personne.set_password(mot_de_passe)
    personne.save(update_fields=["password"])
    tracer_pour_soi("comptes.mot_de_passe", personne, le=le)
    envoyer("securite", personne.courriel, fait="votre mot de passe a été changé")


def tracer_connexion(personne: Personne, *, le: datetime, moyen: str) -> None:
    """Inscrit une entrée réussie ; `moyen` : mot de passe, code, fournisseur d'identité."""
    with transaction.atomic():
        tracer_pour_soi("comptes.connexion", personne, le=le, apres={"moyen": moyen})


def tracer_pour_soi(
    acte: str, personne: Personne, *, le: datetime, apres: dict[str, object] | None = None
) -> None:
    """Inscrit ce qu'une personne fait sur son propre compte, hors de tout rôle. À appeler dans une transaction."""
    soi = Auteur(code=personne.code, nom=str(personne))
    consigner(acte, Fait(objet=personne.code, nom_objet=str(personne), apres=apres), par=soi, le=le)
