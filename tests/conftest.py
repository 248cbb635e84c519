"""Réglages communs à tous les essais."""

from hypothesis import HealthCheck, settings

# Deux processus se partagent la machine : un délai par exemple accuserait la charge, pas le code.
settings.register_profile("parchemin", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("parchemin")
