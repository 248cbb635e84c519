"""Les regroupements interacadémiques d'une session : l'annexe 2 de la circulaire, mise en tableau."""

from collections.abc import Iterable, Iterator

from parchemin.socle.organisation.imports.modele import Colonne, Contexte, Diagnostic, Ignoree, Ligne, Voulu
from parchemin.socle.organisation.imports.objets import RATTACHEMENT, REGROUPEMENT
from parchemin.socle.organisation.imports.valeurs import academie_ecrite, entier
from parchemin.socle.organisation.models import Academie

COLONNES = (
    Colonne(
        "academie",
        "académie, par son code ou son nom",
        ("academie_rattachee", "rattachee"),
        obligatoire=True,
    ),
    Colonne(
        "pilote",
        "académie pilote ; vide pour une académie autonome",
        ("regroupement", "academie_pilote", "pilote_organisation"),
        obligatoire=True,
    ),
    Colonne("pilote_sujets", "académie pilote des sujets, si elle est connue", ("academie_pilote_sujets",)),
    Colonne("session", "année de la session ; sans cette colonne, celle que vous avez choisie"),
)
AUTRE_SESSION = "autre session"


def examiner(lignes: Iterable[Ligne], contexte: Contexte) -> Iterator[Voulu | Diagnostic | Ignoree]:
    """Ce que demande chaque ligne : un regroupement, son pilote dedans, et l'académie de la ligne dedans."""
    annee = contexte.session.annee if contexte.session else 0
    for ligne in lignes:
        lue = entier(ligne["session"]) if ligne["session"] else annee
        if lue is None:
            yield ligne.faute("session", "une année, par exemple 2026", "corrigez-la")
        elif lue != annee:
            yield Ignoree(ligne.numero, AUTRE_SESSION)
        else:
            yield from _examiner(ligne, contexte)


def _examiner(ligne: Ligne, contexte: Contexte) -> Iterator[Voulu | Diagnostic]:
    lues: dict[str, Academie] = {}
    for cle in ("academie", "pilote", "pilote_sujets"):
        ecrit = ligne[cle]
        if not ecrit and cle != "academie":
            continue
        academie, est_ancienne = academie_ecrite(ecrit, contexte)
        if academie is None:
            yield ligne.faute(cle, "le code ou le nom d'une académie", "corrigez-le")
            return
        if est_ancienne:
            yield ligne.avertir(cle, str(academie), "vérifiez que c'est bien elle que le texte désigne")
        lues[cle] = academie
    pilote = lues.get("pilote", lues["academie"])
    sujets = {"pilote_sujets": lues["pilote_sujets"].pk} if "pilote_sujets" in lues else {}
    yield Voulu(ligne.numero, REGROUPEMENT, pilote.pk, sujets)
    yield Voulu(ligne.numero, RATTACHEMENT, pilote.pk, {"pilote": pilote.pk})
    yield Voulu(ligne.numero, RATTACHEMENT, lues["academie"].pk, {"pilote": pilote.pk})
