"""What a genuine push comes to: each is heard once, and nothing of it is kept but a fact."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import structlog
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Fact, record
from shequ_api.base.registry import Registry
from shequ_api.base.wechat.answers import trace_in, verdict_in
from shequ_api.base.wechat.errors import WeChatUnavailable
from shequ_api.base.wechat.events import PictureJudged, subject_of
from shequ_api.base.wechat.models import WeChatPush
from shequ_api.base.wechat.pushes import FRESH, PushNotGenuine, Signed
from shequ_api.kit.repointing import QUIET

KEPT = FRESH + timedelta(hours=1)
log = structlog.get_logger("wechat")


def _picture_judged(message: Mapping[str, Any], now: datetime) -> Fact:
    trace_id = trace_in(message)
    # What it could not fetch has an errcode, and perhaps no result.
    judged = message.get("errcode") in (None, 0)
    verdict = verdict_in(message) if judged else None
    return PictureJudged(
        subject_id=subject_of(trace_id),
        trace_id=trace_id,
        suggestion=verdict.suggestion if verdict else None,
        label=verdict.label if verdict else None,
        at=now,
    )


READERS: dict[str, Callable[[Mapping[str, Any], datetime], Fact]] = {
    "wxa_media_check": _picture_judged
}
"""Event → the fact that it tells. Others are for the modules that hear them, or for nobody."""


async def hear(
    session: AsyncSession, message: Mapping[str, Any], signed: Signed, raw: bytes, now: datetime
) -> None:
    """Record what a push tells, once. Raises `PushNotGenuine` where what signed another body signs
    this one."""
    signed_hash = sha256(f"{signed.timestamp}\n{signed.nonce}".encode()).digest()
    body_hash = sha256(raw).digest()
    row = insert(WeChatPush).values(signed_hash=signed_hash, body_hash=body_hash, received_at=now)
    fresh = await session.scalar(row.on_conflict_do_nothing().returning(WeChatPush.signed_hash))
    if fresh is None:
        same = select(WeChatPush.signed_hash).where(WeChatPush.body_hash == body_hash)
        if await session.scalar(same) is None:
            raise PushNotGenuine
        return
    event = str(message.get("Event"))
    registry: Registry = session.info["registry"]
    try:
        if (reader := READERS.get(event)) is not None:
            record(session, reader(message, now), now=now)
        if (heard := registry.pushes.get(event)) is not None:
            await heard(session, message, now)
    except WeChatUnavailable:
        log.warning("wechat_push_unreadable")


async def forget_old(session: AsyncSession, now: datetime) -> None:
    """On a clock: what would be refused as too old needs no remembering."""
    old = delete(WeChatPush).where(WeChatPush.received_at < now - KEPT)
    await session.execute(old, execution_options=QUIET)
