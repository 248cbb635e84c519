"""Dix mille altérations au hasard d'un export : toutes vues par les deux programmes, la dernière tête gardée."""

import io
import random
from collections import Counter
from collections.abc import Callable

from parchemin.socle.journal.chaine import EFFACER, ActeLu, Maillon, empreinte_acte, empreinte_charge
from parchemin.socle.journal.controle import controler
from parchemin.socle.journal.tetes import Tete
from tests.socle.journal.fabrique import acte, enchainer, journal, lignes, verificateur

NOMBRE = 10_000
ACTES = 10
TEXTES = [champ for champ in Maillon._fields if champ != "numero"]
Actes = list[ActeLu]
Alteration = Callable[[Actes, random.Random], Actes]


def resceller(seul: ActeLu) -> ActeLu:
    return seul._replace(empreinte=empreinte_acte(seul.maillon))


def changer_un_champ(actes: Actes, hasard: random.Random) -> Actes:
    rang, champ = hasard.randrange(ACTES), hasard.choice([*TEXTES, "numero", "empreinte"])
    if champ == "empreinte":
        actes[rang] = actes[rang]._replace(empreinte=hasard.randbytes(32).hex())
    else:
        ancien = getattr(actes[rang].maillon, champ)
        nouveau = ancien + hasard.randint(1, 9) if champ == "numero" else _retoucher(ancien, hasard)
        maillon = Maillon(**{**actes[rang].maillon._asdict(), champ: nouveau})
        actes[rang] = actes[rang]._replace(maillon=maillon)
    return actes


def _retoucher(texte: str, hasard: random.Random) -> str:
    place = hasard.randrange(len(texte)) if texte else 0
    autres = [signe for signe in "àz.@" if texte[place : place + 1] != signe]
    return texte[:place] + hasard.choice(autres) + texte[place + 1 :]


def changer_un_champ_et_resceller(actes: Actes, hasard: random.Random) -> Actes:
    rang = hasard.randrange(ACTES)
    objet = f"copie:{hasard.randint(100, 999)}"
    actes[rang] = resceller(actes[rang]._replace(maillon=actes[rang].maillon._replace(objet=objet)))
    return actes


def reecrire_depuis(actes: Actes, hasard: random.Random) -> Actes:
    rang = hasard.randrange(ACTES)
    auteur = f"personne:{hasard.randint(100, 999)}"
    actes[rang] = actes[rang]._replace(maillon=actes[rang].maillon._replace(auteur=auteur))
    return enchainer(actes, depuis=rang)


def _avec_charge(actes: Actes, hasard: random.Random) -> int:
    return hasard.choice([rang for rang, lu in enumerate(actes) if lu.charge is not None])


def changer_la_charge(actes: Actes, hasard: random.Random) -> Actes:
    rang = _avec_charge(actes, hasard)
    actes[rang] = actes[rang]._replace(charge=_retoucher(actes[rang].charge or "", hasard))
    return actes


def changer_le_sel(actes: Actes, hasard: random.Random) -> Actes:
    rang = _avec_charge(actes, hasard)
    actes[rang] = actes[rang]._replace(sel=hasard.randbytes(32).hex())
    return actes


def changer_la_charge_et_reecrire(actes: Actes, hasard: random.Random) -> Actes:
    rang = _avec_charge(actes, hasard)
    charge = _retoucher(actes[rang].charge or "", hasard)
    scellee = empreinte_charge(actes[rang].sel or "", charge)
    maillon = actes[rang].maillon._replace(empreinte_charge=scellee)
    actes[rang] = actes[rang]._replace(charge=charge, maillon=maillon)
    return enchainer(actes, depuis=rang)


def echanger_deux_charges(actes: Actes, hasard: random.Random) -> Actes:
    un, autre = hasard.sample([rang for rang, lu in enumerate(actes) if lu.charge is not None], 2)
    actes[un], actes[autre] = (
        actes[un]._replace(sel=actes[autre].sel, charge=actes[autre].charge),
        actes[autre]._replace(sel=actes[un].sel, charge=actes[un].charge),
    )
    return actes


