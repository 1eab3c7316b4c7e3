"""Login sessions: starting, rotating and ending them, with reuse of a refresh token detected.

A refresh token names its session and generation under a MAC, so nothing of it is stored. The
newest generation rotates; the one before it is answered with the same successor for ten seconds
(the answer may have been lost on a bad network); anything older revokes the whole session.
"""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import LoginSession, Person, RevokedToken
from shequ_api.kit.crypto import mac, mac_holds
from shequ_api.kit.errors import Unknown
from shequ_api.kit.ids import new_id
from shequ_api.kit.tokens import Signer

ACCESS_LIFETIME = timedelta(minutes=15)
SESSION_LIFETIME = timedelta(days=30)
GRACE = timedelta(seconds=10)
MAC_SIZE = 20


class RefreshRefused(Unknown):
    """One answer for forged, foreign, ended and expired tokens."""

    code, title = "refresh_refused", "登录已失效，请重新登录"


class RefreshReused(Unknown):
    """An old refresh token was used again: somebody has a copy. The session is over."""

    code, title, keeps_writes = "refresh_reused", "登录已失效，请重新登录", True


class HasIdentity(Protocol):
    """Who asks, by what token: an `Actor` is one."""

    @property
    def session_id(self) -> UUID: ...
    @property
    def token_id(self) -> UUID: ...


@dataclass(frozen=True, slots=True)
class TokenPair:
    access_token: str
    refresh_token: str
    expires_in: int
    token_type: str = "Bearer"  # noqa: S105 - RFC 6750's word


class Doorman:
    """Makes and checks the tokens of login sessions."""

    def __init__(self, signer: Signer, refresh_key: bytes) -> None:
        self.signer = signer
        self._refresh_key = refresh_key

    def pair(self, login: LoginSession, now: datetime) -> TokenPair:
        """Fresh access token, and the refresh token of the session's present generation."""
        access = self.signer.sign(
            subject=login.person_id,
            session=login.id,
            jti=new_id(),
            now=now,
            lifetime=ACCESS_LIFETIME,
        )
        body = login.id.bytes + login.generation.to_bytes(4, "big")
        sealed = body + mac(self._refresh_key, body, MAC_SIZE)
        refresh = base64.urlsafe_b64encode(sealed).decode().rstrip("=")
        return TokenPair(access, refresh, int(ACCESS_LIFETIME.total_seconds()))

    def read_refresh(self, token: str) -> tuple[UUID, int]:
        """Session and generation of a refresh token; refuses what we did not make."""
        try:
            sealed = base64.b64decode(token.encode("ascii") + b"==", altchars=b"-_", validate=True)
        except ValueError:
            raise RefreshRefused from None
        body, code = sealed[:20], sealed[20:]
        if len(body) != 20 or not mac_holds(self._refresh_key, body, code, MAC_SIZE):
            raise RefreshRefused
        return UUID(bytes=body[:16]), int.from_bytes(body[16:], "big")


def start_login(session: AsyncSession, person: Person, *, now: datetime) -> LoginSession:
    """Begin a session of a person."""
    login = LoginSession(
        id=new_id(),
        person_id=person.id,
        started_at=now,
        expires_at=now + SESSION_LIFETIME,
        rotated_at=now,
        generation=1,
    )
    session.add(login)
    return login


async def rotate(
    session: AsyncSession, doorman: Doorman, token: str, *, now: datetime
) -> LoginSession:
    """Answer a refresh token with the session in its next generation."""
    session_id, generation = doorman.read_refresh(token)
    # The row's lock lines up parallel uses of one token: the first rotates, the rest see it.
    login = await session.get(LoginSession, session_id, with_for_update=True)
    if login is None or login.revoked_at is not None or now >= login.expires_at:
        raise RefreshRefused
    person = await session.get_one(Person, login.person_id)
    if person.disabled_at is not None or person.merged_into_id is not None:
        raise RefreshRefused
    if generation == login.generation:
        login.generation += 1
        login.rotated_at = now
    elif generation != login.generation - 1 or now - login.rotated_at > GRACE:
        revoke(login, "reuse", now=now)
        raise RefreshReused
    return login


def revoke(login: LoginSession, why: str, *, now: datetime) -> None:
    """End a sign-in; its tokens are refused from the next request on."""
    login.revoked_at, login.revoked_for = now, why


async def log_out(session: AsyncSession, actor: HasIdentity, *, now: datetime) -> None:
    """End the session, and deny this access token by its `jti`."""
    login = await session.get_one(LoginSession, actor.session_id, with_for_update=True)
    if login.revoked_at is None:
        revoke(login, "logout", now=now)
    row = insert(RevokedToken).values(token_id=actor.token_id, expires_at=now + ACCESS_LIFETIME)
    await session.execute(row.on_conflict_do_nothing())


async def forget_revoked(session: AsyncSession, now: datetime) -> None:
    """Drop denials of tokens that have expired by themselves."""
    await session.execute(delete(RevokedToken).where(RevokedToken.expires_at < now))
