"""Several small questions in one statement, which costs one way to the database."""

from collections import namedtuple
from collections.abc import Mapping
from typing import Any

from sqlalchemy import literal, select, true

from shequ_api.kit.hot.questions import Asks, Question
from shequ_api.kit.statements import Rows


class Together:
    """Questions of at most one row each, which know nothing of each other.

    Each is a subquery beside the others, so its plan is the one that it has alone. What several
    bind under one name is given once; a name that is not given is NULL.
    """

    def __init__(self, questions: Mapping[str, Rows]) -> None:
        one = select(literal(1).label("one")).subquery("one")
        joined: Any = one
        columns: list[Any] = []
        self._parts: list[tuple[str, Any, int]] = []
        for number, (name, question) in enumerate(questions.items()):
            part = question.add_columns(true().label("found_")).limit(1).subquery(f"part_{number}")
            joined = joined.outerjoin(part, true())
            names = [column.key for column in part.c]
            self._parts.append((name, namedtuple("Found", names, rename=True), len(columns)))
            columns += [column.label(f"{column.key}_{number}") for column in part.c]
        self.question = Question(select(*columns).select_from(joined))

    async def ask(self, asks: Asks, bound: Mapping[str, Any]) -> dict[str, Any]:
        """Name → the row of that question, None where it has none."""
        [found_together] = await asks.rows(self.question, bound)
        row = tuple(found_together)
        found = {}
        for name, make, start in self._parts:
            part = make(*row[start : start + len(make._fields)])
            found[name] = part if part[-1] else None
        return found
