"""What the fake platform thinks of contents, and the pushes by which it says so."""

import base64
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from shequ_api.base.wechat.pushes import signature_of

NORMAL = 100
_BLOCK = 32


@dataclass(slots=True)
class Contents:
    """Words that it minds (word → suggestion and label), and media that it has not judged yet."""

    minded: dict[str, tuple[str, int]] = field(
        default_factory=lambda: {"违规样例": ("risky", 20006), "可疑样例": ("review", 21000)}
    )
    waiting: dict[str, "Waiting"] = field(default_factory=dict)
    """By trace id."""

    def judged(self, text: str) -> tuple[str, int, str | None]:
        """Suggestion, label, and the word that gave it."""
        found = [(self.minded[word], word) for word in self.minded if word in text]
        if not found:
            return "pass", NORMAL, None
        (suggestion, label), word = max(found, key=lambda each: each[0][0] == "risky")
        return suggestion, label, word

    def wait(self, waiting: "Waiting") -> str:
        """The trace id under which a result will be pushed."""
        trace_id = f"{secrets.token_hex(4)}-{secrets.token_hex(8)}"
        self.waiting[trace_id] = waiting
        return trace_id


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is to be judged."""

    appid: str
    openid: str
    url: str
    media_type: int

    def is_readable(self, content_type: str) -> bool:
        """Whether what its address gives is of the kind that was said. Sources of the kinds:
        developers.weixin.qq.com, api_mediacheckasync."""
        kind = content_type.partition(";")[0].strip().lower()
        return kind in READABLE[self.media_type]


READABLE = {
    1: frozenset(
        f"audio/{each}"
        for each in (
            *("mpeg", "mp3", "aac", "x-aac", "mp4", "x-m4a", "ac3", "x-ms-wma", "flac"),
            *("vorbis", "ogg", "opus", "wav", "x-wav"),
        )
    ),
    2: frozenset({"image/jpeg", "image/png", "image/bmp", "image/gif"}),
}
"""Media type → what is judged of it: 1 sound, 2 pictures."""


@dataclass(frozen=True, slots=True)
class PushSetup:
    """How the console was set up: token, and the key where pushes are encrypted."""

    token: str
    encoding_key: str = ""


def media_result(
    trace_id: str, appid: str, openid: str, result: tuple[str, int], errcode: int, at: datetime
) -> dict[str, Any]:
    """The message of a `wxa_media_check` event. Labels come as texts now and then."""
    suggestion, label = result
    return {
        "ToUserName": "gh_fake",
        "FromUserName": openid,
        "CreateTime": int(at.timestamp()),
        "MsgType": "event",
        "Event": "wxa_media_check",
        "appid": appid,
        "trace_id": trace_id,
        "version": 2,
        "result": {"suggest": suggestion, "label": str(label)},
        "detail": [],
        "errcode": errcode,
        "errmsg": "ok" if errcode == 0 else "download failed",
    }


def pushed(
    message: dict[str, Any], setup: PushSetup, appid: str, at: datetime
) -> tuple[dict[str, str], str]:
    """Query and body of a push: plain, or encrypted where there is a key."""
    timestamp, nonce = str(int(at.timestamp())), str(secrets.randbelow(10**10))
    query = {
        "signature": signature_of(setup.token, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
        "openid": str(message["FromUserName"]),
    }
    text = json.dumps(message, ensure_ascii=False)
    if not setup.encoding_key:
        return query, text
    sealed = _sealed(text.encode(), setup.encoding_key, appid)
    query |= {
        "encrypt_type": "aes",
        "msg_signature": signature_of(setup.token, timestamp, nonce, sealed),
    }
    return query, json.dumps({"ToUserName": message["ToUserName"], "Encrypt": sealed})


def _sealed(text: bytes, encoding_key: str, appid: str) -> str:
    key = base64.b64decode(encoding_key + "=")
    plain = secrets.token_bytes(16) + len(text).to_bytes(4, "big") + text + appid.encode()
    count = _BLOCK - len(plain) % _BLOCK
    sealer = Cipher(AES(key), CBC(key[:16])).encryptor()
    sealed = sealer.update(plain + bytes([count]) * count) + sealer.finalize()
    return base64.b64encode(sealed).decode()
