"""Les actes d'une candidature depuis sa fiche : compléter, changer de voie, confirmer, recevoir, rejeter, annuler."""

from django.http import Http404, HttpResponse
from django.utils import timezone

from parchemin.etapes.inscriptions.fiche import GROUPES
from parchemin.etapes.inscriptions.fiche_actes import possibles
from parchemin.etapes.inscriptions.fiche_apercu import apercevoir
from parchemin.etapes.inscriptions.fiche_rejet import raisons_proposees, remedes_proposes
from parchemin.etapes.inscriptions.forms.actes import ConfirmationPapier, MotifDActe, RejetMotive, SansSaisie
from parchemin.etapes.inscriptions.forms.fiche import (
    FORMULAIRES,
    ChampsDeCandidature,
    ChangementDeVoie,
    etablissements_de,
)
from parchemin.etapes.inscriptions.models import Inscription
from parchemin.etapes.inscriptions.queries.fiche import Lecture
from parchemin.etapes.inscriptions.services.confirmer import confirmer, demander_la_confirmation
from parchemin.etapes.inscriptions.services.modifier import annuler, changer_de_voie, completer, est_figee
from parchemin.etapes.inscriptions.services.recevoir import declarer_recevable, rejeter
from parchemin.etapes.inscriptions.views.fiche import PageDActe, faire, jouer, lecture, montrer, retour
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.refus import ActeRefuse
from parchemin.socle.organisation.views.demandes import envoi

SUIVIS_DE_LA_VOIE = ("voie", "etablissement", "forme", "unites")


def modifier(requete: Demande, numero: int, groupe: str) -> HttpResponse:
    """Complète ou rectifie un groupe de champs ; un conflit se montre champ par champ."""
    if groupe not in FORMULAIRES:
        raise Http404
    lu, le = lecture(requete, numero), timezone.now()
    figee = est_figee(lu.inscription, lu.connaissances, le=le)
    form = _formulaire(requete, lu, groupe, figee=figee)

    def acte() -> object:
        return completer(
            lu.inscription, form.changees, lu=form.lues, motif=form.cleaned_data.get("motif", ""),
            par=requete.auteur, le=le,
        )  # fmt: skip

    titre = GROUPES[groupe][0]
    verbe = "Rectifier" if figee else "Compléter"
    consequences = (
        "Seul ce que vous changez est écrit ; si quelqu'un d'autre change la même case, rien n'est écrasé.",
        *(
            (
                "La candidature est confirmée ou les registres sont clos : c'est une rectification, avec son motif.",
                "Le candidat est prévenu de ce qui a changé ; une confirmation imprimée avant n'est plus la bonne version.",
            )
            if figee
            else ()
        ),
    )
    page = PageDActe(f"{verbe} : {titre.lower()}", "Enregistrer", "Enregistré.", consequences, ancre=groupe)
    return jouer(
        requete,
        lu,
        form,
        acte,
        page,
        permis=possibles(lu, requete.auteur, le=le).completer,
        ecarts=form.ecarts,
    )


def voie(requete: Demande, numero: int) -> HttpResponse:
    """Change de voie : d'abord ce que cela changerait, puis l'acte."""
    lu, le = lecture(requete, numero), timezone.now()
    form = ChangementDeVoie(
        envoi(requete), inscription=lu.inscription, suivis=SUIVIS_DE_LA_VOIE, regles=lu.connaissances.regles,
        etablissements=etablissements_de(lu.inscription),
    )  # fmt: skip

    def acte() -> object:
        return changer_de_voie(
            lu.inscription, form.changees, lu=form.lues, motif=form.cleaned_data["motif"], par=requete.auteur, le=le
        )  # fmt: skip

    page = PageDActe(
        "Changer de voie", "Voir ce que cela change", "La voie est changée.",
        (
            "Le régime et la forme des épreuves sont redits par le droit, et les pièces attendues avec eux.",
            "Le candidat est prévenu ; l'autre académie le voit aussitôt.",
        ),
        article="Code de l'éducation, art. D643-14 et D643-19", ancre="regime", gabarit="inscriptions/candidat_voie.html",
    )  # fmt: skip
    apercu = None
    permis = possibles(lu, requete.auteur).changer_de_voie
    if form.is_bound and form.is_valid():
        deja_vu = form.a_ete_vu
        if deja_vu and faire(requete, lu, form, acte, page.dit):
            return retour(numero, page.ancre)
        try:
            apercu = apercevoir(lu, form.valeurs)
            form.retenir_l_apercu()
        except ActeRefuse as refus:
            for phrase in refus.phrases:
                form.add_error(None, phrase)
        if apercu and not deja_vu:
            return montrer(requete, lu, form, page, permis=True, apercu=apercu, apercu_seul=True)
    return montrer(requete, lu, form, page, permis=permis or form.is_bound, apercu=apercu, ecarts=form.ecarts)


