"""Adresses du site : chaque étape y posera les siennes sous son nom."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
