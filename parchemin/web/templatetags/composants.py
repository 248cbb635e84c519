"""Les composants des pages : chaque balise rend un gabarit de `composants/`, seul dossier qui nomme le dessin."""

from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@cache
def _gabarit(nom: str) -> Any:
    # Une page rend des centaines de composants : chercher le gabarit à chacun coûterait plus que le rendre.
    return get_template(f"composants/{nom}.html")


def _rendre(gabarit: str, /, **valeurs: Any) -> SafeString:
    rendu: SafeString = _gabarit(gabarit).render(valeurs)
    return rendu


@register.simple_block_tag
def feuille(content: str) -> SafeString:
    """Le travail de la page, à droite de la marge."""
    return _rendre("feuille", contenu=content)


@register.simple_block_tag
def entete(content: str, titre: str, ariane: object = ()) -> SafeString:
    """Titre de la page, fil d'Ariane, et chapeau (le contenu)."""
    return _rendre("entete", titre=titre, ariane=ariane, contenu=content)


@register.simple_block_tag
def section(content: str, titre: str, ancre: str = "", aide: str = "") -> SafeString:
    """Une partie de page, avec son titre de deuxième niveau."""
    return _rendre("section", titre=titre, ancre=ancre or "s", aide=aide, contenu=content)


@register.simple_block_tag
def annote(content: str, article: object = "", certitude: str = "", complement: str = "") -> SafeString:
    """Un contenu et, en marge, l'article qui le fonde."""
    return _rendre("annote", article=article, certitude=certitude, complement=complement, contenu=content)


@register.simple_block_tag
def tableau(content: str, legende: str, nom: str = "") -> SafeString:
    """Un tableau à légende, dans une région qui défile au clavier."""
    return _rendre("tableau", legende=legende, nom=nom or legende, contenu=content)


@register.simple_block_tag
def fiche(content: str, haute: bool = False) -> SafeString:
    """Des paires nom et valeur (`dt`, `dd`) ; `haute` : le nom au-dessus de la valeur, dans une colonne étroite."""
    return _rendre("fiche", haute=haute, contenu=content)


@register.simple_block_tag
def journal(content: str) -> SafeString:
    """Une histoire : un acte par ligne (`li`), son instant (`time`), puis ce qu'il a changé (`del`, `ins`)."""
    return _rendre("journal", contenu=content)


@register.simple_block_tag
def avis(content: str, titre: str, ton: str = "") -> SafeString:
    """Ce qui s'est passé, ce que l'on peut faire ; `ton` : attention, bloquant ou fait."""
    return _rendre("avis", titre=titre, ton=ton, contenu=content)


@register.simple_block_tag
def pli(content: str, titre: str, ouvert: bool = False) -> SafeString:
    """Ce qu'on ne lit pas à chaque fois."""
    return _rendre("pli", titre=titre, ouvert=ouvert, contenu=content)


@register.simple_block_tag
def empile(content: str) -> SafeString:
    """Des blocs espacés l'un sous l'autre."""
    return _rendre("empile", contenu=content)


@register.simple_block_tag
def rang(content: str) -> SafeString:
    """Des éléments côte à côte, qui passent à la ligne."""
    return _rendre("rang", contenu=content)


@register.simple_block_tag
def lecture(content: str) -> SafeString:
    """Un texte à lire, à largeur de colonne."""
    return _rendre("lecture", contenu=content)


@register.simple_block_tag
def verdict(content: str, titre: str, forme: str, niveau: int = 2) -> SafeString:
    """Ce qui est répondu ou proposé : une forme, une phrase, puis ce qui la complète (le contenu)."""
    return _rendre("verdict", titre=titre, forme=forme, niveau=niveau, contenu=content)


@register.simple_block_tag
def chiffres(content: str) -> SafeString:
    """Les nombres qui décident (`dt`, `dd`)."""
    return _rendre("chiffres", contenu=content)


@register.simple_block_tag
def galerie(content: str) -> SafeString:
    """Des blocs de même rang, en colonnes quand la place y est."""
    return _rendre("galerie", contenu=content)


@register.simple_block_tag
def texte(content: str) -> SafeString:
    """Ce que dit le texte officiel, dans sa voix."""
    return _rendre("texte", contenu=content)


@register.simple_tag
def note(valeur: str, forme: str = "", mot: str = "") -> SafeString:
    """Une case de note, jamais vide ; `forme` dessine l'état, `mot` le dit en entier à qui ne voit pas."""
    return _rendre("note", valeur=valeur, forme=forme, mot=mot)


@register.simple_block_tag
def case_nombre(content: str) -> SafeString:
    """Une case de tableau dont les chiffres s'alignent."""
    return _rendre("case_nombre", contenu=content)


@register.simple_tag
def entete_nombre(titre: str) -> SafeString:
    """L'en-tête d'une colonne de nombres."""
    return _rendre("entete_nombre", titre=titre)


@register.simple_tag
def cite(reference: object) -> SafeString:
    """La citation d'un texte, dans une phrase ou une case."""
    return _rendre("cite", reference=reference)


@register.simple_tag
def lien_texte(libelle: str, code: str) -> SafeString:
    """Un élément du référentiel : son code, son libellé, son adresse."""
    return _rendre("lien_texte", libelle=libelle, code=code, adresse=adresse_du_texte(code))


@register.simple_tag
def renvoi(code: str) -> SafeString:
    """Le code d'un élément, qui mène à sa page ; il sert aussi d'ancre."""
    return _rendre("renvoi", code=code, adresse=adresse_du_texte(code))


