"""Many requests at once over real HTTP, and what came of them."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from httpx import AsyncClient, Limits, Response

from shequ_api.kit.clock import monotonic

AT_ONCE = 100
"""Connections that a crowd has open."""
Send = Callable[[AsyncClient], Awaitable[Response]]


@dataclass
class Came:
    """All answers, and how long each took in seconds."""

    answers: list[Response] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    took: float = 0
    turned_away: int = 0
    """Answers of a server that had no connection left: 503, and when to come again."""

    @property
    def outcomes(self) -> Counter[tuple[int, str]]:
        """Status and code of the refusal, "" for a success."""
        return Counter((each.status_code, code_of(each)) for each in self.answers)

    def share(self, part: float) -> float:
        """Milliseconds within which that part was answered."""
        return sorted(self.seconds)[int(len(self.seconds) * part)] * 1000

    def told(self) -> str:
        rate = len(self.answers) / self.took
        return (
            f"{len(self.answers)} in {self.took:.1f} s ({rate:.0f} a second),"
            f" p50 {self.share(0.5):.0f} ms, p99 {self.share(0.99):.0f} ms,"
            f" {self.turned_away} times told to come again"
        )


def code_of(answer: Response) -> str:
    return "" if answer.is_success else str(answer.json()["code"])


@asynccontextmanager
async def clients(url: str, at_once: int = AT_ONCE) -> AsyncIterator[AsyncClient]:
    """A client with so many connections."""
    limits = Limits(max_connections=at_once, max_keepalive_connections=at_once)
    async with AsyncClient(base_url=url, limits=limits, timeout=60, trust_env=False) as client:
        yield client


async def at_once(client: AsyncClient, asks: Sequence[Send], many: int = AT_ONCE) -> Came:
    """Ask all; so many are under way at any instant. Whoever is told when to come again does."""
    came, room, began = Came(), asyncio.Semaphore(many), monotonic()

    async def one(ask: Send) -> None:
        async with room:
            asked = monotonic()
            answer = await ask(client)
            while answer.status_code == 503 and "Retry-After" in answer.headers:
                came.turned_away += 1
                await asyncio.sleep(float(answer.headers["Retry-After"]))
                answer = await ask(client)
            came.answers.append(answer)
            came.seconds.append(monotonic() - asked)

    await asyncio.gather(*(one(ask) for ask in asks))
    came.took = monotonic() - began
    return came