def effacer_sans_ordre(actes: Actes, hasard: random.Random) -> Actes:
    rang = _avec_charge(actes, hasard)
    actes[rang] = actes[rang]._replace(sel=None, charge=None)
    return actes


def effacer_sous_un_faux_ordre(actes: Actes, hasard: random.Random) -> Actes:
    rang = hasard.randrange(ACTES - 1)
    actes[rang] = actes[rang]._replace(sel=None, charge=None)
    place = hasard.randrange(rang + 1, ACTES)
    ordre = acte(99, apres={"numeros": [[rang + 1, rang + 1]]})
    actes.insert(place, ordre._replace(maillon=ordre.maillon._replace(acte=EFFACER)))
    return enchainer(actes, depuis=place)


def retirer(actes: Actes, hasard: random.Random) -> Actes:
    rang = hasard.randrange(ACTES)
    del actes[rang]
    return enchainer(actes, depuis=rang) if hasard.random() < 0.5 else actes


def inserer(actes: Actes, hasard: random.Random) -> Actes:
    rang = hasard.randrange(ACTES)
    actes.insert(rang, acte(hasard.randint(100, 999)))
    return enchainer(actes, depuis=rang) if hasard.random() < 0.5 else actes


def deplacer(actes: Actes, hasard: random.Random) -> Actes:
    un, autre = sorted(hasard.sample(range(ACTES), 2))
    actes.insert(autre, actes.pop(un))
    return enchainer(actes, depuis=un) if hasard.random() < 0.5 else actes


def couper_la_fin(actes: Actes, hasard: random.Random) -> Actes:
    return actes[: hasard.randrange(ACTES)]


def couper_le_debut(actes: Actes, hasard: random.Random) -> Actes:
    reste = actes[hasard.randrange(1, ACTES) :]
    return enchainer(reste) if hasard.random() < 0.5 else reste


def rejouer(actes: Actes, hasard: random.Random) -> Actes:
    rejoue = hasard.choice(actes)
    actes.insert(hasard.randrange(ACTES + 1), rejoue)
    return actes


ALTERATIONS: tuple[Alteration, ...] = (
    changer_un_champ, changer_un_champ_et_resceller, reecrire_depuis, changer_la_charge, changer_le_sel,
    changer_la_charge_et_reecrire, echanger_deux_charges, effacer_sans_ordre, effacer_sous_un_faux_ordre, retirer,
    inserer, deplacer, couper_la_fin, couper_le_debut, rejouer,
)  # fmt: skip


def test_dix_mille_alterations_sont_toutes_vues_avec_une_seule_tete() -> None:
    hasard, autonome, intact = random.Random(4), verificateur(), journal(ACTES)  # noqa: S311 : un tirage rejouable
    gardee = str(Tete(ACTES, intact[-1].empreinte))
    tetes, tetes_autonomes = [Tete.lire(gardee)], [autonome.lire_tete(gardee)]
    assert controler(intact, tetes).est_intact
    assert autonome.verifier(lignes(intact), tetes_autonomes).anomalies == []
    jouees: Counter[str] = Counter()
    for rang in range(NOMBRE):
        alteration = ALTERATIONS[rang % len(ALTERATIONS)]
        altere = alteration(list(intact), hasard)
        assert altere != intact, alteration.__name__
        assert not controler(altere, tetes).est_intact, (alteration.__name__, rang)
        assert autonome.verifier(lignes(altere), tetes_autonomes).anomalies, (alteration.__name__, rang)
        jouees[alteration.__name__] += 1
    assert jouees.total() == NOMBRE
    assert min(jouees.values()) >= NOMBRE // len(ALTERATIONS)


def test_un_octet_change_dans_le_fichier_se_voit_toujours() -> None:
    hasard, autonome, intact = random.Random(5), verificateur(), lignes(journal(ACTES))  # noqa: S311 : un tirage rejouable
    tetes = [autonome.lire_tete(str(Tete(ACTES, journal(ACTES)[-1].empreinte)))]
    for _ in range(1_000):
        fichier = bytearray(b"".join(intact))
        place = hasard.randrange(len(fichier) - 1)
        fichier[place] = hasard.choice([octet for octet in range(256) if octet != fichier[place]])
        assert autonome.verifier(io.BytesIO(fichier), tetes).anomalies, place
