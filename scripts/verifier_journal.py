#!/usr/bin/env python3
"""Vérifie un journal exporté par Parchemin, sans Parchemin : ce fichier et Python 3.9 ou plus récent suffisent.

usage : python3 verifier_journal.py JOURNAL.jsonl [--tete "acte 1234 : mot mot mot mot 0123456789abcdef"]…

Une tête est le numéro d'un acte et le début de son empreinte, tels qu'un procès-verbal, un bordereau ou un courriel les a
gardés hors du système. Chaque tête donnée prouve les actes d'avant elle. Elle s'écrit aussi sans mots, avec les 64 chiffres
de l'empreinte : cette forme résiste même à qui aurait préparé d'avance deux journaux de même tête courte.

Sort avec 0 si rien n'est altéré, 1 si quelque chose l'est, 2 si le fichier ou une tête ne peut pas être lu.

Le fichier a un acte par ligne, en JSON. La ligne est écrite d'une seule façon, dite canonique : clés triées, aucun espace,
accents tels quels. Deux empreintes SHA-256 se recalculent à la main :

- « empreinte_charge » est celle du texte « sel » suivi du texte « charge » (noms, valeurs avant et après, motif) ;
- « empreinte » est celle du JSON canonique des dix champs SCELLES, dont « precedente », l'empreinte de l'acte d'avant.

Modifier, retirer, ajouter ou déplacer un acte change donc toutes les empreintes qui suivent. Une charge s'efface au terme
légal de sa conservation : elle vaut alors « null », et un acte « journal.effacer », plus loin, dit lesquelles.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

SCELLES = (
    "numero", "le", "acte", "auteur", "role", "perimetre", "objet", "session", "empreinte_charge", "precedente",
)  # fmt: skip
CHAMPS = {*SCELLES, "empreinte", "sel", "charge"}
ORIGINE = "0" * 64  # tient lieu d'empreinte précédente au premier acte
EFFACER = "journal.effacer"
MONTREES = 100  # au-delà, les anomalies sont comptées sans être montrées

LIMITES = """Ce qu'aucun contrôle ne peut voir :
- sans tête gardée ailleurs, un journal réécrit en entier, ou coupé à la fin, paraît intact ;
- avec des têtes, cela reste vrai des actes qui suivent la dernière ;
- le journal prouve ce qui a été consigné, non que cela était vrai, ni que tout l'a été."""


class Tete(NamedTuple):
    """Le numéro d'un acte et ce qu'on connaît de son empreinte : 24 ou 64 chiffres hexadécimaux."""

    numero: int
    empreinte: str


class Illisible(Exception):
    """Une tête ou une ligne n'est pas ce qu'elle devrait être ; la phrase dit pourquoi."""


def ecrire_tete(numero: int, empreinte: str) -> str:
    """La tête en mots : huit octets en hexadécimal, après les quatre octets suivants, un mot chacun."""
    octets = bytes.fromhex(empreinte[16:24])
    return f"acte {numero} : {' '.join(MOTS[octet] for octet in octets)} {empreinte[:16]}"


def lire_tete(texte: str) -> Tete:
    """Tête écrite en mots, ou avec les 64 chiffres de l'empreinte ; casse, espaces et accents ne comptent pas."""
    decompose = unicodedata.normalize("NFKD", texte).casefold().replace("«", " ").replace("»", " ")
    simple = " ".join("".join(s for s in decompose if not unicodedata.combining(s)).split())
    trouvee = re.fullmatch(
        r"acte\W*(?:no?\W*)?(\d[\d ]{0,23}?)\W+(?:((?:[a-z]+\W+){4})((?:[0-9a-f] ?){16})|((?:[0-9a-f] ?){64}))\W*",
        simple,
    )
    if trouvee is None:
        raise Illisible(f"« {texte} » n'est pas une tête de journal.")
    numero, mots, courte, entiere = trouvee.groups()
    if entiere:
        return Tete(int(numero.replace(" ", "")), entiere.replace(" ", ""))
    inconnus = [mot for mot in re.findall("[a-z]+", mots) if mot not in MOTS]
    if inconnus:
        raise Illisible(f"« {inconnus[0]} » n'est pas un mot des têtes de journal : vérifier la copie.")
    suite = bytes(MOTS.index(mot) for mot in re.findall("[a-z]+", mots))
    return Tete(int(numero.replace(" ", "")), courte.replace(" ", "") + suite.hex())


# La seule écriture admise d'une valeur : JSON, clés triées, sans espace, accents tels quels.
canonique = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def sha256(texte: str) -> str:
    """Empreinte d'un texte, en hexadécimal."""
    return hashlib.sha256(texte.encode()).hexdigest()


