"""Places for work on hostile files: few at once, few that wait (each holds its bytes in memory)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

from shequ_api.kit.errors import Refusal


class Queue:
    """A line of its own for each event loop: a semaphore belongs to the loop that waited on it."""

    def __init__(self, *, at_once: int, longest: int, full: type[Refusal]) -> None:
        self._at_once, self._longest, self._full = at_once, longest, full
        self._lines: WeakKeyDictionary[asyncio.AbstractEventLoop, _Line] = WeakKeyDictionary()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A turn; the refusal `full` where too many wait already."""
        line = self._lines.setdefault(asyncio.get_running_loop(), _Line(self._at_once))
        if line.length >= self._at_once + self._longest:
            raise self._full
        line.length += 1
        try:
            async with line.free:
                yield
        finally:
            line.length -= 1


class _Line:
    def __init__(self, at_once: int) -> None:
        self.free = asyncio.Semaphore(at_once)
        self.length = 0
