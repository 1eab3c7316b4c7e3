"""Codes that serve once, for one app, for five minutes."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

LIFE = timedelta(minutes=5)

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class _Minted(Generic[Subject]):
    appid: str
    subject: Subject
    expires_at: datetime


class ForeignCode(Exception):
    """The code is another app's."""


class SpentCode(Exception):
    """The code is unknown, used or expired."""


class OneTimeCodes(Generic[Subject]):
    """Minted codes by text. What expired is forgotten at the next minting.

    `dev_name` is the pattern of the name in `dev:<name>:<random>`, a code that nobody minted.
    """

    def __init__(self, clock: Callable[[], datetime], *, dev_name: str) -> None:
        self._clock = clock
        self._dev_code = re.compile(rf"dev:({dev_name}):\S{{1,128}}")
        self._minted: dict[str, _Minted[Subject]] = {}
        self._spent_dev_codes: set[tuple[str, str]] = set()

    def mint(self, appid: str, subject: Subject) -> str:
        """A new code of 32 characters for a subject, good within one app."""
        now = self._clock()
        self._minted = {code: it for code, it in self._minted.items() if now < it.expires_at}
        code = secrets.token_hex(16)
        self._minted[code] = _Minted(appid, subject, now + LIFE)
        return code

    def look(self, appid: str, code: str) -> Subject:
        """The subject of a code that would serve now; the code stays unspent."""
        minted = self._minted.get(code)
        if minted is None or self._clock() >= minted.expires_at:
            raise SpentCode
        if minted.appid != appid:
            raise ForeignCode
        return minted.subject

    def spend(self, code: str) -> None:
        del self._minted[code]

    def admit_dev_code(self, appid: str, code: str, subject: Callable[[str], Subject]) -> None:
        """Mint `dev:<name>:<random>` on first sight, so that it serves once without the phone."""
        named = self._dev_code.fullmatch(code)
        if named is None or (appid, code) in self._spent_dev_codes:
            return
        self._spent_dev_codes.add((appid, code))
        self._minted[code] = _Minted(appid, subject(named[1]), self._clock() + LIFE)
