"""Les routes du site, lues dans la configuration des adresses, et leur accord avec la table des accès."""

from collections.abc import Iterator, Mapping, Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver

from parchemin.socle.comptes.acces import TABLE, Acces


def routes(resolveur: URLResolver | None = None) -> Iterator[tuple[str, URLPattern]]:
    """Nom (vide s'il manque) et motif de chaque route du site."""
    for motif in (resolveur or get_resolver()).url_patterns:
        if isinstance(motif, URLResolver):
            yield from routes(motif)
        else:
            yield motif.name or "", motif


def desaccords(noms: Mapping[str, str], table: Mapping[str, Acces]) -> list[str]:
    """Ce qui ne concorde pas entre les routes (nom → motif) et la table, en phrases."""
    fautes = [f"La route « {motif} » n'a pas de nom : la table des accès ne peut pas la nommer."
              for nom, motif in noms.items() if not nom]  # fmt: skip
    fautes += [f"La route « {nom} » n'est pas dans la table des accès (socle/comptes/acces.py)."
               for nom in noms if nom and nom not in table]  # fmt: skip
    fautes += [f"La table des accès nomme « {nom} », qui n'est la route de rien."
               for nom in table if nom not in noms]  # fmt: skip
    return fautes


def routes_et_table_concordent(app_configs: Sequence[AppConfig] | None, **_: object) -> list[CheckMessage]:
    """Contrôle de Django : une route sans ligne dans la table, ou une ligne sans route, arrête la construction."""
    noms = {nom: str(motif.pattern) for nom, motif in routes()}
    return [Error(faute, id="comptes.E001") for faute in desaccords(noms, TABLE)]
