"""The exchange: what belongs to one run of one request."""

from contextvars import ContextVar
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.clock import utc_now


class Exchange:
    """One session that connects at its first use, the principal, and the marks of the edge."""

    def __init__(self, request: Request, session: AsyncSession) -> None:
        self.request = request
        self.session = session
        self.now = utc_now()
        self.principal: str | None = None
        """Who asks, as text: set by whoever authenticates; the scope of idempotency keys."""
        self.policy_checked = False
        self.may_run_again = True
        self.remembers: Any = None
        """The idempotency record to complete with the answer."""

    async def release(self) -> None:
        """End what was read so far and hold no connection while the outside is called.

        After this the request is never run again as a whole.
        """
        await self.session.commit()
        self.may_run_again = False


current_exchange: ContextVar[Exchange] = ContextVar("current_exchange")


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
