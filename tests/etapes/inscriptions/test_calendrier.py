"""Les dates d'une session, dans l'heure de chaque académie : propres à elle, à défaut communes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.text import slugify

from parchemin.etapes.inscriptions.calendrier import Calendrier, Operation
from parchemin.socle.organisation.models import Academie, Echeance, SessionExamen
from tests.etapes.inscriptions import monde as m

pytestmark = pytest.mark.django_db
PAPEETE = "41"


def test_le_code_d_une_operation_est_celui_que_l_ecran_donne_a_son_libelle() -> None:
    assert {o.value for o in Operation} == {slugify(o.libelle) for o in Operation}


def test_une_date_commune_vaut_pour_tous_une_date_propre_pour_la_sienne() -> None:
    monde = m.batir()
    papeete, lyon = Academie.objects.get(pk=PAPEETE), Academie.objects.get(pk=m.PILOTE)
    propre = datetime(2025, 11, 15, 3, tzinfo=UTC)
    Echeance.objects.create(
        session=monde.session, code=Operation.CLOTURE.value, libelle="Clôture", le=propre, academie=papeete
    )
    calendrier = Calendrier.de(monde.session)
    assert calendrier.limite(Operation.CLOTURE, papeete) == propre
    assert calendrier.limite(Operation.CLOTURE, lyon) == calendrier.limite(Operation.CLOTURE) == m.CLOTURE
    # 3 heures UTC le 15 : il est encore le 14, 17 heures, à Papeete.
    assert calendrier.jour(Operation.CLOTURE, papeete) == date(2025, 11, 14)
    assert calendrier.est_passee(Operation.CLOTURE, papeete, le=propre + timedelta(seconds=1))
    assert not calendrier.est_passee(Operation.CLOTURE, papeete, le=propre)
    assert not calendrier.est_passee(Operation.CLOTURE, lyon, le=propre + timedelta(days=1))


def test_une_date_remplacee_ne_compte_plus() -> None:
    monde = m.batir()
    Echeance.objects.filter(code=Operation.CLOTURE.value).update(remplacee_le=m.PENDANT)
    assert Calendrier.de(monde.session).limite(Operation.CLOTURE) is None
    assert not Calendrier.de(monde.session).est_passee(Operation.CLOTURE, None, le=m.APRES)


def test_ce_que_le_calendrier_ne_fixe_pas_ne_ferme_rien() -> None:
    session = SessionExamen.objects.create(diplome="ccst", annee=2026, ouverte_le=m.OUVERTURE)
    calendrier, lyon = Calendrier.de(session), Academie.objects.get(pk=m.PILOTE)
    dates = calendrier.dates(lyon)
    assert (dates.ouverture, dates.cloture) == (date(2024, 1, 1), date(2026, 12, 31))
    assert dates.debut_des_epreuves == calendrier.deliberation(lyon) == date(2026, 7, 1)


def test_les_dates_du_droit_sont_celles_du_lieu() -> None:
    monde = m.batir()
    soir = datetime(2025, 11, 21, 23, 30, tzinfo=UTC)
    Echeance.objects.filter(code=Operation.CLOTURE.value).update(le=soir)
    calendrier = Calendrier.de(monde.session)
    lues = {code: calendrier.dates(Academie.objects.get(pk=code)).cloture for code in (m.PILOTE, PAPEETE)}
    assert lues == {m.PILOTE: date(2025, 11, 22), PAPEETE: date(2025, 11, 21)}
