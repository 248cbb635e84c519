"""La liste des candidats : chercher, filtrer, lire à côté, garder une recherche, exporter."""

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from parchemin.etapes.inscriptions import exports
from parchemin.etapes.inscriptions.forms.candidats import FORMATS, FiltresDeCandidats, NomDeVue
from parchemin.etapes.inscriptions.models import Inscription, Notification, VueEnregistree
from parchemin.etapes.inscriptions.queries import listes
from parchemin.etapes.inscriptions.queries.candidatures import Filtres, chercher, divisions, trier, une
from parchemin.etapes.inscriptions.services import vues as services_de_vues
from parchemin.etapes.inscriptions.services.groupes import ActeGroupe
from parchemin.etapes.inscriptions.views.session import la_session_et_les_autres, la_session_obligatoire
from parchemin.socle.comptes.acces import TABLE
from parchemin.socle.comptes.models import Personne
from parchemin.socle.comptes.roles import Role
from parchemin.socle.organisation import queries
from parchemin.socle.organisation.models import SessionExamen
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.refus import ActeRefuse
from parchemin.socle.organisation.views.demandes import pluriel

CHOISIES_MAXIMUM = 500
EXPORTER = "exporter_"
# Une clé de la base tient sur dix-neuf chiffres, dont le dernier peut déborder.
CHIFFRES_D_UNE_CLE = 19


def candidats(requete: Demande) -> HttpResponse:
    """La liste, ses filtres, et le candidat ouvert à côté ; tout est dans l'adresse."""
    session, sessions = la_session_et_les_autres(requete)
    contexte: dict[str, object] = {
        "session": session, "sessions": sessions, "ariane": [("Inscriptions", reverse("inscriptions"))],
    }  # fmt: skip
    if session:
        contexte |= _contexte(requete, session, FiltresDeCandidats(requete.GET))
    return render(requete, "inscriptions/candidats.html", contexte)


def vues(requete: Demande) -> HttpResponse:
    """Garde la recherche de la page sous un nom, ou en retire une ; puis revient à la liste."""
    personne, filtres = _personne(requete), requete.POST.get("filtres", "")
    if retiree := requete.POST.get("retirer", ""):
        if retiree.isdecimal() and len(retiree) < CHIFFRES_D_UNE_CLE:
            services_de_vues.retirer(personne, int(retiree))
        messages.success(requete, "La recherche est retirée.")
        return redirect(_liste(filtres))
    form = NomDeVue({"nom": requete.POST.get("nom", ""), "filtres": _relire(filtres)})
    try:
        if not form.is_valid():
            raise ActeRefuse(*(str(phrase) for erreurs in form.errors.values() for phrase in erreurs))
        vue = services_de_vues.garder(personne, **form.cleaned_data)
    except ActeRefuse as refus:
        messages.error(requete, str(refus))
    else:
        messages.success(requete, f"La recherche « {vue.nom} » est gardée.")
    return redirect(_liste(filtres))


def exporter(requete: Demande) -> HttpResponse:
    """La liste filtrée, ou ses lignes choisies, en CSV, XLSX, ODS ou à imprimer ; la sortie est consignée."""
    session, form = la_session_obligatoire(requete), FiltresDeCandidats(requete.GET)
    genre, nom = requete.GET.get("format", "csv"), requete.GET.get("liste", "candidats")
    if genre not in dict(FORMATS):
        raise Http404
    if requete.GET.get("coches") == "oui" and not choisies(requete):
        messages.error(requete, "Cochez au moins un candidat à exporter.")
        return redirect(_liste(form.adresse.removeprefix("?")))
    liste, colonnes = _a_exporter(requete, session, form, nom)
    nombre = liste.order_by().count()
    try:
        exports.verifier_la_longueur(genre, nombre)
    except exports.ExportTropLong as trop_long:
        messages.error(requete, str(trop_long))
        return redirect(_liste(form.adresse.removeprefix("?")))
    if requete.method == "HEAD":
        return HttpResponse()
    le = timezone.now()
    sortie = exports.Sortie(nom, genre, nombre, form.filtres.actifs)
    exports.consigner_l_export(session, sortie, par=requete.auteur, le=le)
    if genre == "impression":
        return _imprimer(requete, session, form, liste, colonnes)
    octets = exports.classeur(liste, colonnes, genre)
    fichier = f"{session.code}_{nom}_{le:%Y-%m-%d}.{genre}"
    return HttpResponse(
        octets, content_type=exports.GENRES[genre][1],
        headers={"Content-Disposition": f'attachment; filename="{fichier}"'},
    )  # fmt: skip


def choisies(requete: Demande) -> list[int]:
    """Numéros internes des lignes cochées dans l'adresse ; vide si aucune, ou si l'on veut toute la liste."""
    if requete.GET.get("tout") == "oui":
        return []
    lues = [c for lu in requete.GET.getlist("c") for c in lu.split(",")][:CHOISIES_MAXIMUM]
    return [int(c) for c in lues if c.isdecimal() and len(c) < CHIFFRES_D_UNE_CLE]


def noms_d_academies(requete: Demande) -> dict[str, str]:
    """Nom des académies visibles, par code ; rien pour un établissement, qui n'en voit qu'une."""
    if requete.portee.etablissements:
        return {}
    return {a.pk: a.nom for a in queries.academies(requete.portee)}


