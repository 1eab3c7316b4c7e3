"""The errand: sends are claimed, sent and written down by a few lanes at once. No transaction is
open while WeChat is asked."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shequ_api.base.wechat.client import WeChatApp
from shequ_api.base.wechat.protocol import SendOutcome, WeChat
from shequ_api.features.subscription_messages import carrying, sending
from shequ_api.features.subscription_messages.sending import Parcel
from shequ_api.kit.http.parts import Parts

LANES = 8
"""Messages that are with WeChat at the same moment."""
LOOKED_AT = 32
"""Sends that one run looks at, most of which may be put off; so few that all are over before the
lease of the first is."""
Sessions = async_sessionmaker[AsyncSession]


@dataclass(slots=True)
class Run:
    """What the lanes of one run have in common."""

    sessions: Sessions
    app_id: str
    wechat: WeChat
    now: datetime
    door: asyncio.Lock = field(default_factory=asyncio.Lock)
    """To the one connection that they take of the worker's few; who waits for WeChat has none."""
    left: int = LOOKED_AT
    sent: int = 0
    over: bool = False

    def take_turn(self) -> bool:
        """Whether there is one more to look at."""
        if self.over or not self.left:
            return False
        self.left -= 1
        return True


async def carry_out(sessions: Sessions, now: datetime) -> bool:
    """One run: the next lot of a notice, then the next few sends; whether there was anything."""
    async with sessions() as session, session.begin():
        parts: Parts = session.info["parts"]
        app_id = parts.get(WeChatApp).appid
        spread = await carrying.spread(session, now)
        await sending.resolve_broken(session, now)
        if await sending.paused(session, app_id, now):
            return spread
    run = Run(sessions, app_id, parts.get(WeChat), now)
    lanes = [asyncio.ensure_future(_lane(run)) for _ in range(LANES)]
    # What is with WeChat is heard of to its end, whatever becomes of another.
    ended = await asyncio.gather(*lanes, return_exceptions=True)
    for failed in ended:
        if isinstance(failed, BaseException):
            raise failed
    return spread or run.sent > 0 or not run.left


async def _lane(run: Run) -> None:
    try:
        while run.take_turn():
            parcel = await _claimed(run)
            if parcel is not None:
                await _send(run, parcel)
    except BaseException:
        run.over = True
        raise


async def _claimed(run: Run) -> Parcel | None:
    """By a transaction of its own: one that waits for a credit keeps no other waiting."""
    async with run.door, run.sessions() as session, session.begin():
        claimed = await sending.claim(session, run.app_id, run.now)
    run.over = run.over or claimed is False
    return claimed if isinstance(claimed, Parcel) else None


async def _send(run: Run, parcel: Parcel) -> None:
    run.sent += 1
    result = await run.wechat.send_subscription(parcel.message)
    async with run.door, run.sessions() as session, session.begin():
        await sending.note(session, run.app_id, parcel, result, run.now)
    # A bad moment of WeChat's burns no more than what is on its way.
    run.over = run.over or result.outcome in (SendOutcome.BUSY, SendOutcome.UNSURE)
