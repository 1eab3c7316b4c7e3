"""Access tokens: signed and verified here, and the only place that knows python-jose.

The library checks one thing for us, the HMAC of a token whose form, header and claims this module
judges itself. Tokens are JWTs in the profile of RFC 9068 (`typ: at+jwt`), read as strictly as
RFC 8725 advises: one algorithm, one key chosen by exact `kid`, one text for each token.
"""

import json
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NoReturn
from uuid import UUID

from jose import jwk, jws

from shequ_api.kit.errors import Unknown

ALGORITHM = "HS256"
TYPE = "at+jwt"
SECRET_BYTES = 32
LONGEST_TOKEN = 4096
"""Characters, which are bytes, for only ASCII is read."""
CLOCK_SKEW = timedelta(seconds=60)
"""How far in the future another of our hosts may seem to have issued a token."""
CACHED_TOKENS = 4096

_CLAIMS = frozenset({"iss", "aud", "sub", "sid", "jti", "iat", "exp"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_BACKEND = "jose.backends.cryptography_backend"
_UNWANTED = ("ecdsa", "rsa", "jose.jwe", "jose.backends.ecdsa_backend", "jose.backends.rsa_backend")


class TokenInvalid(Unknown):
    """The one answer to every token that is not ours, whatever is wrong with it."""

    code, title = "token_invalid", "登录凭证无效，请重新登录"

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": "Bearer"})


class TokenExpired(Unknown):
    """A token of ours past its time: the client may refresh."""

    code, title = "token_expired", "登录已过期，请刷新登录状态"

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": "Bearer"})


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """Who holds a verified token, by which session, under which token id, from when to when."""

    subject: UUID
    session: UUID
    jti: UUID
    issued_at: datetime
    expires_at: datetime


class Signer:
    """Signs access tokens with the current key and verifies those of every key in the dict.

    Verified tokens are remembered by their text, the last few thousand of them. Here the text is a
    safe key although it is none for a deny-list: another spelling of a token only misses the
    memory and is judged in full, while it would slip past a deny-list. What is remembered depends
    on the text and the keys alone; times are compared on every call, refused texts are not kept
    (strangers cannot push others out), and revocation is asked elsewhere, by `jti` and session.
    """

    def __init__(self, keys: Mapping[str, bytes], current: str, issuer: str, audience: str) -> None:
        """Takes secrets of at least 32 bytes by key id. ValueError: a key or name is unfit."""
        if current not in keys:
            raise ValueError("the current key is not among the keys")
        if not issuer or not audience:
            raise ValueError("issuer and audience must be named")
        self._keys = {kid: _key(kid, secret) for kid, secret in keys.items()}
        self._current = current
        self._issuer = issuer
        self._audience = audience
        self._read_once = lru_cache(maxsize=CACHED_TOKENS)(self._read)

    def sign(
        self, *, subject: UUID, session: UUID, jti: UUID, now: datetime, lifetime: timedelta
    ) -> str:
        """A token that holds from `now` (aware) for `lifetime`, in whole seconds, at least one."""
        if lifetime < _SECOND:
            raise ValueError("a token must live for a second at least")
        issued = (now - _EPOCH) // _SECOND
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": str(subject),
            "sid": str(session),
            "jti": str(jti),
            "iat": issued,
            "exp": issued + lifetime // _SECOND,
        }
        headers = {"typ": TYPE, "kid": self._current}
        key = self._keys[self._current]
        return str(jws.sign(claims, key, headers=headers, algorithm=ALGORITHM))

    def verify(self, token: str, *, now: datetime) -> AccessClaims:
        """What a token of ours says at `now` (aware). TokenInvalid, or TokenExpired at its end."""
        claims = self._known(token)
        # Outside the handler below: the refusal carries no context that quotes the token.
        if claims is None or claims.issued_at > now + CLOCK_SKEW:
            raise TokenInvalid
        if claims.expires_at <= now:
            raise TokenExpired
        return claims

    def _known(self, token: str) -> AccessClaims | None:
        # The type is asked although it is annotated, and the length before the text is hashed.
        if type(token) is not str or len(token) > LONGEST_TOKEN:
            return None
        try:
            return self._read_once(token)
        except Exception:  # RecursionError, OverflowError… escape the library: all mean no
            return None

    def _read(self, token: str) -> AccessClaims:
        """Judges all of a token but its times. Any exception means that it is not ours."""
        header, claims, _signature = (_segment(part) for part in token.split("."))
        key = self._keys[_kid(_object(header))]
        # A key object, not bytes: bytes that happen to be JSON would be taken for a key set.
        if jws.verify(token, key, algorithms=[ALGORITHM]) != claims:
            raise ValueError("the library read another payload")
        return self._claims(_object(claims))

    def _claims(self, claims: dict[str, Any]) -> AccessClaims:
        if claims.keys() != _CLAIMS:
            raise ValueError("claims missing or unknown")
        if claims["iss"] != self._issuer or claims["aud"] != self._audience:
            raise ValueError("from or for another")
        issued_at, expires_at = _instant(claims["iat"]), _instant(claims["exp"])
        if expires_at <= issued_at:
            raise ValueError("ends before it begins")
        return AccessClaims(
            subject=_uuid(claims["sub"]),
            session=_uuid(claims["sid"]),
            jti=_uuid(claims["jti"]),
            issued_at=issued_at,
            expires_at=expires_at,
        )


def backend_faults() -> list[str]:
    """What is wrong with the signing library as loaded: another backend, or unwanted modules."""
    made_by = type(_key("probe", bytes(SECRET_BYTES))).__module__
    faults = [f"python-jose signs with {made_by}"] if made_by != _BACKEND else []
    return faults + [f"{name} is imported" for name in _UNWANTED if name in sys.modules]


def _key(kid: str, secret: bytes) -> Any:
    if not kid or not isinstance(secret, bytes) or len(secret) < SECRET_BYTES:
        raise ValueError(f"key {kid!r} needs a name and a secret of {SECRET_BYTES} bytes")
    try:
        return jwk.construct(secret, ALGORITHM)
    except Exception:
        raise ValueError(f"key {kid!r} is no HMAC secret") from None


def _segment(part: str) -> bytes:
    """The bytes of a segment in its one canonical spelling (RFC 7515 §2, no padding)."""
    text = part.encode("ascii")
    raw = urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    if urlsafe_b64encode(raw).rstrip(b"=") != text:
        raise ValueError("not canonical base64url")
    return raw


def _object(raw: bytes) -> dict[str, Any]:
    value = json.loads(
        raw.decode("utf-8"), object_pairs_hook=_distinct, parse_constant=_no_constant
    )
    if type(value) is not dict:
        raise TypeError("not an object")
    return value


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name twice")
    return members


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("not a JSON number")


def _kid(header: dict[str, Any]) -> str:
    kid = header.get("kid")
    if type(kid) is not str or header != {"alg": ALGORITHM, "typ": TYPE, "kid": kid}:
        raise ValueError("not our header")
    return kid


def _instant(seconds: object) -> datetime:
    if type(seconds) is not int:  # a bool is an int to isinstance
        raise TypeError("not whole seconds")
    return _EPOCH + timedelta(seconds=seconds)


def _uuid(text: object) -> UUID:
    if type(text) is not str or str(value := UUID(text)) != text:
        raise ValueError("not a canonical UUID")
    return value