@register.simple_tag
def titre_texte(libelle: str, niveau: int, code: str) -> SafeString:
    """Un titre du texte officiel, à son niveau, avec le code qui mène à sa page."""
    return _rendre("titre_texte", libelle=libelle, niveau=niveau, code=code, adresse=adresse_du_texte(code))


@register.filter
def adresse_du_texte(code: str) -> str:
    """Adresse d'un élément du référentiel."""
    return reverse("referentiel-element", args=[code])


@register.simple_block_tag
def specimen(content: str, nom: str, quand: str) -> SafeString:
    """Un composant du catalogue, avec le moment de s'en servir."""
    return _rendre("specimen", nom=nom, quand=quand, contenu=content)


@register.simple_tag
def nuancier(teintes: object) -> SafeString:
    """Les teintes du dessin (jeton, emploi)."""
    return _rendre("nuancier", teintes=teintes)


@register.simple_tag
def choix(
    nom: str, legende: str, options: object, choisi: str = "", aide: str = "", *, exige: bool = False
) -> SafeString:
    """Un choix parmi quelques-uns (`options` : valeur, libellé), `choisi` déjà coché ; `exige` : il faut en faire un."""
    return _rendre("choix", nom=nom, legende=legende, options=options, choisi=choisi, aide=aide, exige=exige)


@register.simple_tag
def liste_deroulante(nom: str, legende: str, options: object, choisi: str = "") -> SafeString:
    """Un choix parmi beaucoup."""
    return _rendre("liste_deroulante", nom=nom, legende=legende, options=options, choisi=str(choisi))


@register.simple_tag
def recherche(nom: str, legende: str, valeur: str = "", aide: str = "", resultats: str = "") -> SafeString:
    """Un champ de recherche et son bouton ; `resultats` nomme la zone qui suit la frappe, s'il y en a une."""
    return _rendre("recherche", nom=nom, legende=legende, valeur=valeur, aide=aide, resultats=resultats)


@register.simple_block_tag
def zone(content: str, ancre: str) -> SafeString:
    """Une partie de page qu'une recherche remplace à mesure de la frappe."""
    return _rendre("zone", ancre=ancre, contenu=content)


@register.simple_tag
def bouton(libelle: str, genre: str = "") -> SafeString:
    """Un bouton d'envoi ; `genre` : principal ou discret."""
    return _rendre("bouton", libelle=libelle, genre=genre)


@register.simple_tag
def lien_bouton(libelle: str, adresse: str, genre: str = "") -> SafeString:
    """Un lien qui a l'air d'un bouton : il mène ailleurs."""
    return _rendre("lien_bouton", libelle=libelle, adresse=adresse, genre=genre)


@register.simple_tag
def bouton_imprimer() -> SafeString:
    """Ouvre l'impression de la page."""
    return _rendre("bouton_imprimer")


@register.simple_tag
def etat(mot: str, forme: str = "info") -> SafeString:
    """Un état : un mot et une forme, la couleur en plus."""
    return _rendre("etat", mot=mot, forme=forme)


@register.simple_tag
def renseigne(valeur: str) -> SafeString:
    """Une valeur que le déployeur donne ; tant qu'elle manque, cela se voit."""
    if valeur == settings.A_COMPLETER:
        return _rendre("etat", mot=valeur, forme="attention")
    return _rendre("valeur", valeur=valeur)


@register.simple_tag
def nombre(valeur: object) -> SafeString:
    """Un nombre à chiffres alignés."""
    return _rendre("nombre", valeur=valeur)


@register.simple_tag
def petit(texte: object) -> SafeString:
    """Un texte second."""
    return _rendre("petit", texte=texte)


@register.simple_tag
def pagination(page: Any, requete: str) -> SafeString:
    """Les pages d'une liste ; `requete` porte les filtres."""
    return _rendre("pagination", page=page, requete=requete)


def _role(context: Context) -> list[tuple[str, object]]:
    # Le rôle que montrait la page : s'il a changé dans un autre onglet, l'acte n'est pas fait sous l'autre.
    habilitation = context.get("habilitation")
    return [("_role", habilitation.pk)] if habilitation else []


@register.simple_tag(takes_context=True)
def formulaire(
    context: Context, form: object, libelle: str, genre: str = "principal", **options: object
) -> SafeString:
    """Un formulaire entier : ses erreurs, ses champs, son bouton.

    Options : `adresse` (ailleurs que la page), `fichier` (il en porte un), `sans_brouillon` (rien n'est gardé dans
    l'onglet) ; toute autre option nommée devient un champ caché.
    """
    adresse, fichier = options.pop("adresse", ""), options.pop("fichier", False)
    brouillon = not options.pop("sans_brouillon", False)
    return _rendre(
        "formulaire", form=form, libelle=libelle, genre=genre, adresse=adresse, fichier=fichier, brouillon=brouillon,
        caches=[*options.items(), *_role(context)], csrf_token=context.get("csrf_token"),
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def bouton_envoi(
    context: Context, libelle: str, adresse: str, genre: str = "", **caches: object
) -> SafeString:
    """Un bouton qui fait un acte : un envoi, avec ses champs cachés."""
    return _rendre(
        "bouton_envoi", libelle=libelle, adresse=adresse, genre=genre, caches=[*caches.items(), *_role(context)],
        csrf_token=context.get("csrf_token"),
    )  # fmt: skip


@register.simple_tag
def code_secret(code: str) -> SafeString:
    """Un code à recopier, en grand, chiffres distincts."""
    return _rendre("code_secret", code=code)


@register.simple_tag
def image_qr(svg: str, texte: str) -> SafeString:
    """Un QR à photographier, avec ce qu'il est pour qui ne le voit pas."""
    return _rendre("image_qr", svg=mark_safe(svg), texte=texte)  # noqa: S308 : dessiné par le service, aucun texte saisi