def _a_exporter(
    requete: Demande, session: SessionExamen, form: FiltresDeCandidats, nom: str
) -> tuple[QuerySet[Inscription] | QuerySet[Notification], Sequence[exports.Colonne]]:
    if nom == "candidats":
        trouvees = chercher(requete.portee, session, form.filtres)
        if cles := choisies(requete):
            trouvees = trouvees.filter(pk__in=cles)
        return trier(trouvees, form.ordre), exports.COLONNES
    non_lues = listes.non_ouvertes(requete.portee, session, form.filtres)
    if nom == "papier":
        return listes.sans_courriel(non_lues), exports.COLONNES_DE_DOCUMENT
    if nom == "non_lus":
        return non_lues, exports.COLONNES_DE_DOCUMENT
    raise Http404


def _imprimer(
    requete: Demande, session: SessionExamen, form: FiltresDeCandidats,
    liste: QuerySet[Inscription] | QuerySet[Notification], colonnes: Sequence[exports.Colonne],
) -> HttpResponse:  # fmt: skip
    retenues = exports.imprimees(colonnes)
    lignes = list(exports.lignes(liste, retenues))
    noms = {"academie": noms_d_academies(requete)}
    contexte = {
        "session": session, "titres": exports.titres(retenues), "lignes": lignes,
        "filtres": listes.dire_les_filtres(form.filtres, noms, {}), "legende": pluriel(len(lignes), "ligne"),
        "ariane": [("Candidats", _liste(form.adresse.removeprefix("?")))],
    }  # fmt: skip
    return render(requete, "inscriptions/liste_imprimee.html", contexte)


def _contexte(requete: Demande, session: SessionExamen, form: FiltresDeCandidats) -> dict[str, object]:
    filtres, garde, ici = form.filtres, form.garde, form.adresse
    trouvees = chercher(requete.portee, session, filtres)
    page, lignes = listes.page_de_candidats(trouvees, form.ordre, requete.GET.get("page"))
    academies, nombre = noms_d_academies(requete), page.paginator.count
    noms = {"academie": academies, "etablissement": listes.etablissements_lus(lignes)}
    sans_tri = listes.adresse(filtres, {"session": garde.get("session", "")}).removeprefix("?")
    return {
        "form": form, "filtres": filtres, "page": page, "lignes": lignes, "nombre": nombre,
        "actifs": listes.dire_les_filtres(filtres, noms, garde),
        "effacer": listes.adresse(Filtres(), garde), "ici": ici,
        "hors_deroulants": _hors_deroulants(filtres, garde), "requete": _suite(ici.removeprefix("?")),
        "sans_tri": _suite(sans_tri), "deroulants": form.deroulants(academies, divisions(requete.portee, session)),
        "de_l_adresse": {**filtres.actifs, **garde}, "legende": _legende(page, nombre),
        "nom_de_vue": NomDeVue(), "vues": list(VueEnregistree.objects.filter(personne=requete.user.pk)),
        **_gestes(Role(requete.auteur.role)),
        "plusieurs_academies": len(academies) > 1, "ouvert": _ouvert(requete, lignes),
        "filtres_de_la_page": ici.removeprefix("?"),
        "pour_tous": f"Pour les {nombre} trouvés" if nombre > 1 else "Pour le seul trouvé",
    }  # fmt: skip


def _gestes(role: Role) -> dict[str, object]:
    """Ce que ce rôle peut faire de la liste, et où : les actes et les exports, les exports seuls, ou rien."""
    actes = [(a.value, a.libelle) for a in ActeGroupe if a.revient_a(role)]
    if actes:
        sorties = [(f"{EXPORTER}{code}", f"Exporter : {nom}") for code, nom in FORMATS]
        adresse = reverse("inscriptions-candidats-groupe")
        return {"geste": "acte", "gestes": [*actes, *sorties], "adresse_du_geste": adresse}
    exporte = role in (TABLE["inscriptions-candidats-exporter"].lecture or ())
    sorties = [(code, f"Exporter : {nom}") for code, nom in FORMATS] if exporte else []
    return {
        "geste": "format",
        "gestes": sorties,
        "adresse_du_geste": reverse("inscriptions-candidats-exporter"),
    }


def _hors_deroulants(filtres: Filtres, garde: dict[str, str]) -> dict[str, str]:
    """Ce que le formulaire des filtres garde sans le demander."""
    gardes = ("mot", "etablissement", "document", "plume")
    return {nom: valeur for nom, valeur in filtres.actifs.items() if nom in gardes} | {
        nom: valeur for nom, valeur in garde.items() if nom == "tri"
    }


def _ouvert(requete: Demande, lignes: Sequence[listes.Ligne]) -> listes.Ligne | None:
    """Candidat que l'adresse ouvre ; 404 s'il n'est pas visible."""
    demande = requete.GET.get("candidat", "")
    if not demande.isdecimal() or len(demande) >= CHIFFRES_D_UNE_CLE:
        return None
    if montree := next((ligne for ligne in lignes if ligne.inscription.pk == int(demande)), None):
        return montree
    trouvee = une(requete.portee, int(demande))
    if trouvee is None:
        raise Http404
    return listes.ligne(trouvee)


def _legende(page: object, nombre: int) -> str:
    debut, fin = getattr(page, "start_index", int)(), getattr(page, "end_index", int)()
    if nombre <= listes.PAR_PAGE:
        return pluriel(nombre, "candidat")
    return f"Candidats {debut} à {fin} sur {nombre}"


def _suite(requete: str) -> str:
    return f"{requete}&" if requete else ""


def _relire(filtres: str) -> str:
    """Fin d'adresse qui ne porte que des filtres qui se lisent."""
    return FiltresDeCandidats(QueryDict(filtres[:2000])).adresse.removeprefix("?")


def _liste(filtres: str) -> str:
    lus = _relire(filtres)
    return reverse("inscriptions-candidats") + (f"?{lus}" if lus else "")


def _personne(requete: Demande) -> Personne:
    if not isinstance(requete.user, Personne):
        raise Http404
    return requete.user
