"""Reading what WeChat pushes: whether it is WeChat's at all, and what it says.

developers.weixin.qq.com, pages message-push and oplatform push/encryption. In plain mode the
signature covers a time and a nonce, and nothing of the body; so where a key is held, only what is
encrypted under it is read.
"""

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha1
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from shequ_api.kit.errors import Forbidden

FRESH = timedelta(minutes=10)
"""How far its clock and ours may differ, repeats included."""
_BLOCK, _CHANCE, _LENGTH = 32, 16, 4


class PushNotGenuine(Forbidden):
    """One answer to all that is not WeChat's, not for us, or too old."""

    code, title = "push_not_genuine", "消息推送的签名无效"


@dataclass(frozen=True, slots=True)
class Signed:
    """What a push is signed with."""

    signature: str
    timestamp: str
    nonce: str


@dataclass(frozen=True, slots=True)
class PushDoor:
    """What the message push was set up with: token, key (43 characters; may be empty), appid."""

    token: str = field(repr=False)
    encoding_key: str = field(repr=False)
    appid: str

    def check(self, signed: Signed, now: datetime) -> None:
        """Raises `PushNotGenuine` where WeChat did not sign this lately."""
        if not (self.token and signed.timestamp.isascii() and signed.timestamp.isdecimal()):
            raise PushNotGenuine
        age = abs(now.timestamp() - int(signed.timestamp[:12]))
        if age > FRESH.total_seconds() or not self._holds(signed.signature, signed):
            raise PushNotGenuine

    def read(self, body: Mapping[str, Any], signed: Signed, msg_signature: str | None) -> bytes:
        """The message in an encrypted body. Raises `PushNotGenuine`."""
        sealed = body.get("Encrypt")
        if not (isinstance(sealed, str) and msg_signature and self.encoding_key):
            raise PushNotGenuine
        if not self._holds(msg_signature, signed, sealed):
            raise PushNotGenuine
        try:
            plain = self._opened(base64.b64decode(sealed, validate=True))
        except (ValueError, binascii.Error):
            raise PushNotGenuine from None
        size = int.from_bytes(plain[_CHANCE : _CHANCE + _LENGTH], "big")
        message = plain[_CHANCE + _LENGTH :]
        if not hmac.compare_digest(message[size:], self.appid.encode()):
            raise PushNotGenuine
        return message[:size]

    def _holds(self, code: str, signed: Signed, *more: str) -> bool:
        wanted = signature_of(self.token, signed.timestamp, signed.nonce, *more)
        return hmac.compare_digest(wanted.encode(), code.encode("utf-8", "replace"))

    def _opened(self, sealed: bytes) -> bytes:
        """ValueError where it is not whole blocks, or not padded as agreed."""
        key = base64.b64decode(self.encoding_key + "=")
        opener = Cipher(AES(key), CBC(key[:16])).decryptor()
        padded = opener.update(sealed) + opener.finalize()
        count = padded[-1] if padded else 0
        if not 1 <= count <= _BLOCK or padded[-count:] != bytes([count]) * count:
            raise ValueError("padding")
        return padded[:-count]


def signature_of(*parts: str) -> str:
    """SHA-1 over the sorted parts, as WeChat wants it."""
    return sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()
