"""Plusieurs personnes qui agissent au même instant ; à lancer aussi seul, sur un fichier SQLite."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection

PERSONNES = 4


def ensemble(acte: Callable[[int], object]) -> Counter[str]:
    """Fait le même acte au même instant par plusieurs personnes ; compte ce qui leur est répondu."""
    barriere, reponses = threading.Barrier(PERSONNES), Counter[str]()

    def agir(rang: int) -> None:
        from parchemin.socle.organisation.refus import ActeRefuse

        barriere.wait()
        try:
            acte(rang)
            reponses["fait"] += 1
        except ActeRefuse as refus:
            reponses[type(refus).__name__] += 1
        finally:
            connection.close()

    fils = [threading.Thread(target=agir, args=(rang,)) for rang in range(PERSONNES)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return reponses


def jouer() -> None:
    """Chaque acte à plusieurs : un seul l'emporte, les autres trouvent l'acte fait ou un conflit."""
    from parchemin.socle.journal.models import Acte
    from parchemin.socle.organisation import etats
    from parchemin.socle.organisation.imports.lots import Lecture, Recu, appliquer, lire_a_blanc
    from parchemin.socle.organisation.models import Academie, Etablissement
    from parchemin.socle.organisation.portee import Portee
    from parchemin.socle.organisation.services.etablissements import enregistrer_etablissement
    from parchemin.socle.organisation.services.regroupements import creer_regroupement, rattacher
    from parchemin.socle.organisation.services.sessions import ouvrir_session
    from tests.socle.organisation.conftest import LE, NATIONAL, uai

    signe = {"par": NATIONAL, "le": LE}
    assert ensemble(lambda _: ouvrir_session("ccst", 2026, **signe)) == {"fait": PERSONNES}  # type: ignore[arg-type]
    session = ouvrir_session("ccst", 2026, par=NATIONAL, le=LE)
    assert Acte.objects.filter(acte="organisation.ouvrir_session").count() == 1

    pilotes = list(Academie.objects.filter(pk__in=["09", "10", "16", "17"]))
    groupes = [creer_regroupement(session, pilote, par=NATIONAL, le=LE) for pilote in pilotes]
    grenoble = Academie.objects.get(pk="08")
    partage = ensemble(lambda rang: rattacher(grenoble, groupes[rang], lu=None, par=NATIONAL, le=LE))
    assert partage == {"fait": 1, "Conflit": PERSONNES - 1}, partage

    lu = {"nom": "Lycée Lu", "academie": "10"}
    codes = [uai(f"069{numero:04}") for numero in range(1, 41)]
    for code in codes:
        enregistrer_etablissement(code, lu, lu={}, par=NATIONAL, le=LE)
    partage = ensemble(
        lambda rang: enregistrer_etablissement(codes[0], {"nom": f"Lycée {rang}"}, lu=lu, par=NATIONAL, le=LE)
    )
    assert partage == {"fait": 1, "Conflit": PERSONNES - 1}, partage

    partout = Portee(partout=True)
    lignes = "\n".join(["uai;nom", *(f"{code};Lycée du Fichier" for code in codes[1:])])
    lot = lire_a_blanc(
        Recu("annuaire.csv", lignes.encode()), Lecture("annuaire", None, partout), par=NATIONAL, le=LE
    )

    def appliquer_ou_saisir(rang: int) -> object:
        if rang < PERSONNES // 2:
            return appliquer(lot, portee=partout, par=NATIONAL, le=LE)
        # Dans l'ordre inverse du fichier : chacun finit par vouloir ce que l'autre tient.
        for code in reversed(codes[1:]):
            fiche = Etablissement.objects.get(pk=code)
            vu = etats.etat(fiche, ["nature"])
            enregistrer_etablissement(code, {"nature": "LYCEE"}, lu=vu, par=NATIONAL, le=datetime.now(UTC))
        return None

    partage = ensemble(appliquer_ou_saisir)
    assert partage == {"fait": PERSONNES}, partage
    lues = set(Etablissement.objects.filter(pk__in=codes[1:]).values_list("nom", "nature"))
    assert lues == {("Lycée du Fichier", "LYCEE")}
    assert Acte.objects.filter(acte="organisation.appliquer_import").count() == 1


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    jouer()
    print("ok")  # noqa: T201 : lu par l'essai qui lance ce module
