"""Keys and what is done with them: sealed fields, blind indexes, message codes, key strength."""

import hmac
import math
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from enum import StrEnum
from itertools import pairwise

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
SHORTEST_MAC = 10
"""Bytes: at 80 bits a guess is hopeless even at line speed."""
INDEX_BYTES = 16
LEAST_ENTROPY_BITS = 128

_FORMAT = 1
_NONCE_BYTES = 12
_KEY_ID = re.compile(rb"[A-Za-z0-9._-]{1,32}")
_ONE_CASE = re.compile(r"[^A-Z0-9]*|[^a-z0-9]*")
_DROPPED_KINDS = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Pd", "Ps", "Pe"})
_DROPPED_SIGNS = ".·\u2212"
_SAMPLE_WORDS = (
    *("change", "secret", "password", "passwd", "example", "sample", "placeholder", "replace"),
    *("default", "insecure", "develop", "testing", "your-", "your_", "qwerty", "letmein"),
    *("09d25e094faa6ca2", "0123456789", "1234567890", "deadbeef", "abcdefgh"),
)
"""Marks of keys out of documents and templates (the first number stands in FastAPI's tutorial)."""


class CannotOpen(Exception):
    """A sealed value does not open: altered, moved to another place, or under another key."""


class KeyUnknown(CannotOpen):
    """A value names a key that the ring does not hold."""


def derive(master: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose: HKDF-SHA256 (RFC 5869). ValueError: master too short."""
    _check(master)
    if not purpose:
        raise ValueError("a key needs a purpose")
    info = b"shequ/v1/" + _utf8(purpose)
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(master)


def mac(key: bytes, message: bytes, size: int) -> bytes:
    """The first `size` (10 to 32) bytes of HMAC-SHA256 (RFC 2104 §5). ValueError: unfit sizes."""
    _check(key)
    if not SHORTEST_MAC <= size <= KEY_BYTES:
        raise ValueError(f"a code has {SHORTEST_MAC} to {KEY_BYTES} bytes")
    return hmac.digest(key, message, "sha256")[:size]


def mac_holds(key: bytes, message: bytes, code: bytes, size: int) -> bool:
    """Whether `code` is the message's code of `size` bytes, in constant time.

    The size is the caller's and never the code's own: the empty code would hold for everything.
    """
    return hmac.compare_digest(mac(key, message, size), code)


class KeyStanding(StrEnum):
    """Of the key that a sealed value is under."""

    CURRENT = "current"
    PREVIOUS = "previous"
    UNKNOWN = "unknown"
    """Not in the ring: such values do not open."""


class KeyRing:
    """Secrets of at least 32 bytes by key id; new values use `current`, old ones keep opening."""

    def __init__(self, keys: Mapping[str, bytes], current: str) -> None:
        """ValueError: a key is short, its id is not 1-32 of `A-Za-z0-9._-`, or none is current."""
        if current not in keys:
            raise ValueError("the current key is not in the ring")
        for key_id, key in keys.items():
            if not _KEY_ID.fullmatch(_utf8(key_id)):
                raise ValueError(f"unfit key id {key_id!r}")
            _check(key)
        self.current = current
        self._keys = dict(keys)

    def derived(self, purpose: str) -> dict[str, bytes]:
        """The keys of one purpose, by the same key ids."""
        return {key_id: derive(key, purpose) for key_id, key in self._keys.items()}


class FieldCipher:
    """Seals single fields with AES-256-GCM, each bound to its place.

    A sealed value is: format (1 byte), length of the key id (1 byte), key id, nonce (12 bytes),
    ciphertext, tag (16 bytes). Nonces are random, so a key is to be changed before 2^32 values
    (NIST SP 800-38D §8.3). The length of the text shows.
    """

    def __init__(self, ring: KeyRing) -> None:
        keys = ring.derived("field-cipher")
        self._ciphers = {_utf8(key_id): AESGCM(key) for key_id, key in keys.items()}
        self._current = _utf8(ring.current)

    @property
    def head(self) -> bytes:
        """How every value under the current key begins, and no other."""
        return bytes((_FORMAT, len(self._current))) + self._current

    def standing_of(self, key_id: str) -> KeyStanding:
        """What becomes of values under a key when they are sealed anew."""
        named = _utf8(key_id)
        if named == self._current:
            return KeyStanding.CURRENT
        return KeyStanding.PREVIOUS if named in self._ciphers else KeyStanding.UNKNOWN

    def seal(self, text: str, *, binding: str) -> bytes:
        """The sealed text; `binding` ('table/row/column') must be told again to open it."""
        head = self.head
        nonce = os.urandom(_NONCE_BYTES)
        cipher = self._ciphers[self._current]
        return head + nonce + cipher.encrypt(nonce, _utf8(text), _bound(head, binding))

    def open(self, sealed: bytes, *, binding: str) -> str:
        """The text. KeyUnknown: its key is not here. CannotOpen: altered, or another's place."""
        key_id = _key_id(sealed)
        if key_id not in self._ciphers:
            raise KeyUnknown(f"no key {key_id.decode()!r} in the ring")
        head, rest = sealed[: 2 + len(key_id)], sealed[2 + len(key_id) :]
        nonce, body, bound = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], _bound(head, binding)
        try:
            raw = self._ciphers[key_id].decrypt(nonce, body, bound)
        except (InvalidTag, ValueError):  # ValueError: cut within the nonce
            raise CannotOpen("the sealed value does not fit its key and place") from None
        return raw.decode("utf-8", "surrogatepass")


