"""Refait une décision d'après son explication seule, en fractions : la ligne qui aurait dû être écrite."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from tests.moteurs.decision.oracle import decimal, tronque

Objet = Mapping[str, Any]
CODES = [
    ("FR", "SUSPENDU", "FRAUDE_EN_COURS"), ("R", "SUSPENDU", "NOTE_RESERVEE"), ("AN", "AJOURNE", "EPREUVE_ANNULEE"),
    ("AB", "AJOURNE", "ABSENCE_NON_JUSTIFIEE"), ("NV", "AJOURNE", "NON_VALIDE"), ("NP", "EN_COURS", "UNITES_RESTANTES"),
]  # fmt: skip


def fraction(ecrit: str | int) -> Fraction:
    return Fraction(str(ecrit).replace(",", "."))


class Recalcul:
    """Les seuils viennent des valeurs légales citées, les notes et les coefficients des épreuves citées."""

    def __init__(self, explication: Objet) -> None:
        self.epreuves = explication["epreuves"]
        self.facultatives = explication["facultatives"]
        self.oraux = [o for o in explication["controle"] if o["etat"]]
        self.disciplines = explication["controle"]
        valeurs = {p["nom"]: p["valeur"] for p in explication["parametres"]}
        self.admission = fraction(valeurs["admission.moyenne_minimale"])
        self.acces = fraction(valeurs["controle.seuils"]["moyenne"])
        self.acces_pro = fraction(valeurs["controle.seuils"]["professionnelle"])
        self.seuil_unite = fraction(valeurs["unite.note_minimale"])
        seuil_bonus = fraction(valeurs["fac.regle"]["seuil"])
        self.notes = {e["epreuve"]: fraction(e["note"]) for e in self.epreuves if e["note"] is not None}
        points_libres = (
            fraction(f["note"]) - seuil_bonus for f in self.facultatives if f["note"] is not None
        )
        self.bonus = sum((p for p in points_libres if p > 0), Fraction(0))
        self.coefficients = {e["epreuve"]: fraction(e["coefficient"]) for e in self.epreuves}
        self.pro = {e["epreuve"] for e in self.epreuves if e["domaine"] == "professionnelle"}
        self.remplacees: dict[str, Fraction] = {}
        self.deliberer()

    def sommes(self, codes: Iterable[str]) -> tuple[Fraction, Fraction]:
        comptees = [c for c in codes if c in self.notes]
        points = sum((self.notes[c] * self.coefficients[c] for c in comptees), Fraction(0))
        return points, sum((self.coefficients[c] for c in comptees), Fraction(0))

    def visees(self, discipline: Objet) -> list[str]:
        de_la_session = {e["epreuve"] for e in self.epreuves if e["etat"] in ("NOTE", "FM", "R")}
        return [c for c in discipline["epreuves"] if c in de_la_session]

    def deliberer(self) -> None:
        points, coefficients = self.sommes(self.coefficients)
        points_pro, coefficients_pro = self.sommes(self.pro)
        etats = {r["etat"] for r in self.epreuves}
        if "FR" in {r["etat"] for r in (*self.facultatives, *self.oraux)}:
            etats.add("FR")
        obstacles = [(decision, motif) for etat, decision, motif in CODES if etat in etats]
        total = points + self.bonus
        trop_bas = [
            ("MOYENNE_INSUFFISANTE", total < self.acces * coefficients),
            ("MOYENNE_PRO_INSUFFISANTE", points_pro < self.acces_pro * coefficients_pro),
        ]
        manques = [motif for motif, manque in trop_bas if manque]
        if obstacles:
            self.decision, self.motifs = obstacles[0][0], [motif for _, motif in obstacles]
        elif not coefficients:
            self.decision, self.motifs = "ADMIS", ["ADM_VAE"]
        elif total / coefficients >= self.admission:
            self.decision, self.motifs = "ADMIS", ["ADM_MOYENNE"]
        elif manques:
            self.decision, self.motifs = "AJOURNE", manques
        elif not coefficients_pro:
            self.decision, self.motifs = "A_EXAMINER", ["CAS_A_EXAMINER"]
        elif not any(map(self.visees, self.disciplines)):
            self.decision, self.motifs = "AJOURNE", ["CTRL_SANS_EPREUVE"]
        elif not self.oraux:
            self.decision, self.motifs = "CONTROLE", ["CTRL_ACCES"]
        else:
            self.apres_les_oraux()

    def apres_les_oraux(self) -> None:
        for oral in self.oraux:
            visees = self.visees(oral)
            points, poids = self.sommes(visees)
            if oral["note"] is not None and fraction(oral["note"]) * poids >= points:
                self.remplacees.update(dict.fromkeys(visees, fraction(oral["note"])))
        self.initiales = dict(self.notes)
        self.notes.update(self.remplacees)
        points, coefficients = self.sommes(self.coefficients)
        admis = points + self.bonus >= self.admission * coefficients
        self.decision, self.motifs = (
            ("ADMIS", ["ADM_CONTROLE"]) if admis else ("AJOURNE", ["MOYENNE_INSUFFISANTE"])
        )

    def unites(self) -> list[str]:
        return [
            e["unite"]
            for e in self.epreuves
            if e["etat"] == "VA"
            or (e["note"] is not None and e["etat"] != "R" and fraction(e["note"]) >= self.seuil_unite)
            or self.remplacees.get(e["epreuve"], Fraction(0)) >= self.seuil_unite
        ]


def recalculer(explication: Objet) -> dict[str, str]:
    """Ligne de décision attendue d'une explication ; vérifie aussi que chaque étape dit sa règle et sa référence."""
    etapes = explication["etapes"]
    for etape in (*etapes, *explication["regime"]["motifs"]):
        assert etape["code"]
        assert etape["phrase"].endswith(".")
        assert "{" not in etape["phrase"]
        assert "," in etape["reference"]
    refaite = Recalcul(explication)
    assert set(refaite.motifs) <= {etape["code"] for etape in etapes}
    assert explication["decision"] == refaite.decision
    assert explication["motifs"] == refaite.motifs
    points, coefficients = refaite.sommes(refaite.coefficients)
    points_pro, coefficients_pro = refaite.sommes(refaite.pro)
    return {
        "numero": explication["numero"],
        "decision": refaite.decision,
        "points": decimal(points),
        "coefficients": decimal(coefficients),
        "moyenne": tronque((points + refaite.bonus) / coefficients) if coefficients else "",
        "moyenne_professionnelle": tronque(points_pro / coefficients_pro) if coefficients_pro else "",
        "bonus": decimal(refaite.bonus),
        "motifs": "|".join(refaite.motifs),
        "unites_acquises": "|".join(refaite.unites()),
    }
