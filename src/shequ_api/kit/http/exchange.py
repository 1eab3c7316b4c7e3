"""The exchange: what belongs to one run of one request."""

from contextvars import ContextVar
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit import db
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.strict import StrictRequest

ON_BEHALF = "x-on-behalf-of"
"""The header by which somebody acts for another. Where it is not read it is refused."""


class Exchange:
    """One session that connects at its first use, the principal, and the marks of the edge."""

    def __init__(
        self, request: StrictRequest, session: AsyncSession, *, reads: bool = False
    ) -> None:
        self.request = request
        self.session = session
        self.reads = reads
        """A GET, or a POST that takes no key: mostly they only read."""
        self.now = utc_now()
        self.principal: str | None = None
        """Who asks, as text: set by whoever authenticates; the scope of idempotency keys."""
        self.policy_checked = False
        self.passed: set[Any] = set()
        """The policies that were asked. One that refused has ended the run."""
        self.on_behalf = False
        """Whether the policy read `ON_BEHALF`."""
        self.witness: Any = None
        """The witness of this run, where it may change something."""
        self.remembers: Any = None
        """The idempotency record to complete with the answer."""
        self.key_asked = False
        """Whether it was looked whether the key has an answer."""
        self.discarded = False
        self._released = False
        self._committing = False

    async def release(self) -> None:
        """End what was read so far and hold no connection while the outside is called.

        Call it before the first write: what was written would last whatever comes of the call.
        After this the request is never run again as a whole, and its key no longer keeps a second
        one with the same key from calling the outside too (one of the two effects is undone).
        """
        session = self.session
        if session.new or session.dirty or session.deleted:
            raise RuntimeError("release() stands before the first write")
        await session.commit()
        self._released = True

    def discard(self) -> None:
        """Answer, and undo all of it: a dry run is the real thing, rolled back.

        Its refusals are the real ones too. The answer is not kept under the request's key.
        """
        self.discarded = True

    async def commit(self) -> None:
        """Make the work last."""
        await self.session.flush()
        self._committing = True
        await self.session.commit()

    def may_run_again(self, error: BaseException) -> bool:
        """Whether the whole may be run again after this error.

        A COMMIT whose answer was lost may have worked: then only reading is safe to repeat, and
        what left its answer under a key.
        """
        if self._released or not db.worth_again(error):
            return False
        unsure = self._committing and db.is_lost(error)
        return not unsure or self.remembers is not None or self.request.method == "GET"


current_exchange: ContextVar[Exchange] = ContextVar("current_exchange")


def request_id() -> str | None:
    """The id of the request under way; None outside of any."""
    exchange = current_exchange.get(None)
    found = exchange.request.scope.get("request_id") if exchange else None
    return found if isinstance(found, str) else None


async def _exchange(request: Request) -> Exchange:
    exchange: Exchange = request.state.exchange
    return exchange


async def _session(request: Request) -> AsyncSession:
    return (await _exchange(request)).session


async def _now(request: Request) -> datetime:
    return (await _exchange(request)).now


TheExchange = Annotated[Exchange, Depends(_exchange)]
Session = Annotated[AsyncSession, Depends(_session)]
Now = Annotated[datetime, Depends(_now)]
"""The instant at which the request began, the same for all that it does."""
