"""Consigner : un acte à la suite, dans la transaction qui le fait, ou rien."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.db import connection, transaction

from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.chaine import ORIGINE, ValeurRefusee
from parchemin.socle.journal.models import Acte, Charge
from parchemin.socle.journal.queries import historique
from parchemin.socle.journal.services import Fait, HorsTransaction, consigner
from parchemin.socle.journal.verification import verifier

FAIT = Fait(
    "personne:13", "Bob Fictif", session="2026", avant={"role": None}, apres={"role": "correcteur"}, motif="Renfort"
)  # fmt: skip


@pytest.mark.django_db
def test_un_acte_s_ecrit_avec_sa_charge(auteur: Auteur, le: datetime) -> None:
    rendu = consigner("comptes.inviter", FAIT, par=auteur, le=le)
    garde = Acte.objects.select_related("charge").get()
    assert garde.charge.contenu == (
        '{"apres":{"role":"correcteur"},"avant":{"role":null},"motif":"Renfort","nom_auteur":"Ada Fictive",'
        '"nom_objet":"Bob Fictif"}'
    )
    attendu = {
        "numero": 1, "le": le, "acte": "comptes.inviter", "auteur": "personne:12", "role": "gestionnaire",
        "perimetre": "academie:10", "objet": "personne:13", "session": "2026", "precedente": ORIGINE,
    }  # fmt: skip
    assert {champ: getattr(garde, champ) for champ in attendu} == attendu
    assert {f.attname: getattr(rendu, f.attname) for f in Acte._meta.fields} == {
        f.attname: getattr(garde, f.attname) for f in Acte._meta.fields
    }


@pytest.mark.django_db
def test_chaque_acte_scelle_le_precedent(auteur: Auteur, le: datetime) -> None:
    actes = [consigner("comptes.inviter", FAIT, par=auteur, le=le) for _ in range(3)]
    assert [acte.numero for acte in actes] == [1, 2, 3]
    assert [acte.precedente for acte in actes[1:]] == [acte.empreinte for acte in actes[:2]]
    assert len(set(Charge.objects.values_list("sel", flat=True))) == 3
    assert verifier().est_intact
    assert list(historique("personne:13")) == actes


@pytest.mark.django_db
def test_l_instant_est_garde_en_utc_a_la_microseconde(auteur: Auteur) -> None:
    a_papeete = datetime(2026, 6, 1, 23, 2, 0, 7, timezone(timedelta(hours=-10)))
    consigner("comptes.inviter", FAIT, par=auteur, le=a_papeete)
    assert Acte.objects.get().le == datetime(2026, 6, 2, 9, 2, 0, 7, UTC)
    assert verifier().est_intact


@pytest.mark.django_db
def test_une_horloge_qui_recule_d_un_jour_est_consignee_puis_remarquee(auteur: Auteur, le: datetime) -> None:
    consigner("comptes.inviter", FAIT, par=auteur, le=le)
    consigner("comptes.inviter", FAIT, par=auteur, le=le - timedelta(days=1))
    bilan = verifier()
    assert bilan.est_intact
    assert "une horloge a reculé" in str(bilan.remarques[0])


@pytest.mark.django_db
def test_l_acte_annule_emporte_sa_ligne(auteur: Auteur, le: datetime) -> None:
    consigner("comptes.inviter", FAIT, par=auteur, le=le)
    with transaction.atomic():
        consigner("comptes.inviter", FAIT, par=auteur, le=le)
        transaction.set_rollback(True)
    assert (Acte.objects.count(), Charge.objects.count()) == (1, 1)
    assert consigner("comptes.inviter", FAIT, par=auteur, le=le).numero == 2


@pytest.mark.django_db(transaction=True)
def test_hors_d_une_transaction_rien_ne_s_ecrit(auteur: Auteur, le: datetime) -> None:
    with pytest.raises(HorsTransaction, match=r"« comptes\.inviter » doit être consigné dans la transaction"):
        consigner("comptes.inviter", FAIT, par=auteur, le=le)
    assert not Acte.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("acte", "fait", "dit"),
    [
        ("inviter", FAIT, "n'est pas un code d'acte"),
        ("comptes.Inviter Bob", FAIT, "n'est pas un code d'acte"),
        ("comptes.inviter", replace(FAIT, objet="Bob Fictif"), "objet : code mal formé"),
        ("comptes.inviter", replace(FAIT, objet=""), "objet : code mal formé"),
        ("comptes.inviter", replace(FAIT, objet="copie:" + "1" * 75), "objet : code mal formé"),
        ("comptes.inviter", replace(FAIT, session="été"), "session : code mal formé"),
        ("comptes.inviter", replace(FAIT, apres={"note": 12.5}), r"la charge\.apres\.note"),
    ],
)
def test_un_acte_mal_dit_est_refuse(acte: str, fait: Fait, dit: str, auteur: Auteur, le: datetime) -> None:
    with pytest.raises(ValueError, match=dit):
        consigner(acte, fait, par=auteur, le=le)
    assert not Acte.objects.exists()


@pytest.mark.django_db
def test_un_nom_ne_passe_pas_pour_un_code_d_auteur(auteur: Auteur, le: datetime) -> None:
    with pytest.raises(ValueError, match="auteur : code mal formé"):
        consigner("comptes.inviter", FAIT, par=replace(auteur, code="Ada Fictive"), le=le)


@pytest.mark.django_db
def test_un_instant_sans_fuseau_est_refuse(auteur: Auteur) -> None:
    with pytest.raises(ValueError, match="n'a pas de fuseau"):
        consigner("comptes.inviter", FAIT, par=auteur, le=datetime(2026, 6, 2))  # noqa: DTZ001 : la faute à refuser


@pytest.mark.django_db
@pytest.mark.parametrize(
    "valeurs",
    [{"jour": date(2026, 6, 2)}, {"liste": [1, None, True]}, {"texte": 'é\n\x00"\\ \N{LINE SEPARATOR}'}],
)
def test_ce_qui_est_ecrit_se_verifie(valeurs: Mapping[str, object], auteur: Auteur, le: datetime) -> None:
    consigner("comptes.inviter", replace(FAIT, apres=valeurs), par=auteur, le=le)
    assert verifier().est_intact


@pytest.mark.django_db
def test_une_valeur_refusee_dit_ou_elle_est(auteur: Auteur, le: datetime) -> None:
    with pytest.raises(ValeurRefusee, match=r"la charge\.apres\.a\[1\]"):
        consigner("comptes.inviter", replace(FAIT, apres={"a": [1, 2.0]}), par=auteur, le=le)


@pytest.mark.django_db
def test_consigner_ne_coute_pas_plus_de_requetes_quand_le_journal_grandit(
    auteur: Auteur, le: datetime, django_assert_num_queries: object
) -> None:
    attendues = 4 if connection.vendor == "postgresql" else 3
    for _ in range(3):
        with django_assert_num_queries(attendues):  # type: ignore[operator] # fixture sans annotation
            consigner("comptes.inviter", FAIT, par=auteur, le=le)
