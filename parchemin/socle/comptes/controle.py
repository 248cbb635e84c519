"""Le contrôle des accès : chaque demande passe par la table, juste avant sa vue ; tout le reste est refusé."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject
from django_otp.plugins.otp_totp.models import TOTPDevice

from parchemin.socle.comptes.acces import ECRITURE, LECTURE, TABLE, Porte, Situation, Verdict, juger
from parchemin.socle.comptes.models import Habilitation, Personne
from parchemin.socle.comptes.queries import habilitations_de, portee_de
from parchemin.socle.comptes.roles import DEFINITIONS, Role
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation.models import Phase, SessionExamen
from parchemin.socle.organisation.portee import Demande

CHOIX = "habilitation"  # clé de la session : le rôle sous lequel la personne agit
VUE_A = "vue_a"  # instant UTC, en secondes, de la dernière prolongation
OUVERTE_A = "ouverte_a"  # instant UTC, en secondes, où la session s'est ouverte
PROUVEE_A = "prouvee_a"  # instant UTC, en secondes, de la dernière preuve d'identité
FACTEUR_DU_FOURNISSEUR = "facteur_du_fournisseur"
DUREE_MAXIMUM_S = 12 * 3600  # une journée de jury ; au-delà, même active, la session se ferme
PREUVE_RECENTE_S = 10 * 60  # changer de second facteur demande une preuve plus jeune
# Dans `requete.META` : la session vient d'être fermée. Aucun en-tête reçu ne prend ce nom, tous commencent par HTTP_.
FERMEE = "PARCHEMIN_SESSION_FERMEE"
Vue = Callable[..., HttpResponse]


class DemandeIdentifiee(Demande):
    """Une demande dont on sait qui la fait et sous quel rôle ; rien n'est lu en base tant qu'on ne le demande pas."""

    habilitations: list[Habilitation]
    habilitation: Habilitation | None
    situation: Situation


class ControleDesAcces:
    """Pose la personne, son rôle et sa portée sur la demande, puis rend le verdict de la table."""

    def __init__(self, suite: Callable[[HttpRequest], HttpResponse]) -> None:
        self.suite = suite

    def __call__(self, requete: HttpRequest) -> HttpResponse:
        """Réponse de la vue ; une page d'une personne reconnue ne se garde dans aucun cache."""
        le = timezone.now()
        fermer_si_trop_longue(requete, le=le)
        identifier(requete, le=le)
        reponse = self.suite(requete)
        # Sans témoin de session il n'y a personne à reconnaître : la base n'est pas lue.
        if requete.session.session_key and requete.user.is_authenticated:
            add_never_cache_headers(reponse)
            prolonger_la_session(requete, le=le)
        return reponse

    def process_view(
        self, requete: DemandeIdentifiee, vue: Vue, arguments: list[Any], nommes: dict[str, Any]
    ) -> HttpResponse | None:
        """Rien si la demande est admise, sinon la réponse qui l'arrête ; lève `PermissionDenied` sans rien dire de plus."""
        trouvee = requete.resolver_match
        acces = TABLE.get(trouvee.view_name if trouvee else "")
        methode = requete.method or ""
        # Une porte publique, ou une méthode que la route n'a pas, se jugent sans rien lire en base.
        sans_personne = acces is None or acces.porte is Porte.PUBLIQUE or acces.roles(methode) is None
        situation = Situation() if sans_personne else situation_de(requete)
        match juger(acces, methode, situation):
            case Verdict.ADMIS if acces and acces.porte is Porte.ROLE and role_change(requete):
                return render(requete, "comptes/role_change.html", status=409)
            case Verdict.ADMIS:
                return None
            case Verdict.METHODE:
                admises = [m for m in (*sorted(LECTURE), *ECRITURE) if acces and acces.roles(m) is not None]
                return HttpResponseNotAllowed(admises)
            case Verdict.A_CONNECTER:
                return renvoyer(requete, "connexion")
            case Verdict.SECOND_FACTEUR:
                return renvoyer(requete, "second_facteur")
            case Verdict.PHASE:
                return render(requete, "comptes/phase.html", status=403)
            case _:
                raise PermissionDenied


def identifier(requete: Any, *, le: datetime) -> None:
    """Pose sur la demande ses rôles, sa portée et l'auteur de ses actes ; lus seulement si l'on s'en sert."""
    requete.habilitations = SimpleLazyObject(
        lambda: habilitations_de(requete.user, le=le) if requete.user.is_authenticated else []
    )
    requete.habilitation = SimpleLazyObject(
        lambda: choisie(requete.habilitations, requete.session.get(CHOIX))
    )
    requete.portee = SimpleLazyObject(lambda: portee_de(requete.habilitation or None))
    requete.auteur = SimpleLazyObject(lambda: auteur_de(requete.user, requete.habilitation or None))


def prolonger_la_session(requete: HttpRequest, *, le: datetime) -> None:
    """Repousse le terme de la session, une fois par minute au plus ; son ouverture, elle, ne bouge pas."""
    vue = requete.session.get(VUE_A, 0)
    if le.timestamp() - vue >= settings.PAS_DE_SESSION_S:
        requete.session[VUE_A] = int(le.timestamp())
        requete.session.setdefault(OUVERTE_A, int(le.timestamp()))


