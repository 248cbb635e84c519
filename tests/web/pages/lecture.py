"""Lire une page comme un navigateur : titres, liens, attributs, et le texte que l'on voit."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

ADRESSES = {"href", "src", "action", "srcset", "poster", "data", "formaction"}


@dataclass
class Page(HTMLParser):
    """Ce qu'une page contient, une fois lue."""

    statut: int = 200
    titres: dict[str, list[str]] = field(default_factory=dict)
    titre: str = ""
    adresses: list[str] = field(default_factory=list)
    propositions: list[str] = field(default_factory=list)
    classes: set[str] = field(default_factory=set)
    ids: list[str] = field(default_factory=list)
    en_ligne: list[str] = field(default_factory=list)
    texte: str = ""
    _ouvertes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        lus = dict(attrs)
        self.adresses += [v for nom, v in attrs if nom in ADRESSES and v]
        if tag == "a" and "main" in self._ouvertes and lus.get("href"):
            self.propositions.append(lus["href"] or "")
        self.classes |= set((lus.get("class") or "").split())
        self.ids += [lus["id"] or ""] if "id" in lus else []
        if tag == "style" or "style" in lus or (tag == "script" and "src" not in lus):
            self.en_ligne.append(tag)
        self.en_ligne += [f"{tag} {nom}" for nom in lus if nom.startswith("on")]
        if tag in ("h1", "h2", "h3"):
            self.titres.setdefault(tag, []).append("")
        self._ouvertes.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._ouvertes and self._ouvertes.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        for titre in ("h1", "h2", "h3"):
            if titre in self._ouvertes:
                self.titres[titre][-1] += data
        if "title" in self._ouvertes and "svg" not in self._ouvertes:
            self.titre += data
        self.texte += data


def lue(reponse: Any) -> Page:
    """Page lue d'une réponse."""
    page = Page(statut=reponse.status_code)
    page.feed(reponse.content.decode())
    page.texte = " ".join(page.texte.split())
    return page


def visiter(visiteur: Client, adresse: str) -> Page:
    """Page de cette adresse, lue."""
    return lue(visiteur.get(adresse))
