"""Stable access tokens: one present token per app, renewed early, replaced at once by force."""

import re
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shequ_api.dev.fake_wechat.answers import Says
from shequ_api.dev.fake_wechat.quotas import DAY, MINUTE, Limits, Quotas

LIFE = timedelta(seconds=7200)
EARLY = timedelta(minutes=5)

_SHAPE = re.compile(r"\d+_[0-9A-Za-z_-]{100,}")


@dataclass(slots=True)
class _Issued:
    appid: str
    value: str
    expires_at: datetime


class Tokens:
    """All tokens by text and the present one by app, with counters that tests read."""

    def __init__(self, clock: Callable[[], datetime], quotas: Quotas, limits: Limits) -> None:
        self._clock = clock
        self._quotas = quotas
        self._limits = limits
        self._by_value: dict[str, _Issued] = {}
        self._present: dict[str, _Issued] = {}
        self._forced_at: dict[str, datetime] = {}
        self.issued: Counter[str] = Counter()
        self.forced: Counter[str] = Counter()

    def stable(self, appid: str, *, force: bool) -> tuple[str, int]:
        """The present token and its remaining seconds; 45009 or 45011 past a limit."""
        if not self._quotas.take(f"token:{appid}", self._limits.tokens_per_minute, MINUTE):
            raise Says(45011)
        if not self._quotas.take(f"token:{appid}", self._limits.tokens_per_day, DAY):
            raise Says(45009)
        if force:
            self._force(appid)
        now, present = self._clock(), self._present.get(appid)
        # In its last five minutes the old token still works beside the new one.
        if present is None or now >= present.expires_at - EARLY:
            present = self._issue(appid)
        return present.value, int((present.expires_at - now).total_seconds())

    def app_of(self, value: str | None) -> str:
        """The appid that a token speaks for, or 41001, 40014, 40001, 42001."""
        if not value:
            raise Says(41001)
        if not _SHAPE.fullmatch(value):
            raise Says(40014)
        issued = self._by_value.get(value)
        if issued is None:
            raise Says(40001)
        if self._clock() >= issued.expires_at:
            raise Says(42001)
        return issued.appid

    def expire(self, appid: str) -> None:
        """End the present token now."""
        if (present := self._present.get(appid)) is not None:
            present.expires_at = self._clock()

    def revoke(self, appid: str) -> None:
        """Make the present token unknown, as when another party forced a new one."""
        if (present := self._present.pop(appid, None)) is not None:
            self._by_value.pop(present.value, None)

    def _force(self, appid: str) -> None:
        now, last = self._clock(), self._forced_at.get(appid)
        apart = timedelta(seconds=self._limits.forced_tokens_apart_seconds)
        if last is not None and now - last < apart:
            raise Says(45011)
        if not self._quotas.take(f"forced:{appid}", self._limits.forced_tokens_per_day, DAY):
            raise Says(45009)
        self._forced_at[appid] = now
        self.forced[appid] += 1
        self.revoke(appid)

    def _issue(self, appid: str) -> _Issued:
        self.issued[appid] += 1
        value = f"{self.issued[appid]}_{secrets.token_urlsafe(96)}"
        issued = _Issued(appid, value, self._clock() + LIFE)
        self._by_value[value] = self._present[appid] = issued
        return issued
