"""Gathering: what is asked while the last of its kind is under way is asked together.

Nobody waits for a clock. Whoever comes alone is asked alone at once; under load the waiting time of
one batch gathers the next.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Generic, TypeVar

import structlog

from shequ_api.kit.errors import Unavailable
from shequ_api.kit.faults import trace_of

MOST = 64
"""Asked in one statement."""
LONGEST = 512
"""Waiting: some seconds of what a database answers."""
Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
_Waiting = tuple[Asked, asyncio.Future[Answer]]
log = structlog.get_logger("edge")


class Crowded(Unavailable):
    """More wait than can be served soon."""

    code, title = "too_busy", "现在人太多了，请稍后再试"


class Gathering(Generic[Asked, Answer]):
    """`one` answers one alone; `many` answers a batch, in its order. `splits` tells whether one of
    a batch may be what it failed over; else all of it fails: each alone would wait as long."""

    def __init__(
        self,
        one: Callable[[Asked], Awaitable[Answer]],
        many: Callable[[Sequence[Asked]], Awaitable[Sequence[Answer]]],
        *,
        splits: Callable[[Exception], bool] = lambda _: True,
        most: int = MOST,
        longest: int = LONGEST,
    ) -> None:
        self._one, self._many = one, many
        self._splits = splits
        self._most, self._longest = most, longest
        self._waiting: deque[_Waiting[Asked, Answer]] = deque()
        self._asking: asyncio.Task[None] | None = None

    async def ask(self, asked: Asked) -> Answer:
        """The answer. Crowded: too many wait; else whatever `one` raises."""
        if len(self._waiting) >= self._longest:
            raise Crowded(retry_after=1)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answer))
        if self._asking is None:
            # A task of its own: whoever asked first and leaves breaks it for nobody.
            self._asking = asyncio.create_task(self._ask_all())
        return await answer

    async def _ask_all(self) -> None:
        try:
            while self._waiting:
                count = min(self._most, len(self._waiting))
                await self._ask([self._waiting.popleft() for _ in range(count)])
        finally:
            self._asking = None
            # Ended in the middle, as at a shutdown: nobody is left waiting.
            _fail(self._waiting, asyncio.CancelledError())
            self._waiting.clear()

    async def _ask(self, batch: Sequence[_Waiting[Asked, Answer]]) -> None:
        batch = [each for each in batch if not each[1].done()]
        try:
            if len(batch) < 2 or not await self._ask_together(batch):
                for asked, future in batch:
                    await self._ask_alone(asked, future)
        except BaseException:
            _fail(batch, asyncio.CancelledError())
            raise

    async def _ask_together(self, batch: Sequence[_Waiting[Asked, Answer]]) -> bool:
        """Whether all were told something; else each is to be asked alone."""
        try:
            answers = await self._many([asked for asked, _ in batch])
        except Exception as error:
            log.warning("batch_failed", of=len(batch), trace=trace_of(error))
            if self._splits(error):
                return False
            _fail(batch, error)
            return True
        for (_, future), answer in zip(batch, answers, strict=True):
            _tell(future, answer)
        return True

    async def _ask_alone(self, asked: Asked, future: asyncio.Future[Answer]) -> None:
        try:
            answer = await self._one(asked)
        except Exception as error:
            _fail([(asked, future)], error)
            return
        _tell(future, answer)


def _tell(future: asyncio.Future[Answer], answer: Answer) -> None:
    if not future.done():  # they left
        future.set_result(answer)


def _fail(batch: Iterable[_Waiting[Asked, Answer]], error: BaseException) -> None:
    for _, future in batch:
        if future.done():
            continue
        if isinstance(error, asyncio.CancelledError):
            future.cancel()
        else:
            future.set_exception(error)
