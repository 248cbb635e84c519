"""Un acte pour plusieurs candidats : l'aperçu, qui dit pour chacun ce que l'acte ferait, puis le compte rendu."""

from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from parchemin.etapes.inscriptions.forms.candidats import (
    CHOIX_MAXIMUM,
    EnvoiDeGroupe,
    FiltresDeCandidats,
    Reclamation,
)
from parchemin.etapes.inscriptions.models import Inscription
from parchemin.etapes.inscriptions.queries.candidatures import LIEES, chercher, trier, visibles
from parchemin.etapes.inscriptions.queries.listes import pieces_reclamables
from parchemin.etapes.inscriptions.services.groupes import (
    ActeGroupe,
    Consigne,
    Issue,
    Verdict,
    appliquer,
    prevoir,
)
from parchemin.etapes.inscriptions.views.candidats import EXPORTER, choisies
from parchemin.etapes.inscriptions.views.session import la_session_obligatoire
from parchemin.socle.comptes.roles import Role
from parchemin.socle.comptes.views.connexion import adresse_du_site
from parchemin.socle.organisation.models import SessionExamen
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.views.demandes import REFUSE, pluriel

MOTS = {
    Verdict.FAIT: ("passera", "fait"), Verdict.SANS_EFFET: ("rien à faire", "di"),
    Verdict.REFUSE: ("ne passera pas", "bloquant"),
}  # fmt: skip
MOTS_DU_COMPTE_RENDU = MOTS | {Verdict.FAIT: ("fait", "fait"), Verdict.REFUSE: ("refusé", "bloquant")}


def groupe(requete: Demande) -> HttpResponse:
    """L'aperçu d'un acte pour les candidats choisis ou trouvés ; à l'envoi, l'acte et son compte rendu."""
    return _appliquer(requete) if requete.method == "POST" else _prevoir(requete)


def _prevoir(requete: Demande) -> HttpResponse:
    session, form = la_session_obligatoire(requete), FiltresDeCandidats(requete.GET)
    code = requete.GET.get("acte", "")
    if code.startswith(EXPORTER):
        return _vers_l_export(requete, code.removeprefix(EXPORTER))
    acte = _acte(requete, code)
    if acte is None:
        phrase = "Choisissez dans la liste des candidats l'acte à faire, puis revenez à son aperçu."
        return render(requete, "inscriptions/groupe.html", {"refus": [phrase]}, status=REFUSE)
    trouvees = trier(chercher(requete.portee, session, form.filtres), form.ordre)
    cles = choisies(requete)
    if cles:
        trouvees = trouvees.filter(pk__in=cles)
    if not cles and requete.GET.get("tout") != "oui":
        trouvees = trouvees.none()
    retour = form.adresse.removeprefix("?")
    contexte = _contexte(acte, retour) | {"session": session, "nombre": trouvees.order_by().count()}
    reclamation = _reclamation(requete, acte, session)
    if reclamation is not None and not reclamation.is_valid():
        rappel = {"acte": acte.value, **_rappel(requete)}
        return render(
            requete, "inscriptions/groupe.html", contexte | {"form": reclamation, "rappel": rappel},
            status=REFUSE if reclamation.is_bound else 200,
        )  # fmt: skip
    consigne = Consigne(
        acte, site=adresse_du_site(requete), document=form.filtres.document,
        **(reclamation.cleaned_data if reclamation else {}),
    )  # fmt: skip
    retenues = list(trouvees[:CHOIX_MAXIMUM])
    issues = prevoir(retenues, consigne, par=requete.auteur, le=timezone.now())
    return render(
        requete, "inscriptions/groupe.html", contexte | _montrer(issues, consigne, MOTS) | {"apercu": True}
    )


def _vers_l_export(requete: Demande, genre: str) -> HttpResponse:
    """L'export des mêmes candidats ; sans ligne cochée ni demande de tout, il n'y a rien à exporter."""
    if not choisies(requete) and requete.GET.get("tout") != "oui":
        phrase = (
            "Cochez au moins un candidat à exporter, ou demandez l'export de tous ceux que la liste trouve."
        )
        return render(requete, "inscriptions/groupe.html", {"refus": [phrase]}, status=REFUSE)
    demande = urlencode({"format": genre, **_rappel(requete)})
    return redirect(f"{reverse('inscriptions-candidats-exporter')}?{demande}")


