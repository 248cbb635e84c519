"""Plusieurs personnes devant les mêmes candidatures au même instant ; à lancer aussi seul, sur un fichier SQLite."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from tests.socle.organisation.concurrents import PERSONNES, ensemble


def jouer() -> None:
    """Chaque acte à plusieurs : un seul l'emporte, les autres trouvent l'acte fait ou un conflit."""
    from parchemin.etapes.inscriptions import champs
    from parchemin.etapes.inscriptions.models import Inscription, Notification
    from parchemin.etapes.inscriptions.services import confirmer, modifier, notifier, recevoir, titres
    from parchemin.etapes.inscriptions.services.inscrire import Demande, inscrire
    from parchemin.socle.journal.models import Acte
    from tests.etapes.inscriptions import monde as m

    monde = m.batir()

    def compter(acte: str) -> int:
        return Acte.objects.filter(acte=f"inscriptions.{acte}").count()

    # Le même envoi, avec et sans INE : une candidature, un acte.
    for rang, ine in enumerate(("123456789AB", ""), start=1):
        demande = Demande(m.PILOTE, m.valeurs(f"Double {rang}", ine=ine))
        partage = ensemble(lambda _, d=demande: inscrire(monde.session, d, par=m.LYON, le=m.PENDANT))  # type: ignore[misc]
        assert partage == {"fait": PERSONNES}, partage
        assert Inscription.objects.count() == compter("inscrire") == rang

    # Des candidats différents : chacun son numéro, sans trou.
    ensemble(lambda rang: m.inscrit(monde, f"Suivant {rang}", ne_le=f"2004-01-0{rang + 1}"))
    numeros = list(Inscription.objects.order_by("numero").values_list("numero", flat=True))
    assert numeros == [f"91026{rang:06}" for rang in range(1, PERSONNES + 3)], numeros

    # Deux académies sur une même candidature transférée : le même champ, un gagnant, des conflits lisibles.
    inscription = m.inscrit(monde, "Partagée", academie=m.RATTACHEE, etablissement=m.CFA)
    recevoir.transferer(monde.session, inscription.academie, par=m.RATTACHE, le=m.TRANSFERT)
    lu = champs.etat(inscription)
    qui = [m.RATTACHE, monde.pilote, m.RATTACHE, monde.pilote]
    partage = ensemble(
        lambda rang: modifier.completer(
            inscription, {"nom": f"Nom {rang}"}, lu=lu, motif="Faute", par=qui[rang], le=m.TRANSFERT
        )
    )
    assert partage == {"fait": 1, "Conflit": PERSONNES - 1}, partage
    assert compter("rectifier") == 1

    # Signer pendant qu'un autre change : ou la signature vient avant, ou elle est à relire ; jamais à l'aveugle.
    autre = m.inscrit(monde, "Signée")
    lu = champs.etat(autre)
    papier = Inscription.Confirmation.PAPIER

    def signer_ou_changer(rang: int) -> object:
        if rang % 2:
            return modifier.completer(
                autre, {"division": "TS9"}, lu=lu, motif="Erreur de classe", par=m.LYON, le=m.PENDANT
            )
        return confirmer.confirmer(autre, papier, version=1, par=m.LYON, le=m.PENDANT)

    partage = ensemble(signer_ou_changer)
    relue = Inscription.objects.get(pk=autre.pk)
    assert relue.division == "TS9"
    assert (relue.etat == "confirmee") == (partage == Counter(fait=PERSONNES)), (relue.etat, partage)
    assert compter("confirmer") == (relue.etat == "confirmee")

    # Une note et une décision, prises par plusieurs : une seule de chaque.
    note = titres.NoteAConserver("ccst", 2025, "U1", 24, date(2025, 7, 2))
    demandes = ensemble(lambda _: titres.demander_un_benefice(autre, note, par=m.LYON, le=m.PENDANT))
    assert demandes == {"fait": PERSONNES}, demandes
    (benefice,) = autre.benefices.all()
    ensemble(lambda _: titres.decider_un_benefice(benefice, accorder=True, par=m.LYON, le=m.PENDANT))
    assert (compter("demander_benefice"), compter("accorder_benefice")) == (1, 1)

    # Relancer pendant que le candidat ouvre : personne ne se bloque, personne n'est relancé deux fois.
    tous = list(Inscription.objects.filter(etat="deposee"))
    for une in tous:
        notifier.remettre(une, Notification.Genre.MODIFICATION, "Changé", le=m.PENDANT)
    avis = list(
        Notification.objects.filter(sans_objet_le=None, inscription__in=tous).select_related("inscription")
    )
    demain = datetime(2026, 1, 20, 9, tzinfo=UTC) + timedelta(days=1)

    def relancer_ou_ouvrir(rang: int) -> object:
        if rang % 2:
            return [notifier.ouvrir(n, par=m.candidat(n.inscription), le=demain) for n in reversed(avis)]
        return notifier.relancer(avis, par=monde.pilote, le=demain, site="https://parchemin.invalid")

    partage = ensemble(relancer_ou_ouvrir)
    assert partage == {"fait": PERSONNES}, partage
    assert set(Notification.objects.values_list("relances", flat=True)) <= {0, 1}


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    jouer()
    print("ok")  # noqa: T201 : lu par l'essai qui lance ce module
