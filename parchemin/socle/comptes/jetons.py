"""Les secrets à usage unique : les tirer, les écrire pour un humain, les reconnaître."""

import hashlib
import re
import secrets

# Base 32 de Crockford : ni I, ni L, ni O, ni U ; un code recopié du papier ne se lit pas de deux façons.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CONFUSIONS = str.maketrans("ILOU", "110V")
CARACTERES = 16  # cinq bits chacun : quatre-vingts bits


def tirer_lien() -> str:
    """Secret d'un lien envoyé par courriel, 256 bits."""
    return secrets.token_urlsafe(32)


def tirer_code_papier() -> str:
    """Code à recopier, quatre-vingts bits, en quatre groupes de quatre : « 7K3M-9QXC-0B4T-H2WZ »."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CARACTERES))
    return "-".join(re.findall("....", code))


def normaliser_code(saisi: str) -> str:
    """Code saisi, sans séparateur ni minuscule ; O lu 0, I et L lus 1, U lu V."""
    return re.sub(r"[\s\-–.]", "", saisi).upper().translate(CONFUSIONS)


def condenser(secret: str) -> str:
    """Condensé gardé en base : le secret, long et tiré au hasard, ne s'en déduit pas."""
    return hashlib.sha256(secret.encode()).hexdigest()
