{% load static %}// Garde une seule page et son dessin : celle qui dit que la connexion manque. Tout le reste vient du réseau.
"use strict";
const COFFRE = "parchemin-1";
const SECOURS = "{% url "hors_ligne" %}";
const GARDES = [SECOURS, "{% static "parchemin.css" %}", "{% static "parchemin.js" %}", "{% static "logo.svg" %}"];

self.addEventListener("install", (evenement) => {
  evenement.waitUntil(caches.open(COFFRE).then((coffre) => coffre.addAll(GARDES)));
  self.skipWaiting();
});

self.addEventListener("activate", (evenement) => {
  evenement.waitUntil(
    caches.keys().then((noms) => Promise.all(noms.filter((nom) => nom !== COFFRE).map((nom) => caches.delete(nom)))),
  );
});

self.addEventListener("fetch", (evenement) => {
  const { request } = evenement;
  if (request.mode === "navigate") {
    evenement.respondWith(fetch(request).catch(() => caches.match(SECOURS)));
  } else if (GARDES.includes(new URL(request.url).pathname)) {
    evenement.respondWith(fetch(request).catch(() => caches.match(request)));
  }
});
