"""Les composants de ce que l'on suit pas à pas : démarches et leurs dates, étapes d'une saisie, dépôts, papillons."""

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from parchemin.web.templatetags.composants import _rendre, _role

register = template.Library()


@register.simple_block_tag
def demarches(content: str) -> SafeString:
    """Ce qui est à faire, en attente ou décidé : une démarche par ligne."""
    return _rendre("demarches", contenu=content)


@register.simple_block_tag
def demarche(content: str, titre: str, mot: str = "", forme: str = "", **options: object) -> SafeString:
    """Une démarche : son titre, son état s'il y a plus à en dire que la liste, ce qu'elle demande (le contenu).

    Options : `limite` (instant, heure locale, heure de Paris, dépassée), `action` et `adresse` (où agir), `genre` (du
    bouton).
    """
    attendues = {"limite": None, "action": "", "adresse": "", "genre": ""}
    return _rendre("demarche", titre=titre, mot=mot, forme=forme, contenu=content, **attendues | options)


@register.simple_tag
def echeance(limite: object) -> SafeString:
    """Une date limite, à l'heure du lieu, et à celle de Paris si elle est différente."""
    return _rendre("echeance", limite=limite)


@register.simple_block_tag
def echeancier(content: str) -> SafeString:
    """Par personne, ce qui lui reste à faire et jusqu'à quand : se lit en colonnes, s'empile sur un téléphone."""
    return _rendre("echeancier", contenu=content)


@register.simple_block_tag
def echeancier_de(content: str, titre: str, sous_titre: str = "", adresse: str = "") -> SafeString:
    """Une personne de l'échéancier, sa page s'il y en a une, et ses lignes (le contenu)."""
    return _rendre("echeancier_de", titre=titre, sous_titre=sous_titre, adresse=adresse, contenu=content)


@register.simple_tag
def ligne_d_echeance(texte: str, limite: object = None) -> SafeString:
    """Une chose à faire et sa date limite, s'il y en a une."""
    return _rendre("ligne_d_echeance", texte=texte, limite=limite)


@register.simple_tag
def etapes(nom: str, liste: Any) -> SafeString:
    """Les étapes d'une saisie : où l'on en est, ce qui est fait, et le moyen de revenir à chacune.

    `liste` : des étapes à `titre`, `adresse`, `mot`, `forme`, `est_courante` et `est_faite`.
    """
    rang = next((n for n, e in enumerate(liste, 1) if e.est_courante), 1)
    return _rendre(
        "etapes", nom=nom, etapes=liste, rang=rang, titre=liste[rang - 1].titre,
        faites=sum(e.est_faite for e in liste),
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def depot(context: Context, form: object, libelle: str, adresse: str = "") -> SafeString:
    """Le dépôt d'un fichier : où le choisir, d'où le photographier, ce qui ne va pas ; puis un bouton."""
    return _rendre(
        "depot", form=form, libelle=libelle, adresse=adresse, caches=_role(context),
        csrf_token=context.get("csrf_token"),
    )  # fmt: skip


@register.simple_block_tag
def rubriques(content: str) -> SafeString:
    """Les pages d'un dossier, chacune avec ce qu'on y trouve."""
    return _rendre("rubriques", contenu=content)


@register.simple_block_tag
def rubrique(content: str, titre: str, adresse: str) -> SafeString:
    """Une page d'un dossier : toute la ligne y mène, au doigt comme au clavier."""
    return _rendre("rubrique", titre=titre, adresse=adresse, contenu=content)


@register.simple_block_tag
def papillons(content: str) -> SafeString:
    """Des papiers à découper, un par personne ; aucun n'est coupé par une fin de page."""
    return _rendre("papillons", contenu=content)


@register.simple_block_tag
def papillon(content: str, titre: str) -> SafeString:
    """Un papier à découper : à qui il va, ce qu'il porte (le contenu)."""
    return _rendre("papillon", titre=titre, contenu=content)
