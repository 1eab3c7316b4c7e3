"""Workers in the field, on the shared connection and on many, and what is asked of the database."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import event

from shequ_api.app import close_parts, create_app, gather_parts
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.conftest import WORKER, clone, settings_for_tests
from tests.features.patrols.field import Field


@pytest.fixture
def field(client: AsyncClient, cast: Cast) -> Field:
    return Field(client, cast)


@pytest.fixture(scope="module")
async def open_parts(server: Embedded, template: str) -> AsyncIterator[Parts]:
    """Parts whose transactions are real, on a database of their own."""
    addresses = clone(server, template, f"shequ_patrols_{WORKER}_test")
    parts = gather_parts(settings_for_tests(), addresses.app)
    yield parts
    await close_parts(parts)


@pytest.fixture
async def open_field(open_parts: Parts) -> AsyncIterator[Field]:
    """A field whose requests commit side by side."""
    app = create_app(settings_for_tests(), open_parts)
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield Field(client, await Cast.found(open_parts))


@pytest.fixture
def statements(parts: Parts) -> Callable[[], Any]:
    """`with statements() as seen:` — the SQL that was sent, without savepoints."""
    engine = parts.get(Database).engine.sync_engine

    @contextmanager
    def listen() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_: Any, __: Any, statement: str, *___: Any) -> None:
            if "SAVEPOINT" not in statement:
                seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return listen
