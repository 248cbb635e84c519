"""Le contrat de la décision relu à la lettre, lentement, en fractions : rien de Parchemin n'y sert.

`decider` rend la ligne attendue d'un candidat de la session 2026, ou `None` si la ligne porte une faute.
"""

import re
from collections.abc import Mapping
from fractions import Fraction

GENERALES = {"E1": Fraction(3), "E2": Fraction("1.5"), "E3": Fraction("1.5"), "E4": Fraction(3)}
PROFESSIONNELLES = {"E5": Fraction(6), "E6": Fraction(4), "E7": Fraction(3), "E8": Fraction(3)}
COEFFICIENTS = {**GENERALES, **PROFESSIONNELLES}
LIBRES = ("EF1", "EF2", "EF3")
ORAUX = {"C_CGE": ("E1",), "C_LVE": ("E2", "E3"), "C_CEJM": ("E4",)}
NOTE = r"(\d|1\d|20)([.,](0|5|00|50))?"
Cases = Mapping[str, str]


def valeur(ecrit: str) -> Fraction | None:
    """La note écrite, ou rien si ce n'en est pas une."""
    if not re.fullmatch(NOTE, ecrit, re.ASCII):
        return None
    note = Fraction(ecrit.replace(",", "."))
    return note if note <= 20 else None


def note_de(case: str) -> Fraction | None:
    """La note qu'une case apporte à la moyenne, ou rien si l'unité ne compte pas."""
    if case == "FM":
        return Fraction(0)
    return valeur(case.removeprefix("R:").removeprefix("B:"))


def note_de_la_session(case: str) -> bool:
    """Note de cette session : ni conservée, ni dispensée, ni acquise."""
    return not case.startswith("B:") and note_de(case) is not None


def regime_de(cases: Cases) -> str | None:
    """Régime des trois colonnes, ou rien si la combinaison est refusée."""
    lieu, droit = cases["etablissement"], cases["habilitation"] or "non"
    public = lieu == "public"
    match cases["voie"]:
        case "scolaire":
            return None if droit != "non" or not lieu else "C" if lieu == "prive_hors_contrat" else "A"
        case "apprentissage":
            return None if droit == "etendue" or not lieu else "A" if public or droit == "oui" else "C"
        case "fpc" if public:
            return "B" if droit == "etendue" else "A"
        case "fpc":
            return "C" if lieu and droit == "non" else None
        case "distance":
            return "C" if droit == "non" else None
        case "experience":
            return "C" if droit == "non" and not lieu else None
    return None


def situation_admise(cases: Cases) -> bool:
    """Régime, voie, établissement, habilitation et forme vont ensemble."""
    progressive = cases["forme"] == "progressive"
    if not cases["voie"]:
        return cases["regime"] != "" and not cases["etablissement"] and cases["habilitation"] in ("", "non")
    regime = regime_de(cases)
    if regime is None or cases["regime"] not in ("", regime):
        return False
    return not (progressive and cases["voie"] in ("scolaire", "apprentissage"))


def case_admise(code: str, case: str, cases: Cases) -> bool:
    """Une épreuve obligatoire admet cette case, compte tenu de la forme et des aménagements."""
    progressive, amenagements = cases["forme"] == "progressive", cases["amenagement"].split("|")
    if case.startswith("B:"):
        note = valeur(case[2:])
        return note is not None and (note >= 10 or progressive or "conservation" in amenagements)
    if case == "NV":
        return code in ("E5", "E7", "E8")
    if case == "DI":
        return code in GENERALES
    if case == "NP":
        return progressive or "etalement" in amenagements
    return case in ("AB", "FM", "VA", "AN", "FR") or valeur(case.removeprefix("R:")) is not None


def cases_admises(cases: Cases) -> bool:
    """Chaque case, puis les facultatives entre elles."""
    presentees = [c for c in LIBRES if cases[c] not in ("", "AB")]
    return (
        situation_admise(cases)
        and all(case_admise(c, cases[c], cases) for c in COEFFICIENTS)
        and all(cases[c] in ("", "AB", "FR") or valeur(cases[c]) is not None for c in LIBRES)
        and all(cases[c] in ("", "AB", "AN", "FR") or valeur(cases[c]) is not None for c in ORAUX)
        and len(presentees) <= 2
        and not {"EF1", "EF2"} <= set(presentees)
    )


def blocages(cases: Cases) -> list[tuple[str, str]]:
    """Décision et motif de chaque obstacle, dans l'ordre où ils se testent."""
    obligatoires = [cases[c] for c in COEFFICIENTS]
    tous = [*obligatoires, *(cases[c] for c in LIBRES), *(cases[c] for c in ORAUX)]
    tests = [
        ("FR" in tous, "SUSPENDU", "FRAUDE_EN_COURS"),
        (any(c.startswith("R:") for c in obligatoires), "SUSPENDU", "NOTE_RESERVEE"),
        ("AN" in obligatoires, "AJOURNE", "EPREUVE_ANNULEE"),
        ("AB" in obligatoires, "AJOURNE", "ABSENCE_NON_JUSTIFIEE"),
        ("NV" in obligatoires, "AJOURNE", "NON_VALIDE"),
        ("NP" in obligatoires, "EN_COURS", "UNITES_RESTANTES"),
    ]
    return [(decision, motif) for vrai, decision, motif in tests if vrai]


