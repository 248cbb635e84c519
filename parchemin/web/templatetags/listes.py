"""Les composants des listes et des tableaux de bord : ce qui attend, le registre, la liste, ses filtres, son panneau."""

from collections.abc import Iterable, Mapping

from django import template
from django.utils.safestring import SafeString

from parchemin.web.templatetags.composants import _rendre

register = template.Library()
LARGEUR_DE_JAUGE = 200


@register.simple_block_tag
def taches(content: str) -> SafeString:
    """Ce qui attend une personne, le plus bloquant d'abord : une tâche par ligne."""
    return _rendre("taches", contenu=content)


@register.simple_block_tag
def tache(
    content: str, nombre: int, phrase: str, libelle: str, adresse: str, **options: object
) -> SafeString:
    """Une tâche : la phrase commence par son nombre, puis ce qui l'explique (le contenu) et la liste qu'elle ouvre.

    Options : `mot` et `forme` (l'urgence), `quand` (l'échéance), `principale` (la première de toutes).
    """
    attendues = {"mot": "", "forme": "info", "quand": "", "principale": ""}
    return _rendre(
        "tache", nombre=nombre, phrase=phrase, libelle=libelle, adresse=adresse, contenu=content,
        **attendues | options,
    )  # fmt: skip


@register.simple_block_tag
def registre(content: str, parts: object) -> SafeString:
    """Où en est chaque ligne, d'un bout à l'autre ; `parts` (forme, mot) : la légende des jauges."""
    return _rendre("registre", parts=parts, contenu=content)


@register.simple_tag
def jauge(parts: Iterable[tuple[str, int]]) -> SafeString:
    """La part de chaque état (forme, nombre), bout à bout ; elle illustre, les nombres font foi."""
    lues = list(parts)
    total, faits, rectangles = sum(n for _, n in lues) or 1, 0, []
    for forme, nombre in lues:
        debut, fin = (LARGEUR_DE_JAUGE * n // total for n in (faits, faits + nombre))
        faits += nombre
        rectangles += [(forme, debut, fin - debut)] if fin > debut else []
    return _rendre("jauge", rectangles=rectangles, largeur=LARGEUR_DE_JAUGE)


@register.simple_block_tag
def volets(content: str) -> SafeString:
    """Un travail (le premier enfant) et, en marge, ses filtres (`marge`)."""
    return _rendre("volets", contenu=content)


@register.simple_block_tag
def marge(content: str, titre: str, ancre: str) -> SafeString:
    """Ce qui se tient dans la marge ; sur un écran étroit, un volet qu'ouvre `bouton_marge`."""
    return _rendre("marge", titre=titre, ancre=ancre, contenu=content)


@register.simple_tag
def bouton_marge(libelle: str, ancre: str) -> SafeString:
    """Ouvre le volet de la marge quand l'écran est trop étroit pour la montrer."""
    return _rendre("bouton_marge", libelle=libelle, ancre=ancre)


@register.simple_block_tag
def repere(content: str, titre: str) -> SafeString:
    """Un bloc de la marge : un petit titre, puis ce qu'il annonce."""
    return _rendre("repere", titre=titre, contenu=content)


@register.simple_block_tag
def outils(content: str) -> SafeString:
    """La recherche et les commandes d'une liste, au-dessus d'elle."""
    return _rendre("outils", contenu=content)


@register.simple_tag
def filtres_actifs(filtres: object, effacer: str) -> SafeString:
    """Les filtres posés (`libelle`, `valeur`, `adresse` sans lui), chacun retirable ; `effacer` : l'adresse sans aucun."""
    return _rendre("filtres_actifs", filtres=filtres, effacer=effacer)


@register.simple_block_tag
def atelier(content: str, ouvert: object = False) -> SafeString:
    """Une liste et, s'il est `ouvert`, son panneau ; sur un téléphone le panneau prend toute la page."""
    return _rendre("atelier", ouvert=ouvert, contenu=content)


@register.simple_block_tag
def liste(content: str, legende: str, nom: str = "") -> SafeString:
    """Un tableau dense dont la première colonne choisit des lignes."""
    return _rendre("liste", legende=legende, nom=nom or legende, contenu=content)


@register.simple_tag
def entete_tri(titre: str, cle: str, actuel: str, requete: str) -> SafeString:
    """L'en-tête d'une colonne que l'on trie ; un second clic inverse. `requete` porte les filtres, sans le tri."""
    sens = {cle: "ascending", f"-{cle}": "descending"}.get(actuel, "")
    return _rendre(
        "entete_tri", titre=titre, sens=sens, cle=f"-{cle}" if actuel == cle else cle, requete=requete
    )


@register.simple_tag
def case(nom: str, valeur: object, libelle: str, coche: object = False) -> SafeString:
    """La case qui choisit une ligne ; `libelle` la nomme à qui ne la voit pas."""
    return _rendre("case", nom=nom, valeur=valeur, libelle=libelle, coche=coche)


@register.simple_block_tag
def panneau(content: str, titre: str, fermer: str) -> SafeString:
    """Un élément de la liste, ouvert à côté d'elle ; `fermer` : l'adresse de la liste seule."""
    return _rendre("panneau", titre=titre, fermer=fermer, contenu=content)


@register.simple_block_tag
def selection(content: str, nom: str = "Lignes choisies") -> SafeString:
    """Ce que l'on fait des lignes choisies, ou de toutes ; toujours sous les yeux au bas de la liste."""
    return _rendre("selection", nom=nom, contenu=content)


@register.simple_tag
def caches(valeurs: Mapping[str, object], sauf: str = "") -> SafeString:
    """Ce qu'un formulaire garde d'une adresse sans le montrer (nom, valeur), `sauf` ce nom-là, qu'il demande."""
    return _rendre("caches", valeurs=[(nom, v) for nom, v in valeurs.items() if nom != sauf])


@register.simple_tag
def champs(form: object) -> SafeString:
    """Les champs d'un formulaire qui ne fait que lire : leur étiquette, leur aide, leur erreur."""
    return _rendre("champs", form=form)


@register.simple_tag
def exports(adresse: str, requete: str, formats: object) -> SafeString:
    """Une liste à emporter, format par format ; `requete` porte ses filtres."""
    return _rendre("exports", adresse=adresse, requete=requete, formats=formats)


@register.simple_tag
def bouton_vers(libelle: str, adresse: str, **champ: object) -> SafeString:
    """Un bouton qui envoie le formulaire où il est à une autre adresse, avec le nom et la valeur de `champ`."""
    return _rendre("bouton_vers", libelle=libelle, adresse=adresse, champ=next(iter(champ.items()), None))
