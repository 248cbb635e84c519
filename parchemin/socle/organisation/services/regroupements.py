"""Composer les regroupements interacadémiques d'une session (circulaire, § 1.3)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.models import Academie, Rattachement, Regroupement, SessionExamen
from parchemin.socle.organisation.mots import de
from parchemin.socle.organisation.refus import ActeRefuse, Conflit, Ecart, exiger_un_motif
from parchemin.socle.organisation.services.sessions import verrouiller_ouverte

NULLE_PART = "aucun regroupement"


def creer_regroupement(
    session: SessionExamen, pilote: Academie, *, motif: str = "", par: Auteur, le: datetime
) -> Regroupement:
    """Regroupement que pilote l'académie, elle-même rattachée ; celui qui existe déjà, tel quel.

    Sans autre académie, c'est une académie autonome. Lève `ActeRefuse` si l'académie pilote déjà d'autres
    académies ailleurs, ou si elle quitte un regroupement sans motif.
    """
    with transaction.atomic():
        session = verrouiller_ouverte(session)
        regroupement, cree = Regroupement.objects.get_or_create(
            session=session, pilote=pilote, defaults={"code": slugify(pilote.nom)[:20].strip("-")}
        )
        if cree:
            fait = Fait(f"regroupement:{regroupement.pk}", str(regroupement), session.code,
                        apres={"pilote": pilote.pk})  # fmt: skip
            consigner("organisation.creer_regroupement", fait, par=par, le=le)
            _deplacer(regroupement, pilote, motif=motif, par=par, le=le)
    return regroupement


def rattacher(
    academie: Academie,
    regroupement: Regroupement,
    *,
    lu: int | None,
    motif: str = "",
    par: Auteur,
    le: datetime,
) -> Rattachement:
    """Rattachement de l'académie au regroupement ; l'ancien est terminé, jamais effacé.

    `lu` est le numéro du regroupement où la personne voyait l'académie. Lève `Conflit` si ce n'est plus le sien,
    `ActeRefuse` si elle pilote d'autres académies, si le regroupement n'a plus son pilote, ou sans motif.
    """
    with transaction.atomic():
        verrouiller_ouverte(regroupement.session)
        actuel = rattachement_actuel(regroupement.session, academie)
        if actuel and actuel.regroupement_id == regroupement.pk:
            return actuel
        if (actuel.regroupement_id if actuel else None) != lu:
            raise Conflit(_ecart(academie, lu, actuel, regroupement))
        if (
            academie.pk != regroupement.pilote_id
            and not _en_cours(regroupement, regroupement.pilote).exists()
        ):
            raise ActeRefuse(
                f"{regroupement.pilote} pilote ce regroupement mais n'y est plus rattachée : rattachez-la d'abord."
            )
        return _deplacer(regroupement, academie, motif=motif, par=par, le=le)


def designer_pilote_sujets(
    regroupement: Regroupement, academie: Academie | None, *, lu: str, par: Auteur, le: datetime
) -> Regroupement:
    """Regroupement dont les sujets viennent de cette académie ; `None` : pas encore désignée.

    `lu` est le code de l'académie que la personne voyait, vide s'il n'y en avait pas. Lève `Conflit`.
    """
    with transaction.atomic():
        verrouiller_ouverte(regroupement.session)
        regroupement = Regroupement.objects.select_for_update(no_key=True).get(pk=regroupement.pk)
        avant, apres = regroupement.pilote_sujets_id or "", academie.pk if academie else ""
        if avant == apres:
            return regroupement
        if avant != lu:
            noms = {a.pk: a.nom for a in Academie.objects.filter(pk__in=[avant, apres, lu])}
            raise Conflit(Ecart("Pilote sujets", *(noms.get(code, "") for code in (lu, avant, apres))))
        regroupement.pilote_sujets = academie
        regroupement.save(update_fields=["pilote_sujets"])
        fait = Fait(f"regroupement:{regroupement.pk}", str(regroupement), regroupement.session.code,
                    avant={"pilote_sujets": avant}, apres={"pilote_sujets": apres})  # fmt: skip
        consigner("organisation.designer_pilote_sujets", fait, par=par, le=le)
    return regroupement


def rattachement_actuel(session: SessionExamen, academie: Academie) -> Rattachement | None:
    """Rattachement en cours de l'académie pour la session, s'il y en a un."""
    return Rattachement.objects.filter(session=session, academie=academie, jusque=None).first()


def _en_cours(regroupement: Regroupement, academie: Academie) -> QuerySet[Rattachement]:
    return Rattachement.objects.filter(regroupement=regroupement, academie=academie, jusque=None)


def _deplacer(
    regroupement: Regroupement, academie: Academie, *, motif: str, par: Auteur, le: datetime
) -> Rattachement:
    """Termine le rattachement en cours s'il y en a un, et en ajoute un."""
    ancien = rattachement_actuel(regroupement.session, academie)
    if ancien:
        _refuser_si_elle_pilote(academie, ancien.regroupement)
        motif = exiger_un_motif(
            motif, f"{academie} quitte le regroupement {de(ancien.regroupement.pilote.nom)}."
        )
        ancien.jusque = le
        ancien.save(update_fields=["jusque"])
    nouveau = Rattachement.objects.create(
        regroupement=regroupement,
        session=regroupement.session,
        academie=academie,
        depuis=le,
        motif=motif.strip(),
    )
    fait = Fait(
        f"academie:{academie.pk}", academie.nom, regroupement.session.code,
        avant={"regroupement": ancien.regroupement.code} if ancien else None,
        apres={"regroupement": regroupement.code}, motif=motif.strip(),
    )  # fmt: skip
    consigner("organisation.rattacher", fait, par=par, le=le)
    return nouveau


def _refuser_si_elle_pilote(academie: Academie, regroupement: Regroupement) -> None:
    if regroupement.pilote_id != academie.pk:
        return
    autres = (
        regroupement.rattachements.filter(jusque=None).exclude(academie=academie).select_related("academie")
    )
    if autres:
        noms = ", ".join(autre.academie.nom for autre in autres)
        raise ActeRefuse(
            f"{academie} pilote un regroupement ({noms}) : rattachez d'abord ces académies ailleurs."
        )


def _ecart(academie: Academie, lu: int | None, actuel: Rattachement | None, vers: Regroupement) -> Ecart:
    noms = {
        r.pk: r.pilote.nom for r in Regroupement.objects.filter(session=vers.session).select_related("pilote")
    }
    return Ecart(
        f"Regroupement {de(academie.nom)}",
        noms.get(lu or 0, NULLE_PART),
        noms.get(actuel.regroupement_id if actuel else 0, NULLE_PART),
        vers.pilote.nom,
    )
