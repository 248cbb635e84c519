"""Remettre à un candidat ce qu'il doit lire, savoir s'il l'a ouvert, le relancer, prévenir son établissement."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.courriels import envoyer_relance
from parchemin.etapes.inscriptions.models import Inscription, Notification
from parchemin.etapes.inscriptions.plume import (
    ACADEMIQUES,
    D_ETABLISSEMENT,
    SYSTEME,
    Regroupements,
    exiger_le_perimetre,
)
from parchemin.etapes.inscriptions.services.verrous import jour_local
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.refus import ActeRefuse

LONGUEUR_DE_L_OBJET = 200
REMPLACENT = frozenset({Notification.Genre.CONFIRMATION, Notification.Genre.AMENAGEMENT})
RELANCENT = ACADEMIQUES | D_ETABLISSEMENT


def remettre(
    inscription: Inscription,
    genre: Notification.Genre,
    objet: str,
    *,
    corps: str = "",
    pour_le: date | None = None,
    le: datetime,
) -> Notification:
    """Notification remise ; `corps` dit en entier ce que l'objet annonce.

    Une confirmation ou une décision d'aménagement remplace celle qui n'était pas encore ouverte ; le reste s'ajoute, car
    chaque décision, chaque modification est à lire.
    """
    if genre in REMPLACENT:
        rendre_sans_objet(inscription, genre, le=le)
    return Notification.objects.create(
        inscription=inscription, genre=genre, objet=objet[:LONGUEUR_DE_L_OBJET], corps=corps, remise_le=le,
        pour_le=pour_le,
    )  # fmt: skip


def rendre_sans_objet(inscription: Inscription, *genres: Notification.Genre, le: datetime) -> None:
    """Ce qui n'a pas été ouvert n'a plus à l'être : plus personne n'en sera relancé. Sans genre : tout."""
    attendent = Notification.objects.filter(inscription=inscription, ouverte_le=None, sans_objet_le=None)
    if genres:
        attendent = attendent.filter(genre__in=genres)
    with transaction.atomic():
        # Dans le même ordre que les relances : deux actes qui se croisent ne se bloquent pas.
        cles = attendent.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)
        Notification.objects.filter(pk__in=list(cles)).update(sans_objet_le=le)


def rendre_sans_objet_la_piece(inscription: Inscription, libelle: str, *, le: datetime) -> None:
    """Ce qui réclamait cette pièce et n'a pas été ouvert n'a plus à l'être : la pièce est là."""
    attendent = Notification.objects.filter(
        inscription=inscription, genre=Notification.Genre.PIECE, ouverte_le=None, sans_objet_le=None
    )
    cles = attendent.filter(objet__endswith=f" : {libelle}"[-LONGUEUR_DE_L_OBJET:])
    verrouillees = cles.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)
    Notification.objects.filter(pk__in=list(verrouillees)).update(sans_objet_le=le)


def prevenir_d_une_modification(inscription: Inscription, changes: Sequence[str], *, le: datetime) -> None:
    """Remet au candidat la liste de ce qui a changé dans sa candidature."""
    noms = ", ".join(champs.libelle(c).lower() for c in changes)
    remettre(inscription, Notification.Genre.MODIFICATION, f"Changé dans votre candidature : {noms}", le=le)


def ouvrir(notification: Notification, *, par: Auteur, le: datetime) -> Notification:
    """Notification ouverte par le candidat lui-même ; la lire deux fois ne change rien. Lève `ActeRefuse` pour un autre."""
    with transaction.atomic():
        lue = _verrouiller(notification)
        _exiger_le_candidat(lue, par)
        if lue.ouverte_le:
            return lue
        lue.ouverte_le = le
        lue.save(update_fields=["ouverte_le"])
        consigner("inscriptions.ouvrir_notification", _fait(lue), par=par, le=le)
    return lue


def accuser(notification: Notification, *, par: Auteur, le: datetime) -> Notification:
    """Notification dont le candidat accuse réception ; elle est ouverte du même coup."""
    with transaction.atomic():
        lue = _verrouiller(notification)
        _exiger_le_candidat(lue, par)
        if lue.accusee_le:
            return lue
        lue.ouverte_le, lue.accusee_le = lue.ouverte_le or le, le
        lue.save(update_fields=["ouverte_le", "accusee_le"])
        consigner("inscriptions.accuser_reception", _fait(lue), par=par, le=le)
    return lue


def relancer(notifications: Iterable[Notification], *, par: Auteur, le: datetime, site: str) -> int:
    """Nombre de notifications relancées par courriel : celles qui ne sont pas ouvertes, une fois par jour au plus.

    Qui n'a pas d'adresse électronique est compté aussi : sa relance est à donner sur papier. Lève `ActeRefuse`.
    """
    return _pousser(list(notifications), escalade=False, par=par, le=le, site=site)


def escalader(notifications: Iterable[Notification], *, par: Auteur, le: datetime, site: str) -> int:
    """Nombre de notifications portées à la connaissance de l'établissement, une fois chacune. Lève `ActeRefuse`."""
    return _pousser(list(notifications), escalade=True, par=par, le=le, site=site)


def _pousser(
    notifications: list[Notification], *, escalade: bool, par: Auteur, le: datetime, site: str
) -> int:
    if par.code != SYSTEME and par.role not in RELANCENT:
        raise ActeRefuse("Relancer un candidat revient à son établissement ou au service des examens.")
    faites = 0
    with transaction.atomic():
        verrouillees = Notification.objects.select_for_update(no_key=True, of=("self",)).select_related(
            "inscription__candidat",
            "inscription__session",
            "inscription__etablissement",
            "inscription__academie",
        )
        retenues = list(verrouillees.filter(pk__in=[n.pk for n in notifications]).order_by("pk"))
        regroupements = {s: Regroupements.de(s) for s in {n.inscription.session for n in retenues}}
        for n in retenues:
            exiger_le_perimetre(n.inscription, par, regroupements[n.inscription.session])
            if n.ouverte_le or n.sans_objet_le or not _est_due(n, escalade=escalade, le=le):
                continue
            if escalade:
                n.escaladee_le = le
            else:
                n.relances, n.relancee_le = n.relances + 1, le
                envoyer_relance(n, site)
            n.save(update_fields=["relances", "relancee_le", "escaladee_le"])
            acte = "inscriptions.escalader" if escalade else "inscriptions.relancer"
            consigner(acte, _fait(n), par=par, le=le)
            faites += 1
    return faites


def _est_due(notification: Notification, *, escalade: bool, le: datetime) -> bool:
    if escalade:
        return notification.escaladee_le is None and notification.inscription.etablissement_id is not None
    if notification.relancee_le is None:
        return True
    i = notification.inscription
    return jour_local(i, notification.relancee_le) < jour_local(i, le)


def _exiger_le_candidat(notification: Notification, par: Auteur) -> None:
    if par.role != Role.CANDIDAT or par.perimetre != notification.inscription.code:
        raise ActeRefuse("Seul le candidat ouvre ce qui lui est remis : la preuve de lecture est la sienne.")


def _verrouiller(notification: Notification) -> Notification:
    retenues = Notification.objects.select_for_update(no_key=True, of=("self",))
    return retenues.select_related("inscription__candidat", "inscription__session").get(pk=notification.pk)


def _fait(notification: Notification) -> Fait:
    i = notification.inscription
    apres = {"genre": notification.genre, "objet": notification.objet, "relances": notification.relances}
    return Fait(i.code, str(i.candidat), i.session.code, apres=apres)
