"""Short codes: what one person reads out and another types.

A code of eight signs has 39 bits. That is enough because codes die soon, work once, and whoever
sends wrong ones is slowed down. Only a keyed code (MAC) of it is kept.
"""

import secrets
import unicodedata

from shequ_api.kit.crypto import mac
from shequ_api.kit.errors import TooMany
from shequ_api.kit.http.limits import FixedWindow

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that are taken for others when read out or written by hand: 0 O, 1 I L, U (V)."""
LENGTH = 8
MAC_BYTES = 16
WRONG_AN_HOUR = 10


class TooManyWrongCodes(TooMany):
    code, title = "too_many_wrong_codes", "输错的次数太多，请一小时后再试"


class ShortCodes:
    """Makes codes, and the keyed form in which they are kept and found."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._wrong = FixedWindow(WRONG_AN_HOUR, seconds=3600)

    def new(self) -> str:
        """A fresh code: `K7WM-2PXD`."""
        code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        return f"{code[:4]}-{code[4:]}"

    def kept(self, purpose: str, code: str) -> bytes:
        """16 bytes for a code of one purpose; the same for every spelling of it. Total."""
        bare = "".join(sign for sign in unicodedata.normalize("NFKC", code) if sign.isalnum())
        message = f"{purpose}/{bare.upper()}".encode("utf-8", "surrogatepass")
        return mac(self._key, message, MAC_BYTES)

    def wrong(self, purpose: str, who: object) -> None:
        """Count one wrong code of somebody; raises `TooManyWrongCodes` when it is one too many."""
        wait = self._wrong.hit(f"{purpose}/{who}")
        if wait is not None:
            raise TooManyWrongCodes(retry_after=wait)