def _appliquer(requete: Demande) -> HttpResponse:
    form = EnvoiDeGroupe(requete.POST, _actes(requete))
    if not form.is_valid():
        phrases = [phrase for erreurs in form.errors.values() for phrase in erreurs]
        return render(requete, "inscriptions/groupe.html", {"refus": phrases}, status=REFUSE)
    lu, choix = form.cleaned_data, form.cleaned_data["choix"]
    acte = ActeGroupe(lu["acte"])
    consigne = Consigne(
        acte, piece=lu["piece"], pour_le=lu["pour_le"], motif=lu["motif"], document=lu["document"],
        site=adresse_du_site(requete),
    )  # fmt: skip
    retenues = _retenues(requete, [c.numero for c in choix])
    issues = appliquer(retenues, consigne, choix, par=requete.auteur, le=timezone.now())
    retour = FiltresDeCandidats(QueryDict(lu["retour"])).adresse.removeprefix("?")
    contexte = _contexte(acte, retour) | _montrer(issues, consigne, MOTS_DU_COMPTE_RENDU)
    contexte |= {"compte_rendu": True, "nombre": len(issues), "disparus": len(choix) - len(issues)}
    return render(requete, "inscriptions/groupe.html", contexte)


def _retenues(requete: Demande, cles: Sequence[int]) -> list[Inscription]:
    """Candidatures visibles parmi celles-ci ; ce qui n'est pas dans la portée n'y est pas."""
    trouvees = visibles(requete.portee).select_related(*LIEES).filter(pk__in=cles)
    return list(trier(trouvees, "nom"))


def _reclamation(requete: Demande, acte: ActeGroupe, session: SessionExamen) -> Reclamation | None:
    """Ce que demande une réclamation de pièce ; rien pour les autres actes."""
    if acte is not ActeGroupe.RECLAMER:
        return None
    return Reclamation(requete.GET if "piece" in requete.GET else None, pieces_reclamables(session))


def _acte(requete: Demande, code: str) -> ActeGroupe | None:
    """Acte demandé ; `None` s'il n'existe pas ou si le rôle ne le fait pas."""
    return next((a for a in _actes(requete) if a.value == code), None)


def _actes(requete: Demande) -> list[ActeGroupe]:
    return [a for a in ActeGroupe if a.revient_a(Role(requete.auteur.role))]


def _rappel(requete: Demande) -> dict[str, str]:
    """Ce que l'adresse porte déjà, à renvoyer avec le formulaire de la pièce ; les lignes cochées, d'un seul tenant."""
    form = FiltresDeCandidats(requete.GET)
    cochees = ",".join(map(str, choisies(requete)))
    tout = {"tout": "oui"} if requete.GET.get("tout") == "oui" else {"c": cochees}
    return form.filtres.actifs | form.garde | tout


def _contexte(acte: ActeGroupe, retour: str) -> dict[str, object]:
    liste = reverse("inscriptions-candidats") + (f"?{retour}" if retour else "")
    return {
        "acte": acte, "retour": retour, "liste": liste, "maximum": CHOIX_MAXIMUM,
        "ariane": [("Candidats", liste)],
    }  # fmt: skip


def _montrer(
    issues: Sequence[Issue], consigne: Consigne, mots: dict[Verdict, tuple[str, str]]
) -> dict[str, object]:
    passent = [i for i in issues if i.verdict is Verdict.FAIT]
    ordre = [Verdict.REFUSE, Verdict.FAIT, Verdict.SANS_EFFET]
    comptes = Counter(i.verdict for i in issues)
    return {
        "issues": [(i, *mots[i.verdict]) for i in sorted(issues, key=lambda i: ordre.index(i.verdict))],
        "passent": len(passent), "refuses": comptes[Verdict.REFUSE], "inutiles": comptes[Verdict.SANS_EFFET],
        "choix": ",".join(i.choix for i in passent), "consigne": consigne,
        "bouton": consigne.acte.bouton(len(passent)), "legende": pluriel(len(issues), "candidat"),
    }  # fmt: skip