def lire_ligne(octets: bytes) -> dict[str, Any]:
    """L'acte d'une ligne ; lève `Illisible` si ce n'est pas, au signe près, une ligne de journal."""
    try:
        texte = octets.decode("utf-8")
        acte = json.loads(texte)
    except (ValueError, RecursionError):
        raise Illisible("n'est pas du JSON en UTF-8.") from None
    if not isinstance(acte, dict) or set(acte) != CHAMPS:
        raise Illisible("n'a pas les treize champs d'un acte.")
    if type(acte["numero"]) is not int or not all(
        isinstance(acte[c], str) for c in CHAMPS - {"numero", "sel", "charge"}
    ):
        raise Illisible("a un champ qui n'est pas du genre attendu.")
    if {type(acte["sel"]), type(acte["charge"])} not in ({str}, {type(None)}):
        raise Illisible("a un sel sans charge, ou une charge sans sel.")
    if canonique(acte) != texte:
        raise Illisible(
            "n'a pas l'écriture d'un export : le fichier a été modifié ou réécrit par un autre logiciel."
        )
    return acte


class Verification:
    """Lit les lignes dans l'ordre ; `anomalies` et `remarques` se remplissent à mesure."""

    def __init__(self, tetes: Iterable[Tete] = ()) -> None:
        self.tetes = list(tetes)
        self.nombre = 0
        self.anomalies: list[str] = []
        self.remarques: list[str] = []
        self.dernier: dict[str, Any] | None = None
        self.sans_charge: set[int] = set()
        self.retrouvees: set[Tete] = set()

    def lire(self, rang: int, octets: bytes) -> None:
        """Contrôle la ligne de ce rang, à partir de 1."""
        try:
            acte = lire_ligne(octets)
        except Illisible as raison:
            self.anomalies.append(f"Ligne {rang} : {raison}")
            return
        nom = f"Acte {acte['numero']} (ligne {rang}) : "
        self.controler_la_place(nom, acte)
        if sha256(canonique({champ: acte[champ] for champ in SCELLES})) != acte["empreinte"]:
            self.anomalies.append(
                nom + "son contenu n'est pas celui que son empreinte scelle : il a été modifié."
            )
        self.controler_la_charge(nom, acte)
        for tete in self.tetes:
            if tete.numero == acte["numero"]:
                self.retrouvees.add(tete)
                if not acte["empreinte"].startswith(tete.empreinte):
                    self.anomalies.append(
                        nom + "ne répond pas à la tête gardée : lui ou un acte d'avant a été réécrit."
                    )
        self.dernier = acte
        self.nombre += 1

    def controler_la_place(self, nom: str, acte: dict[str, Any]) -> None:
        """Note l'acte qui ne suit pas celui qui a été lu avant lui."""
        avant = self.dernier or {"numero": 0, "empreinte": ORIGINE, "le": ""}
        if acte["numero"] != avant["numero"] + 1:
            attendu = f"l'acte {avant['numero'] + 1} était attendu : "
            self.anomalies.append(nom + attendu + "un acte manque, est répété ou a changé de place.")
        if acte["precedente"] != avant["empreinte"]:
            self.anomalies.append(nom + "il ne scelle pas l'acte lu avant lui : la chaîne est rompue.")
        if acte["le"] < avant["le"]:
            self.remarques.append(nom + "daté d'avant l'acte précédent : une horloge a reculé.")

    def controler_la_charge(self, nom: str, acte: dict[str, Any]) -> None:
        """Note la charge qui n'est pas celle que l'acte scelle ; suit les effacements et leurs ordres."""
        if acte["charge"] is None:
            self.sans_charge.add(acte["numero"])
        elif sha256(acte["sel"] + acte["charge"]) != acte["empreinte_charge"]:
            self.anomalies.append(
                nom + "ses noms, ses valeurs ou son motif ne sont pas ceux que son empreinte scelle."
            )
        elif acte["acte"] == EFFACER:
            for debut, fin in numeros_ordonnes(acte["charge"]):
                for efface in range(max(debut, 1), min(fin, acte["numero"] - 1) + 1):
                    if efface in self.sans_charge:
                        self.sans_charge.discard(efface)
                    else:
                        self.remarques.append(nom + f"la charge de l'acte {efface} devait être effacée.")

    def conclure(self) -> None:
        """Ajoute ce qui ne se voit qu'une fois le dernier acte lu."""
        for numero in sorted(self.sans_charge):
            self.anomalies.append(
                f"Acte {numero} : sa charge manque, et aucun acte {EFFACER} n'ordonne de l'effacer."
            )
        for tete in self.tetes:
            if tete not in self.retrouvees:
                self.anomalies.append(
                    f"Acte {tete.numero} : sa tête a été gardée, et il manque ; il a été retiré, ou la fin coupée."
                )


