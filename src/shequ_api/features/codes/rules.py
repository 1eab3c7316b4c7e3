"""Pure decisions about codes: what is printed, what is genuine, and how far is far."""

import base64
import hashlib
import os
import re
import secrets
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

from shequ_api.kit.crypto import KeyRing, mac, mac_holds
from shequ_api.kit.errors import NotNow
from shequ_api.kit.short_codes import LENGTH as SHORT_LENGTH
from shequ_api.kit.short_codes import SIGNS

NONCE_BYTES, MAC_BYTES = 8, 10
SHORT_NUMBER = re.compile(rf"[{SIGNS}]{{{SHORT_LENGTH}}}")
LENGTH = 25
"""One character of version and 18 bytes in 24 characters: no padding, no spare bits, one spelling.

WeChat's `scene` holds 32 characters and no `%`.
"""
FAR_METRES = 500

# The decoder alone would take + and / for - and _, and skip line ends.
_SHAPE = re.compile(rf"[A-Za-z0-9_-]{{{LENGTH}}}")
_STAND_IN = "A" * LENGTH


class CodeKeyRetired(NotNow):
    code, title = "code_key_retired", "签发这个码的密钥已停用，请换发新码"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a text claims to be, and whether we signed it."""

    version: str
    nonce: bytes
    genuine: bool


class CodeSigner:
    """Signs nonces and opens texts, with one key for each version character.

    ValueError where two keys of the ring would have the same character.
    """

    def __init__(self, ring: KeyRing) -> None:
        keys = ring.derived("codes/place-code")
        self._keys = {_version_of(key_id): key for key_id, key in keys.items()}
        if len(self._keys) < len(keys):
            raise ValueError("two code keys share a version character: make another current key")
        self.current = _version_of(ring.current)
        self._nobodys = os.urandom(32)

    def text_of(self, version: str, nonce: bytes) -> str:
        """The 25 characters of a code. CodeKeyRetired: we no longer hold its key."""
        if version not in self._keys:
            raise CodeKeyRetired
        signature = mac(self._keys[version], _message(version, nonce), MAC_BYTES)
        return version + base64.urlsafe_b64encode(nonce + signature).decode()

    def holds(self, version: str) -> bool:
        """Whether codes of a version can still be printed and read."""
        return version in self._keys

    def open(self, text: str) -> Opened:
        """Total, and the same work for every text."""
        shaped = _SHAPE.fullmatch(text) is not None
        text = text if shaped else _STAND_IN
        version, raw = text[0], base64.urlsafe_b64decode(text[1:])
        nonce, signature = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
        key = self._keys.get(version, self._nobodys)
        genuine = mac_holds(key, _message(version, nonce), signature, MAC_BYTES)
        return Opened(version, nonce, genuine and shaped)


def _version_of(key_id: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(key_id.encode()).digest())[:1].decode()


def _message(version: str, nonce: bytes) -> bytes:
    return version.encode("ascii") + nonce


def fresh_nonce() -> bytes:
    return os.urandom(NONCE_BYTES)


def fresh_short_number() -> str:
    """Eight signs that nobody mistakes for others. Two are the same once in 656 billion."""
    return "".join(secrets.choice(SIGNS) for _ in range(SHORT_LENGTH))


def short_number_in(said: str) -> str | None:
    """The short number in what was heard and typed: small letters, gaps and full width are fine."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKC", said) if sign.isalnum()).upper()
    return bare if SHORT_NUMBER.fullmatch(bare) else None


def shown_short_number(number: str) -> str:
    """As it is printed: `K7WM-2PXD`."""
    return f"{number[: SHORT_LENGTH // 2]}-{number[SHORT_LENGTH // 2 :]}"


def code_in(scanned: str, prefix: str) -> str:
    """The code in what a phone scanned: a code, a `scene`, or a printed address of ours.

    WeChat hands both over URL-encoded: they are decoded once, never twice.
    """
    if "%" in scanned:
        scanned = unquote(scanned)
    return scanned.removeprefix(prefix)


def is_far(distance_metres: int | None) -> bool | None:
    """Whether a scan happened away from its place; None where nobody knows."""
    return None if distance_metres is None else distance_metres > FAR_METRES
