// Le peu que les pages demandent : choisir l'affichage. Sans script, chaque page se lit et chaque formulaire part.
"use strict";
const racine = document.documentElement;
const UN_AN = 31536000;

// Le choix est rendu au serveur par un témoin : la page suivante arrive déjà dans sa teinte.
const retenir = (nom, valeur) => {
  const [prefixe, suite] = location.protocol === "https:" ? ["__Host-", "; secure"] : ["", ""];
  document.cookie = `${prefixe}${nom}=${valeur}; path=/; max-age=${UN_AN}; samesite=lax${suite}`;
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

// Un formulaire commencé survit à une session qui se ferme : gardé dans cet onglet seul, rendu au retour, oublié à l'envoi.
const SECRETS = new Set(["password", "file", "hidden"]);
const cleDe = (form) => `brouillon ${form.getAttribute("action") || location.pathname}`;
const saisies = (form) => [...form.elements].filter((champ) => champ.name && !SECRETS.has(champ.type)
  && champ.autocomplete !== "one-time-code");
for (const form of document.querySelectorAll("form[data-brouillon]")) {
  const garde = JSON.parse(sessionStorage.getItem(cleDe(form)) || "null");
  // Une page que le serveur a déjà remplie (erreur à corriger, conflit à trancher) fait foi.
  if (garde && !form.querySelector("[aria-invalid], [role=alert]")) {
    for (const champ of saisies(form)) {
      if (!(champ.name in garde)) continue;
      if (champ.type === "checkbox" || champ.type === "radio") champ.checked = garde[champ.name].includes(champ.value);
      else champ.value = garde[champ.name][0] ?? "";
    }
  }
  form.addEventListener("input", () => {
    const etat = {};
    for (const champ of saisies(form)) {
      const coche = champ.type !== "checkbox" && champ.type !== "radio" ? true : champ.checked;
      etat[champ.name] = [...(etat[champ.name] || []), ...(coche ? [champ.value] : [])];
    }
    sessionStorage.setItem(cleDe(form), JSON.stringify(etat));
  });
}
// Le brouillon n'est oublié qu'une fois la page suivante venue d'un acte fait (message) : un envoi refusé ne perd rien.
const oublier = () => {
  for (const cle of Object.keys(sessionStorage)) if (cle.startsWith("brouillon ")) sessionStorage.removeItem(cle);
};
if (document.querySelector("[role=status] .avis.fait")) oublier();
// Un double clic n'envoie qu'une fois.
document.addEventListener("submit", (evenement) => {
  if (evenement.target.method !== "post" || evenement.defaultPrevented) return;
  if (evenement.target.dataset.parti) evenement.preventDefault();
  evenement.target.dataset.parti = "oui";
  setTimeout(() => delete evenement.target.dataset.parti, 5000);
});

// La session prévient vingt secondes avant de se fermer, et se prolonge d'un geste (RGAA 13.1).
const fin = document.getElementById("fin-de-session");
if (fin) {
  const PREAVIS = 20;
  const duree = Number(fin.dataset.inactivite);
  // L'heure du serveur n'entre pas en compte : on mesure une durée, une horloge fausse n'y change rien.
  let vue = performance.now();
  const autres = new BroadcastChannel("session");
  autres.onmessage = ({ data }) => {
    vue = performance.now();
    if (data === "sortie") {
      oublier();
      location.assign(fin.dataset.connexion);
    }
    else if (fin.open) fin.close("ailleurs");
  };
  autres.postMessage("activite");
  // Sortir, c'est tout laisser : les brouillons de chaque onglet s'oublient, même si le serveur ne répond plus.
  const sortir = () => {
    oublier();
    autres.postMessage("sortie");
  };
  document.addEventListener("submit", ({ target }) => {
    if (target.getAttribute("action") === fin.dataset.sortie) sortir();
  });
  const quitter = () => {
    const ici = encodeURIComponent(location.pathname + location.search);
    location.assign(`${fin.dataset.connexion}?expiree&suite=${ici}`);
  };
  fin.addEventListener("close", async () => {
    if (fin.returnValue === "ailleurs") return;
    const jeton = fin.querySelector("[name=csrfmiddlewaretoken]").value;
    if (fin.returnValue === "sortir") {
      fin.querySelector("form").method = "post";
      fin.querySelector("form").action = fin.dataset.sortie;
      sortir();
      fin.querySelector("form").submit();
      return;
    }
    // Compté dès le geste : la réponse du serveur peut tarder, la personne est là.
    vue = performance.now();
    const reponse = await fetch(fin.dataset.prolonger, { method: "POST", headers: { "X-CSRFToken": jeton } }).catch(() => null);
    if (!reponse || !reponse.ok || reponse.redirected) quitter();
    autres.postMessage("activite");
  });
  setInterval(() => {
    const reste = Math.ceil(duree - (performance.now() - vue) / 1000);
    if (reste <= 0) quitter();
    else if (reste <= PREAVIS) {
      document.getElementById("fin-secondes").textContent = reste;
      if (!fin.open) fin.showModal();
    }
  }, 500);
}

// Sans connexion, une page dit quoi faire au lieu de l'erreur du navigateur.
if ("serviceWorker" in navigator && window.isSecureContext) {
  navigator.serviceWorker.register("/sw.js").catch(() => {});
}
