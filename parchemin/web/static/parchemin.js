// Le peu que les pages demandent : choisir l'affichage. Sans script, chaque page se lit et chaque formulaire part.
"use strict";
const racine = document.documentElement;
const UN_AN = 31536000;

// Le choix est rendu au serveur par un témoin : la page suivante arrive déjà dans sa teinte.
const retenir = (nom, valeur) => {
  document.cookie = `${nom}=${valeur}; path=/; max-age=${UN_AN}; samesite=lax`;
};

document.addEventListener("change", ({ target }) => {
  if (target.name === "theme") {
    if (target.value === "auto") delete racine.dataset.theme;
    else racine.dataset.theme = target.value;
    retenir("theme", target.value);
  } else if (target.name === "contraste") {
    if (target.checked) racine.dataset.contraste = "fort";
    else delete racine.dataset.contraste;
    retenir("contraste", target.checked ? "fort" : "normal");
  } else if (target.name === "raccourcis") {
    racine.dataset.raccourcis = target.checked ? "oui" : "non";
    retenir("raccourcis", target.checked ? "oui" : "non");
  }
});

// « / » mène à la recherche de la page, hors de tout champ ; se coupe dans Affichage (RGAA 12.10).
document.addEventListener("keydown", (evenement) => {
  if (evenement.key !== "/" || racine.dataset.raccourcis === "non") return;
  if (evenement.ctrlKey || evenement.metaKey || evenement.altKey) return;
  if (evenement.target.closest("input, textarea, select, [contenteditable]")) return;
  const champ = document.querySelector('input[type="search"]');
  if (champ) {
    evenement.preventDefault();
    champ.focus();
  }
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-imprimer]")) window.print();
});

// Sans connexion, une page dit quoi faire au lieu de l'erreur du navigateur.
if ("serviceWorker" in navigator && window.isSecureContext) {
  navigator.serviceWorker.register("/sw.js").catch(() => {});
}