def papier(requete: Demande, numero: int) -> HttpResponse:
    """Enregistre la confirmation signée sur papier, pour la version que le papier porte."""
    lu, form = lecture(requete, numero), ConfirmationPapier(envoi(requete))
    page = PageDActe(
        "Enregistrer une confirmation sur papier", "Enregistrer la confirmation", "La confirmation est enregistrée.",
        (
            "Le candidat a signé ce qu'il a lu : la version du papier doit être celle d'aujourd'hui.",
            "Ensuite, l'établissement et le candidat ne changent plus rien ; une rectification demande un motif.",
        ),
    )  # fmt: skip

    def acte() -> object:
        return confirmer(
            lu.inscription, Inscription.Confirmation.PAPIER, version=form.cleaned_data["version"],
            par=requete.auteur, le=timezone.now(),
        )  # fmt: skip

    return jouer(requete, lu, form, acte, page, permis=possibles(lu, requete.auteur).confirmer)


def demander(requete: Demande, numero: int) -> HttpResponse:
    """Remet au candidat sa confirmation à signer."""
    lu = lecture(requete, numero)
    page = PageDActe(
        "Demander la confirmation", "Remettre la confirmation", "La confirmation est remise au candidat.",
        ("Le candidat la trouve dans son espace ; l'établissement peut aussi l'imprimer et la faire signer.",),
        ancre="lectures",
    )  # fmt: skip
    return jouer(
        requete, lu, SansSaisie(envoi(requete)),
        lambda: demander_la_confirmation(lu.inscription, par=requete.auteur, le=timezone.now()), page,
        permis=possibles(lu, requete.auteur).demander_la_confirmation,
    )  # fmt: skip


def recevable(requete: Demande, numero: int) -> HttpResponse:
    """Déclare la candidature recevable, si rien ne s'y oppose."""
    lu = lecture(requete, numero)
    page = PageDActe(
        "Déclarer la candidature recevable", "Déclarer recevable", "La candidature est recevable.",
        ("Rien ne doit rester à compléter, aucune pièce à remettre : ce qui manque est dit ici, article à l'appui.",),
        article="Code de l'éducation, art. D643-13 à D643-16",
    )  # fmt: skip
    return jouer(
        requete, lu, SansSaisie(envoi(requete)),
        lambda: declarer_recevable(lu.inscription, par=requete.auteur, le=timezone.now()), page,
        permis=possibles(lu, requete.auteur).recevoir,
    )  # fmt: skip


def rejet(requete: Demande, numero: int) -> HttpResponse:
    """Rejette la candidature, raisons et remèdes à l'appui."""
    lu, le = lecture(requete, numero), timezone.now()
    form = RejetMotive(
        envoi(requete), proposees=raisons_proposees(lu, le=le), initial={"remedes": remedes_proposes(lu)}
    )
    page = PageDActe(
        "Rejeter la candidature", "Rejeter la candidature", "La candidature est rejetée, le candidat est prévenu.",
        (
            "Le candidat ne sera pas convoqué. Il reçoit les raisons et ce qu'il peut faire.",
            "La candidature reste lisible ; elle ne se rouvre pas, une autre se dépose si le candidat se met en règle.",
        ),
        genre="grave", article="Code des relations entre le public et l'administration, art. L211-2 et L211-5",
    )  # fmt: skip
    return jouer(
        requete, lu, form, lambda: rejeter(lu.inscription, form.rejet, par=requete.auteur, le=le), page,
        permis=possibles(lu, requete.auteur).rejeter,
    )  # fmt: skip


def annulation(requete: Demande, numero: int) -> HttpResponse:
    """Annule la candidature, motif à l'appui."""
    lu, form = lecture(requete, numero), MotifDActe(envoi(requete))
    page = PageDActe(
        "Annuler la candidature", "Annuler la candidature", "La candidature est annulée.",
        (
            "À la demande du candidat, ou parce qu'elle n'avait pas lieu d'être : il ne sera pas convoqué.",
            "Elle reste lisible avec son motif ; le candidat peut en déposer une autre si les registres sont ouverts.",
        ),
        genre="grave",
    )  # fmt: skip
    return jouer(
        requete, lu, form,
        lambda: annuler(
            lu.inscription, motif=form.cleaned_data["motif"], par=requete.auteur, le=timezone.now()
        ),
        page, permis=possibles(lu, requete.auteur).annuler,
    )  # fmt: skip


def _formulaire(requete: Demande, lu: Lecture, groupe: str, *, figee: bool) -> ChampsDeCandidature:
    options: dict[str, object] = {}
    if groupe == "choix":
        options = {
            "regles": lu.connaissances.regles,
            "etablissements": etablissements_de(lu.inscription),
        }
    return FORMULAIRES[groupe](
        envoi(requete), inscription=lu.inscription, suivis=GROUPES[groupe][1], figee=figee, **options
    )
