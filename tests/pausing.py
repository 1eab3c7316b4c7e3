"""Holding a request at one of its statements until a test lets it go on: by events, by no clock."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.util import await_only

from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts

A_LONG_TIME = 60


@dataclass(frozen=True)
class Pause:
    """Whoever is held stands before the statement, and has asked the database nothing by it."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def stands(self) -> None:
        """Somebody is held. It fails where nobody comes, however slow the machine is."""
        await asyncio.wait_for(self.reached.wait(), A_LONG_TIME)


@asynccontextmanager
async def held_before(parts: Parts, words: str) -> AsyncIterator[Pause]:
    """Hold the first who sends a statement with these words; all others pass."""
    engine, pause = parts.get(Database).engine.sync_engine, Pause()

    def hold(_: Any, __: Any, statement: str, *___: Any) -> None:
        if words in " ".join(statement.split()) and not pause.reached.is_set():
            pause.reached.set()
            await_only(pause.over.wait())

    event.listen(engine, "before_cursor_execute", hold)
    try:
        yield pause
    finally:
        pause.over.set()
        event.remove(engine, "before_cursor_execute", hold)


async def done_or_waiting(parts: Parts, task: asyncio.Task[Any]) -> None:
    """Until somebody is done, or waits for a turn that another holds."""
    turns = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    while not task.done():
        async with parts.get(Database).sessions() as session:
            if await session.scalar(turns):
                return
