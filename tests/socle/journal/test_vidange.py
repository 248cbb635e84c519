"""Un essai qui confirme ses transactions laisse la base vide, et le journal de nouveau protégé."""

from datetime import datetime

import pytest
from django.db import transaction

from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.models import Acte
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.journal.verification import protections_absentes


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fois", [1, 2])
def test_la_base_se_vide_apres_l_essai_et_reste_protegee(fois: int, auteur: Auteur, le: datetime) -> None:
    assert not Acte.objects.exists()
    assert protections_absentes() == []
    with transaction.atomic():
        assert consigner("comptes.inviter", Fait(f"personne:{fois}"), par=auteur, le=le).numero == 1
