"""How often somebody may look for people by their numbers, and ask what they may."""

from typing import ClassVar
from uuid import UUID

from shequ_api.kit.errors import TooMany
from shequ_api.kit.http.limits import FixedWindow

A_MINUTE = 20
"""More than anybody types; fewer than trying out a block of numbers takes."""


QUESTIONS_A_MINUTE = 60
"""Each goes through an operation, with its locks and statements."""


class TooManySearches(TooMany):
    code, title = "too_many_searches", "查询太频繁，请一分钟后再试"


class Searches:
    """Searches by person, found or not, in this process's memory."""

    lasting: ClassVar[bool] = True

    def __init__(
        self, per_minute: int = A_MINUTE, questions_per_minute: int = QUESTIONS_A_MINUTE
    ) -> None:
        self._window = FixedWindow(per_minute)
        self._questions = FixedWindow(questions_per_minute)

    def count(self, person_id: UUID) -> None:
        """Count one more; refuse it where it is one too many."""
        wait = self._window.hit(str(person_id))
        if wait is not None:
            raise TooManySearches(retry_after=wait)

    def count_question(self, person_id: UUID) -> None:
        """The same of questions about rights."""
        wait = self._questions.hit(str(person_id))
        if wait is not None:
            raise TooManySearches(retry_after=wait)
