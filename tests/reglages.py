"""Réglages des essais et du contrôle des types : ceux du projet, toujours en mode « essai »."""

import os

os.environ["PARCHEMIN_MODE"] = "essai"

from config.settings import *  # noqa: F403 : le mode se pose avant, et tout est repris.
