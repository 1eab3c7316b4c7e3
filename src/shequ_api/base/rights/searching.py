"""How often somebody may look for people by their numbers."""

from typing import ClassVar
from uuid import UUID

from shequ_api.kit.errors import TooMany
from shequ_api.kit.http.limits import FixedWindow

A_MINUTE = 20
"""More than anybody types; fewer than trying out a block of numbers takes."""


class TooManySearches(TooMany):
    code, title = "too_many_searches", "查找太频繁，请一分钟后再试"


class Searches:
    """Searches by person, found or not, in this process's memory."""

    lasting: ClassVar[bool] = True

    def __init__(self, per_minute: int = A_MINUTE) -> None:
        self._window = FixedWindow(per_minute)

    def count(self, person_id: UUID) -> None:
        """Count one more; refuse it where it is one too many."""
        wait = self._window.hit(str(person_id))
        if wait is not None:
            raise TooManySearches(retry_after=wait)
