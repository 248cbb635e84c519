"""Ce que chacun peut voir des comptes et des droits : tout passe par la portée de son rôle."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.utils.functional import SimpleLazyObject

from parchemin.socle.comptes.models import Habilitation, Jeton, Personne
from parchemin.socle.comptes.roles import Nature, Role
from parchemin.socle.organisation.models import Academie, Centre, Etablissement, Rattachement, Regroupement
from parchemin.socle.organisation.portee import Portee

LIES = (
    "personne",
    "session",
    "regroupement__pilote",
    "regroupement__session",
    "academie",
    "etablissement",
    "centre",
)


def en_vigueur(*, le: datetime) -> QuerySet[Habilitation]:
    """Habilitations qui comptent à cet instant, compte ouvert."""
    return Habilitation.objects.filter(
        retiree_le=None, debut__lte=le, fin__gt=le, personne__fermee_le=None
    ).select_related(*LIES)


def habilitations_de(personne: Personne, *, le: datetime) -> list[Habilitation]:
    """Rôles qu'une personne tient à cet instant, dans l'ordre des rôles."""
    ordre = list(Role.values)
    tenues = en_vigueur(le=le).filter(personne=personne)
    return sorted(tenues, key=lambda h: (ordre.index(h.role), h.perimetre))


def portee_de(habilitation: Habilitation | None) -> Portee:
    """Ce que couvre un rôle ; rien sans rôle. Un pilote couvre les académies rattachées aujourd'hui à son regroupement."""
    if habilitation is None:
        return Portee()
    bornes: dict[str, Any] = {}
    if habilitation.session:
        bornes = {"session": habilitation.session.pk, "code_session": habilitation.session.code}
    match habilitation.nature:
        case Nature.NATIONAL:
            return Portee(partout=True, **bornes)
        case Nature.REGROUPEMENT:
            rattachees = Rattachement.objects.filter(regroupement=habilitation.regroupement_id, jusque=None)
            codes = frozenset(rattachees.values_list("academie_id", flat=True))
            return _d_academies(codes, {habilitation.perimetre}, bornes)
        case Nature.ACADEMIE:
            return _d_academies(frozenset({habilitation.academie_id or ""}), set(), bornes)
        case Nature.ETABLISSEMENT:
            return Portee(etablissements=frozenset({habilitation.etablissement_id or ""}), **bornes)
        case Nature.CENTRE:
            return Portee(centres=frozenset({habilitation.centre_id or 0}), **bornes)
        case _:
            return Portee(objets=frozenset({habilitation.objet}), **bornes)


def _d_academies(codes: frozenset[str], autres: set[str], bornes: dict[str, Any]) -> Portee:
    # Le journal et les droits s'en servent ; les autres pages, qui sont les plus lues, ne paient pas ces trois lectures.
    contenus = SimpleLazyObject(lambda: _contenus(codes, autres))
    return Portee(academies=codes, contenus=cast(frozenset[str], contenus), **bornes)


def _contenus(codes: frozenset[str], autres: set[str]) -> frozenset[str]:
    """Codes des périmètres que ces académies contiennent, et ces autres."""
    tenus = Habilitation.objects.filter(academie__in=codes).values_list("perimetre", flat=True).distinct()
    lycees = Etablissement.objects.filter(academie__in=codes).values_list("pk", flat=True)
    centres = Centre.objects.filter(academie__in=codes).values_list("pk", flat=True)
    return frozenset(
        {
            *tenus,
            *autres,
            *(f"etablissement:{uai}" for uai in lycees),
            *(f"centre:{n}" for n in centres),
        }
    )


def couvertes(portee: Portee) -> Q:
    """Condition sur les habilitations : celles dont le périmètre est dans cette portée, et de sa session s'il y en a une."""
    session = Q(session=None) | Q(session=portee.session) if portee.session else Q()
    if portee.partout:
        return session
    return session & (
        Q(academie__in=portee.academies)
        | Q(regroupement__pilote__in=portee.academies)
        | Q(etablissement__in=portee.etablissements)
        | Q(centre__in=portee.centres)
        | Q(objet__in=portee.objets)
    )


