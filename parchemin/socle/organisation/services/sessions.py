"""Ouvrir une session d'examen et la faire avancer."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from parchemin.droit.diplome import codes_des_diplomes, sessions_connues
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.models import Phase, SessionExamen
from parchemin.socle.organisation.refus import ActeRefuse, Conflit, Ecart, Valeurs, exiger_un_motif

# De chaque phase : celle qui la suit, puis celle où l'on peut revenir, motif à l'appui.
TRANSITIONS: Mapping[Phase, tuple[Phase | None, Phase | None]] = {
    Phase.PREPARATION: (Phase.INSCRIPTIONS, None),
    Phase.INSCRIPTIONS: (Phase.EPREUVES, Phase.PREPARATION),
    Phase.EPREUVES: (Phase.DELIBERATION, Phase.INSCRIPTIONS),
    Phase.DELIBERATION: (Phase.PUBLIEE, Phase.EPREUVES),
    Phase.PUBLIEE: (Phase.CLOSE, Phase.DELIBERATION),
    Phase.CLOSE: (None, Phase.PUBLIEE),
}


def ouvrir_session(diplome: str, annee: int, *, par: Auteur, le: datetime) -> SessionExamen:
    """Session du diplôme et de l'année, ouverte en préparation ; celle qui l'est déjà, telle quelle.

    Lève `ActeRefuse` si le droit ne connaît pas ce diplôme ou cette session.
    """
    if diplome not in codes_des_diplomes():
        raise ActeRefuse(
            f"« {diplome} » n'est pas un diplôme connu. Connus : {', '.join(codes_des_diplomes())}."
        )
    if annee not in sessions_connues(diplome):
        connues = sessions_connues(diplome)
        raise ActeRefuse(
            f"Le règlement de la session {annee} n'est pas connu ; il l'est de {connues[0]} à {connues[-1]}. "
            "Il se complète dans le droit avant d'ouvrir la session."
        )
    with transaction.atomic():
        session, creee = SessionExamen.objects.get_or_create(
            diplome=diplome, annee=annee, defaults={"ouverte_le": le}
        )
        if creee:
            fait = _fait(session, None, {"phase": session.phase})
            consigner("organisation.ouvrir_session", fait, par=par, le=le)
    return session


def changer_phase(
    session: SessionExamen, vers: Phase, *, lue: str, motif: str = "", par: Auteur, le: datetime
) -> SessionExamen:
    """Session passée à la phase suivante, ou revenue à la précédente avec un motif.

    `lue` est la phase que la personne voyait. Lève `Conflit` si elle a changé, `ActeRefuse` si le saut n'existe pas.
    """
    with transaction.atomic():
        session = verrouiller(session)
        avant = Phase(session.phase)
        if avant is vers:
            return session
        if avant != lue:
            raise Conflit(Ecart("Phase", *(Phase(p).label for p in (lue, avant, vers))))
        suivante, precedente = TRANSITIONS[avant]
        if vers not in {suivante, precedente}:
            possibles = [phase.label for phase in (suivante, precedente) if phase]
            raise ActeRefuse(
                f"De « {avant.label} » on ne passe pas à « {vers.label} ». Possible : {' ou '.join(possibles)}."
            )
        if vers is precedente:
            motif = exiger_un_motif(motif, "revenir à une phase précédente rouvre ce qui était fermé.")
        session.phase = vers
        session.save(update_fields=["phase"])
        fait = _fait(session, {"phase": avant.value}, {"phase": vers.value}, motif.strip())
        consigner("organisation.changer_phase", fait, par=par, le=le)
    return session


def verrouiller(session: SessionExamen) -> SessionExamen:
    """Session relue et verrouillée jusqu'à la fin de la transaction : ses actes se suivent."""
    return SessionExamen.objects.select_for_update(no_key=True).get(pk=session.pk)


def verrouiller_ouverte(session: SessionExamen) -> SessionExamen:
    """Session verrouillée ; lève `ActeRefuse` si elle est close."""
    verrouillee = verrouiller(session)
    if verrouillee.phase == Phase.CLOSE:
        raise ActeRefuse(
            f"{verrouillee} est close : plus rien n'y change. L'administration nationale peut la rouvrir."
        )
    return verrouillee


def _fait(session: SessionExamen, avant: Valeurs | None, apres: Valeurs, motif: str = "") -> Fait:
    return Fait(f"session:{session.code}", str(session), session.code, avant, apres, motif)