def fermer_si_trop_longue(requete: HttpRequest, *, le: datetime) -> None:
    """Ferme une session ouverte depuis plus de douze heures ; la page demandée renvoie alors se connecter."""
    if not requete.session.session_key:
        return
    ouverte = requete.session.get(OUVERTE_A)
    if ouverte is not None and le.timestamp() - ouverte >= DUREE_MAXIMUM_S:
        logout(requete)
        requete.META[FERMEE] = True


def preuve_recente(requete: HttpRequest, *, le: datetime) -> bool:
    """Vrai si la personne s'est identifiée, ou a donné son second facteur, il y a moins de dix minutes."""
    return bool(le.timestamp() - requete.session.get(PROUVEE_A, 0) < PREUVE_RECENTE_S)


def noter_la_preuve(requete: HttpRequest, *, le: datetime) -> None:
    """Retient que la personne vient de prouver qui elle est."""
    requete.session[PROUVEE_A] = int(le.timestamp())


def role_change(requete: DemandeIdentifiee) -> bool:
    """Vrai si l'envoi part d'une page qui montrait un autre rôle que celui d'aujourd'hui : deux onglets, ou un retrait."""
    montre = requete.POST.get("_role") if requete.method in ECRITURE else None
    return montre is not None and montre != str(requete.habilitation.pk if requete.habilitation else "")


def est_inactive(requete: HttpRequest, *, le: datetime) -> bool:
    """Vrai si la personne reconnue n'a rien demandé depuis la durée admise, à la minute près."""
    vue = requete.session.get(VUE_A)
    return vue is not None and le.timestamp() - vue >= settings.INACTIVITE_S - settings.PAS_DE_SESSION_S


def choisie(habilitations: list[Habilitation], numero: object) -> Habilitation | None:
    """Rôle sous lequel la personne agit : celui qu'elle a choisi s'il est encore en vigueur, sinon le premier."""
    for habilitation in habilitations:
        if habilitation.pk == numero:
            return habilitation
    return habilitations[0] if habilitations else None


def auteur_de(personne: Personne, habilitation: Habilitation | None) -> Auteur:
    """Auteur que le journal inscrira."""
    return Auteur(
        code=personne.code,
        nom=str(personne),
        role=habilitation.role if habilitation else "",
        perimetre=habilitation.perimetre if habilitation else "",
    )


def facteur_verifie(requete: Any) -> bool:
    """Vrai si un second facteur a été donné dans cette session, ici ou chez le fournisseur d'identité."""
    return bool(requete.user.is_verified() or requete.session.get(FACTEUR_DU_FOURNISSEUR))


def facteur_exige(habilitations: list[Habilitation]) -> bool:
    """Vrai si l'un des rôles tenus exige un second facteur : il l'est alors pour tous, le compte est le même."""
    return any(DEFINITIONS[Role(h.role)].second_facteur for h in habilitations)


def situation_de(requete: DemandeIdentifiee) -> Situation:
    """Ce que la table a besoin de savoir de la personne qui demande ; établi une fois par demande."""
    if not hasattr(requete, "situation"):
        requete.situation = _etablir(requete)
    return requete.situation


def _etablir(requete: DemandeIdentifiee) -> Situation:
    if not requete.user.is_authenticated:
        return Situation()
    habilitation = requete.habilitation
    exige = facteur_exige(requete.habilitations)
    return Situation(
        reconnue=True,
        # Qui a choisi un second facteur sans y être tenu le donne aussi : sinon il ne protégerait rien.
        facteur_exige=exige or TOTPDevice.objects.filter(user=requete.user, confirmed=True).exists(),
        facteur_verifie=facteur_verifie(requete),
        role=Role(habilitation.role) if habilitation else None,
        phase=phase_de(habilitation),
    )


def phase_de(habilitation: Habilitation | None) -> Phase | None:
    """Phase de la session du rôle, de la dernière ouverte si le rôle vaut pour toutes ; `None` sans session."""
    session = habilitation.session if habilitation else None
    if session is None:
        session = SessionExamen.objects.order_by("-annee").first()
    return Phase(session.phase) if session else None


def renvoyer(requete: HttpRequest, route: str) -> HttpResponse:
    """Redirection vers une page d'entrée, avec la page à retrouver ; un envoi ramène à la page de son formulaire."""
    suite = requete.get_full_path() if requete.method in LECTURE else page_d_origine(requete)
    if requete.headers.get("HX-Request"):
        # Un fragment ne montre pas une page entière : c'est la page qui change.
        reponse = HttpResponse(status=204)
        reponse.headers["HX-Redirect"] = f"{reverse(route)}?{urlencode({'suite': page_d_origine(requete)})}"
        return reponse
    parametres = {
        **({"expiree": ""} if FERMEE in requete.META else {}),
        **({"suite": suite} if suite else {}),
    }
    return HttpResponseRedirect(f"{reverse(route)}?{urlencode(parametres)}" if parametres else reverse(route))


def page_d_origine(requete: HttpRequest) -> str:
    """Page du site d'où part la demande, chemin seul ; vide si elle vient d'ailleurs."""
    lue = urlsplit(requete.headers.get("Referer", ""))
    if lue.netloc != requete.get_host():
        return ""
    return f"{lue.path}?{lue.query}" if lue.query else lue.path