def somme(retenues: Mapping[str, Fraction]) -> tuple[Fraction, Fraction]:
    """Points et coefficients de ces notes."""
    points = sum((COEFFICIENTS[c] * n for c, n in retenues.items()), Fraction(0))
    return points, sum((COEFFICIENTS[c] for c in retenues), Fraction(0))


def premiere(cases: Cases, retenues: Mapping[str, Fraction], bonus: Fraction) -> tuple[str, list[str]]:
    """Règles 1 à 4."""
    if obstacles := blocages(cases):
        return obstacles[0][0], [motif for _, motif in obstacles]
    points, coefficients = somme(retenues)
    if coefficients == 0:
        return "ADMIS", ["ADM_VAE"]
    if points + bonus >= 10 * coefficients:
        return "ADMIS", ["ADM_MOYENNE"]
    points_pro, coefficients_pro = somme({c: n for c, n in retenues.items() if c in PROFESSIONNELLES})
    manques = []
    if points + bonus < 8 * coefficients:
        manques.append("MOYENNE_INSUFFISANTE")
    if points_pro < 10 * coefficients_pro:
        manques.append("MOYENNE_PRO_INSUFFISANTE")
    if manques:
        return "AJOURNE", manques
    if coefficients_pro == 0:
        return "A_EXAMINER", ["CAS_A_EXAMINER"]
    if not any(note_de_la_session(cases[c]) for c in GENERALES):
        return "AJOURNE", ["CTRL_SANS_EPREUVE"]
    return "CONTROLE", ["CTRL_ACCES"]


def apres_controle(cases: Cases, retenues: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Notes que les oraux remplacent : épreuve → note de l'oral."""
    remplacees = {}
    for oral, epreuves in ORAUX.items():
        note = valeur(cases[oral])
        visees = tuple(c for c in epreuves if note_de_la_session(cases[c]))
        if note is not None:
            poids = sum(COEFFICIENTS[c] for c in visees)
            moyenne = sum(COEFFICIENTS[c] * retenues[c] for c in visees) / poids
            if note >= moyenne:
                remplacees.update(dict.fromkeys(visees, note))
    return remplacees


def oraux_refuses(cases: Cases, decision: str) -> bool:
    """Les cases de contrôle ne vont pas avec la première délibération."""
    remplis = [c for c in ORAUX if cases[c]]
    sans_epreuve = [c for c in remplis if not any(note_de_la_session(cases[e]) for e in ORAUX[c])]
    return bool(remplis) and (decision != "CONTROLE" or len(remplis) > 2 or bool(sans_epreuve))


def decider(cases: Cases) -> dict[str, str] | None:
    """Ligne attendue, ou rien si une faute doit être dite."""
    if not cases_admises(cases):
        return None
    retenues = {c: n for c in COEFFICIENTS if (n := note_de(cases[c])) is not None}
    bonus = sum(
        (max(Fraction(0), n - 10) for c in LIBRES if (n := valeur(cases[c])) is not None), Fraction(0)
    )
    decision, motifs = premiere(cases, retenues, bonus)
    remplacees: dict[str, Fraction] = {}
    if not {"FRAUDE_EN_COURS", "EPREUVE_ANNULEE"} & set(motifs):
        if oraux_refuses(cases, decision):
            return None
        if any(cases[c] for c in ORAUX):
            remplacees = apres_controle(cases, retenues)
            points, coefficients = somme({**retenues, **remplacees})
            admis = points + bonus >= 10 * coefficients
            decision, motifs = ("ADMIS", ["ADM_CONTROLE"]) if admis else ("AJOURNE", ["MOYENNE_INSUFFISANTE"])
    return chiffrer(cases, {**retenues, **remplacees}, bonus) | {
        "decision": decision,
        "motifs": "|".join(motifs),
        "unites_acquises": "|".join(acquises(cases, remplacees)),
    }


def acquises(cases: Cases, remplacees: Mapping[str, Fraction]) -> list[str]:
    """Unités acquises, dans l'ordre."""
    unites = []
    for code in COEFFICIENTS:
        propre = None if cases[code].startswith("R:") else note_de(cases[code])
        if cases[code] == "VA" or (propre or 0) >= 10 or remplacees.get(code, 0) >= 10:
            unites.append(code.replace("E", "U"))
    return unites


def chiffrer(cases: Cases, retenues: Mapping[str, Fraction], bonus: Fraction) -> dict[str, str]:
    """Les chiffres écrits."""
    points, coefficients = somme(retenues)
    points_pro, coefficients_pro = somme({c: n for c, n in retenues.items() if c in PROFESSIONNELLES})
    return {
        "numero": cases["numero"],
        "points": decimal(points),
        "coefficients": decimal(coefficients),
        "moyenne": tronque((points + bonus) / coefficients) if coefficients else "",
        "moyenne_professionnelle": tronque(points_pro / coefficients_pro) if coefficients_pro else "",
        "bonus": decimal(bonus),
    }


def decimal(nombre: Fraction) -> str:
    """Décimal exact, virgule, sans zéro inutile."""
    centiemes = nombre * 100
    assert centiemes.denominator == 1
    entier, reste = divmod(int(centiemes), 100)
    return f"{entier},{reste:02}".rstrip("0").rstrip(",")


def tronque(nombre: Fraction) -> str:
    """Deux décimales, tronquées."""
    entier, reste = divmod(int(nombre * 100), 100)
    return f"{entier},{reste:02}"
