"""What is asked of the database, counted."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import event

from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts

Queries = Callable[[], AbstractContextManager[list[str]]]
QUERIES = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"})


def counting(parts: Parts) -> Queries:
    """`with queries() as seen:` — what was asked of the database, without savepoints."""
    engine = parts.get(Database).engine.sync_engine

    @contextmanager
    def listen() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_: Any, __: Any, statement: str, *___: Any) -> None:
            if statement.split(maxsplit=1)[0].upper() in QUERIES:
                seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return listen
