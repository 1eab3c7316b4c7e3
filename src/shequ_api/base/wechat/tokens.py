"""WeChat's access token: fetched when needed, by one task at a time, kept until near its end."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

RENEWED_EARLY_SECONDS = 300
"""The platform makes the next token 5 minutes before the end of the present one."""

Fetch = Callable[[], Awaitable[tuple[str, int]]]


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """Compared by identity: a fetch may bring the same text again and is still a newer answer."""

    value: str = field(repr=False)
    fresh_until: datetime


class AccessTokens:
    """Keeps one app's token. `fetch` gives value and seconds; `clock` gives the instant."""

    def __init__(self, fetch: Fetch, clock: Callable[[], datetime]) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = asyncio.Lock()
        self._kept: Token | None = None

    async def current(self) -> Token:
        """The kept token, or a new one when there is none or its end is near."""
        if (kept := self._fresh()) is not None:
            return kept
        async with self._lock:
            return self._fresh() or await self._renew()

    async def instead_of(self, refused: Token) -> Token:
        """A token fetched after `refused`; however many tasks were refused, one fetches."""
        async with self._lock:
            kept = self._fresh()
            return kept if kept is not None and kept is not refused else await self._renew()

    def _fresh(self) -> Token | None:
        kept = self._kept
        return kept if kept is not None and self._clock() < kept.fresh_until else None

    async def _renew(self) -> Token:
        value, seconds = await self._fetch()
        early = min(RENEWED_EARLY_SECONDS, seconds // 2)
        self._kept = Token(value, self._clock() + timedelta(seconds=seconds - early))
        return self._kept
