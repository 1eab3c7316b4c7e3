"""Counting calls in fixed windows of the injected clock."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

MINUTE = 60
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Limits:
    """The platform's published limits."""

    logins_per_user_minute: int = 100
    tokens_per_minute: int = 10_000
    tokens_per_day: int = 500_000
    forced_tokens_per_day: int = 20
    forced_tokens_apart_seconds: int = 30
    code_pictures_per_minute: int = 5_000
    text_checks_per_minute: int = 4_000
    text_checks_per_day: int = 2_000_000
    media_checks_per_minute: int = 2_000
    media_checks_per_day: int = 200_000
    subscriptions_per_day: int = 10_000_000


class Quotas:
    """One counter per name and window; past windows are dropped as time goes on."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._windows: dict[int, int] = {}
        self._counts: dict[int, Counter[str]] = {}

    def take(self, name: str, limit: int, window_seconds: int) -> bool:
        """Count one call; False when the window's limit is used up."""
        window = int(self._clock().timestamp()) // window_seconds
        if self._windows.get(window_seconds) != window:
            self._windows[window_seconds] = window
            self._counts[window_seconds] = Counter()
        counts = self._counts[window_seconds]
        if counts[name] >= limit:
            return False
        counts[name] += 1
        return True