class SteadySeal:
    """Seals what we hand out and take back: the same in the same place gives the same bytes.

    AES-SIV (RFC 5297): no nonce, 16 bytes longer than what is sealed. The length shows.
    """

    def __init__(self, master: bytes, purpose: str) -> None:
        halves = (derive(master, f"{purpose}/{half}") for half in ("code", "cipher"))
        self._cipher = AESSIV(b"".join(halves))

    def seal(self, raw: bytes, *, binding: bytes) -> bytes:
        """Sealed bytes; `binding` must be told again to open them."""
        return self._cipher.encrypt(raw, [binding])

    def open(self, sealed: bytes, *, binding: bytes) -> bytes:
        """What was sealed. CannotOpen: altered, another's, or under another key."""
        try:
            return self._cipher.decrypt(sealed, [binding])
        except (InvalidTag, ValueError):  # ValueError: shorter than its own code
            raise CannotOpen("the sealed value does not fit its key and place") from None


class BlindIndex:
    """Finds a sealed field by equality without opening it: a keyed code of its normal form.

    Give each field (and tenant) a key of its own, by `derive`. Equal values show as equal.
    """

    def __init__(self, key: bytes, normalise: Callable[[str], str]) -> None:
        _check(key)
        self._key = key
        self._normalise = normalise

    def of(self, value: str) -> bytes:
        """16 bytes, the same for every spelling of the value."""
        return mac(self._key, _utf8(self._normalise(value)), INDEX_BYTES)


def bare(value: str) -> str:
    """Half-width and without spaces, dashes, dots, brackets and invisible marks; digits are 0-9.

    Address books wrap copied numbers in marks of writing direction, which nobody sees.
    """
    signs = []
    for sign in unicodedata.normalize("NFKC", value):
        digit = unicodedata.decimal(sign, None)
        kind = unicodedata.category(sign)
        if digit is not None:
            signs.append(str(digit))
        elif kind not in _DROPPED_KINDS and sign not in _DROPPED_SIGNS:
            signs.append(sign)
    return "".join(signs)


def normalise_phone(value: str) -> str:
    """A Chinese number without its country code; a foreign one as `+` and digits. Total."""
    number = re.sub(r"^00", "+", bare(value))
    return re.sub(r"^(\+86|86(?=1[3-9]\d{9}$))", "", number)


def normalise_id_number(value: str) -> str:
    """An identity document's number, letters in upper case (GB 11643: the check sign X). Total."""
    return bare(value).upper()


def weak_secrets(named: Mapping[str, str | bytes]) -> list[str]:
    """What is wrong with secrets by name, a line each, never quoting them; [] when they will do.

    A text counts by its UTF-8 bytes. Measures are coarse: they find templates, repetitions, rows
    and words, and let pass what `openssl rand -base64 32` (or `-hex 32`) gives.
    """
    problems = []
    owners: dict[bytes, str] = {}
    for name, secret in named.items():
        raw = _utf8(secret.strip()) if isinstance(secret, str) else secret
        if problem := _weakness(raw, isinstance(secret, str)):
            problems.append(f"{name}：{problem}")
        if raw and owners.setdefault(raw, name) != name:
            problems.append(f"{name}：与 {owners[raw]} 相同 (equal to {owners[raw]})")
    return problems


def _weakness(raw: bytes, is_text: bool) -> str | None:
    if not raw:
        return "未设置 (missing)"
    if len(raw) < KEY_BYTES:
        return f"少于 {KEY_BYTES} 字节 (shorter than {KEY_BYTES} bytes)"
    text = raw.decode("latin-1")
    if any(word in text.lower() for word in _SAMPLE_WORDS):
        return "是示例密钥 (a known sample)"
    if _entropy_bits(raw) <= LEAST_ENTROPY_BITS or (is_text and _ONE_CASE.fullmatch(text)):
        return "不够随机 (too little entropy)"
    return None


def _entropy_bits(raw: bytes) -> float:
    """Shannon's estimate over the signs and over their steps, for one period of a repetition."""
    period = next((p for p in range(1, len(raw) // 2 + 1) if raw[p:] == raw[:-p]), len(raw))
    steps = bytes((after - before) % 256 for before, after in pairwise(raw))
    return period * min(_bits_per_sign(raw), _bits_per_sign(steps))


def _bits_per_sign(raw: bytes) -> float:
    shares = (count / len(raw) for count in Counter(raw).values())
    return -sum(share * math.log2(share) for share in shares)


def _check(key: bytes) -> None:
    if not isinstance(key, bytes) or len(key) < KEY_BYTES:
        raise ValueError(f"a key has at least {KEY_BYTES} bytes")


def _utf8(text: str) -> bytes:
    """Total and lossless: an encoding error would quote the text that it failed on."""
    return text.encode("utf-8", "surrogatepass")


def _bound(head: bytes, binding: str) -> bytes:
    if not binding:
        raise ValueError("a sealed value must be bound to its place")
    return head + _utf8(binding)


def _key_id(sealed: bytes) -> bytes:
    key_id = sealed[2 : 2 + sealed[1]] if sealed[:1] == bytes((_FORMAT,)) and sealed[1:] else b""
    if not _KEY_ID.fullmatch(key_id) or len(key_id) != sealed[1]:
        raise CannotOpen("not a sealed value")
    return key_id