def numeros_ordonnes(charge: str) -> Iterable[tuple[int, int]]:
    """Premiers et derniers numéros des suites d'actes qu'ordonne d'effacer la charge d'un acte `journal.effacer`."""
    try:
        suites = [(debut, fin) for debut, fin in json.loads(charge)["apres"]["numeros"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []
    return [(debut, fin) for debut, fin in suites if type(debut) is int and type(fin) is int]


def verifier(lignes: Iterable[bytes], tetes: Iterable[Tete] = ()) -> Verification:
    """Vérifie un journal ligne à ligne ; dit où il en est si on le regarde travailler."""
    verification = Verification(tetes)
    for rang, ligne in enumerate(lignes, start=1):
        verification.lire(rang, ligne[:-1] if ligne.endswith(b"\n") else ligne)
        if rang % 100_000 == 0 and sys.stderr.isatty():
            print(f"{rang} actes lus…", file=sys.stderr)
    verification.conclure()
    return verification


def raconter(verification: Verification) -> None:
    """Écrit le résultat."""
    dernier = verification.dernier
    print(f"Actes lus : {verification.nombre}")
    if dernier:
        print(f"Tête du dernier : {ecrire_tete(dernier['numero'], dernier['empreinte'])}")
        print(f"        entière : acte {dernier['numero']} : {dernier['empreinte']}")
    for titre, phrases in (("Anomalies", verification.anomalies), ("Remarques", verification.remarques)):
        print(f"{titre} : {len(phrases) or 'aucune'}")
        for phrase in phrases[:MONTREES]:
            print(f"- {phrase}")
        if len(phrases) > MONTREES:
            print(f"- … et {len(phrases) - MONTREES} autres.")
    couvert = max((tete.numero for tete in verification.tetes), default=0)
    if verification.anomalies:
        print("\nJOURNAL ALTÉRÉ.")
    elif couvert:
        print(f"\nJOURNAL INTACT, et prouvé jusqu'à l'acte {couvert} par la tête gardée.")
    else:
        print("\nJOURNAL COHÉRENT, mais aucune tête gardée n'a été donnée.")
    print("\n" + LIMITES)


def lire_arguments(arguments: list[str]) -> tuple[str, list[Tete]]:
    """Fichier et têtes demandés ; lève `Illisible`."""
    fichiers, tetes, reste = [], [], list(arguments)
    while reste:
        argument = reste.pop(0)
        if argument == "--tete" and reste:
            tetes.append(lire_tete(reste.pop(0)))
        elif argument.startswith("--tete="):
            tetes.append(lire_tete(argument[len("--tete=") :]))
        elif argument.startswith("-"):
            raise Illisible(f"« {argument} » : option inconnue, ou sans valeur.")
        else:
            fichiers.append(argument)
    if len(fichiers) != 1:
        raise Illisible("Un fichier de journal est attendu, et un seul.")
    return fichiers[0], tetes


def principal(arguments: list[str]) -> int:
    """Vérifie le fichier demandé et dit le résultat ; renvoie le code de sortie."""
    if not arguments or {"-h", "--help", "--aide"} & set(arguments):
        print(__doc__)
        return 0 if arguments else 2
    try:
        chemin, tetes = lire_arguments(arguments)
        with Path(chemin).open("rb") as flux:
            verification = verifier(flux, tetes)
    except Illisible as raison:
        print(raison, file=sys.stderr)
        return 2
    except OSError as erreur:
        print(f"{erreur.filename} : lecture impossible ({erreur.strerror}).", file=sys.stderr)
        return 2
    if not verification.nombre:
        premiere = " ".join(verification.anomalies[:1])
        print(f"{chemin} : aucune ligne n'est un acte de journal. {premiere}".rstrip(), file=sys.stderr)
        return 2
    raconter(verification)
    return 1 if verification.anomalies else 0


# Un mot par valeur d'octet, de 0 à 255.
LISTE = """
abeille acier agneau aigle amande ampoule archet ardoise arome asperge atlas atout aube averse avocat avril
azur bagage balai balcon baleine bambou barque bassin bateau belette berger biche bijou billet blason bleu
bocal bois bonbon bonnet bosquet botte bouleau branche brebis buisson cabane cactus cadran caillou calme
canal carotte castor cendre cerf cerise chameau chat cheval chien cigogne clairon cloche cobalt coffre
colline colombe comete compas copie corail coton crabe crayon crocus cumin cyclone cygne cypres dauphin
delta desert diamant dinde disque domino dorade drapeau duvet ebene echelle eclair ecorce ecran ecusson
email enfant enigme epice etoile etude facteur faisan fenouil feve flamme flocon flute forge fougere fraise
frelon fresque fruit fumee fusain galet gazelle genou girafe givre globe gomme gradin grange gravier guepe
guitare gypse hamac hangar haricot harpe hermine heron hetre hiver homard horloge houle iguane image indigo
ivoire jade jeudi jonc jouet jument jungle kaki kayak koala lac laine legume levier lezard licorne lierre
lion loup loutre lundi lynx marbre mardi marron matin menthe merle mesange miel mimosa minuit miroir moineau
moulin mousse muguet narval nasse navire neige nickel nid nymphe oasis ocre olive opale ortie otarie ourson
paquet pavot pelican pendule perche persil phoque piano pigeon pirogue planete plomb pollen poney potiron
prairie prune puits pupitre puzzle quai quartz quille refuge requin ressort riviere robinet rocher roman
roseau sable salade samedi sandale sardine saumon semelle sentier serpent silex sirop soja soleil sorbier
souris statue sureau talus timbre tisane toucan trefle tulipe tunnel turban vague valise violon voyage wagon
yaourt zenith zeste zigzag
"""
MOTS = LISTE.split()

if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