def habilitations_visibles(portee: Portee) -> QuerySet[Habilitation]:
    """Habilitations du périmètre, retirées et échues comprises."""
    return Habilitation.objects.filter(couvertes(portee)).select_related(*LIES)


def qui_couvre(habilitations: Iterable[Habilitation], *, le: datetime) -> list[Habilitation]:
    """Habilitations en vigueur dont la portée contient l'un de ces périmètres : ceux qui voient leurs titulaires."""
    siennes = list(habilitations)
    academies = {h.academie_id for h in siennes if h.academie_id}
    academies |= {h.regroupement.pilote_id for h in siennes if h.regroupement}
    condition = (
        Q(nature=Nature.NATIONAL)
        | Q(nature=Nature.ACADEMIE, academie__in=academies)
        | Q(regroupement__rattachements__academie__in=academies, regroupement__rattachements__jusque=None)
        | Q(
            etablissement__in={h.etablissement_id for h in siennes if h.etablissement_id},
            nature=Nature.ETABLISSEMENT,
        )
        | Q(centre__in={h.centre_id for h in siennes if h.centre_id}, nature=Nature.CENTRE)
        | Q(objet__in={h.objet for h in siennes if h.objet})
    )
    return list(en_vigueur(le=le).filter(condition).distinct())


def jeton_utilisable(condense: str, genres: Iterable[str], *, le: datetime) -> Jeton | None:
    """Jeton de ce condensé, ni utilisé ni échu, d'un compte ouvert ; `None` sinon."""
    return (
        Jeton.objects.filter(
            condense=condense,
            genre__in=list(genres),
            utilise_le=None,
            expire_le__gt=le,
            personne__fermee_le=None,
        )
        .select_related("personne")
        .first()
    )


def chercher_habilitations(portee: Portee, mot: str, role: str, *, le: datetime) -> QuerySet[Habilitation]:
    """Rôles en vigueur dans le périmètre, par nom, adresse ou code de périmètre, et par rôle."""
    trouvees = habilitations_visibles(portee).filter(retiree_le=None, fin__gt=le)
    if role in Role.values:
        trouvees = trouvees.filter(role=role)
    for morceau in mot.split():
        trouvees = trouvees.filter(
            Q(personne__nom__icontains=morceau)
            | Q(personne__prenom__icontains=morceau)
            | Q(personne__identifiant__icontains=morceau)
            | Q(perimetre__icontains=morceau)
        )
    return trouvees.order_by("personne__nom", "personne__prenom", "role")


def choix_de_perimetres(portee: Portee) -> dict[Nature, list[tuple[str, str]]]:
    """Regroupements, académies et centres que la portée contient, à proposer dans une liste."""
    academies = Academie.objects.all() if portee.partout else Academie.objects.filter(pk__in=portee.academies)
    regroupements = Regroupement.objects.select_related("pilote", "session")
    centres = Centre.objects.filter(ferme_le=None)
    if portee.session:
        regroupements, centres = (
            regroupements.filter(session=portee.session),
            centres.filter(session=portee.session),
        )
    if not portee.partout:
        regroupements = regroupements.filter(pilote__in=portee.academies)
        centres = centres.filter(Q(academie__in=portee.academies) | Q(pk__in=portee.centres))
    return {
        Nature.ACADEMIE: [(a.pk, a.nom) for a in academies],
        Nature.REGROUPEMENT: [(str(r.pk), str(r)) for r in regroupements],
        Nature.CENTRE: [(str(c.pk), c.nom) for c in centres],
    }


def delegations_de(tenue: Habilitation, *, le: datetime) -> QuerySet[Habilitation]:
    """Délégations de ce rôle qui valent encore, par personne."""
    return en_vigueur(le=le).filter(deleguee_de=tenue).order_by("personne__nom", "personne__prenom")
