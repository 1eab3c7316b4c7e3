"""The errand: a few sends at a time are claimed, sent side by side, and written down one by one. No
transaction is open while WeChat is asked."""

import asyncio
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shequ_api.base.wechat.client import WeChatApp
from shequ_api.base.wechat.protocol import SendResult, WeChat
from shequ_api.features.subscription_messages import carrying, sending
from shequ_api.features.subscription_messages.sending import Parcel
from shequ_api.kit.http.parts import Parts

SIDE_BY_SIDE = 8
LOOKED_AT = 64
"""Sends that one run looks at, most of which may be put off."""
Sessions = async_sessionmaker[AsyncSession]


async def carry_out(sessions: Sessions, now: datetime) -> bool:
    """One run: the next lot of a notice, then the next few sends; whether there was anything."""
    async with sessions() as session, session.begin():
        parts: Parts = session.info["parts"]
        app_id = parts.get(WeChatApp).appid
        spread = await carrying.spread(session, now)
        await sending.resolve_broken(session, now)
        if await sending.paused(session, app_id, now):
            return spread
    parcels, looked = await _claim_some(sessions, app_id, now)
    if parcels:
        await _send(sessions, parts, app_id, parcels, now)
    return spread or looked


async def _claim_some(sessions: Sessions, app_id: str, now: datetime) -> tuple[list[Parcel], bool]:
    """Each by a transaction of its own: one that waits for a credit keeps no other waiting."""
    parcels: list[Parcel] = []
    for _ in range(LOOKED_AT):
        async with sessions() as session, session.begin():
            claimed = await sending.claim(session, app_id, now)
        if claimed is False:
            return parcels, bool(parcels)
        if isinstance(claimed, Parcel):
            parcels.append(claimed)
        if len(parcels) == SIDE_BY_SIDE:
            break
    return parcels, True


async def _send(
    sessions: Sessions, parts: Parts, app_id: str, parcels: list[Parcel], now: datetime
) -> None:
    wechat = parts.get(WeChat)

    async def one(parcel: Parcel) -> tuple[Parcel, SendResult]:
        return parcel, await wechat.send_subscription(parcel.message)

    failed: Exception | None = None
    for sent in asyncio.as_completed([one(parcel) for parcel in parcels]):
        parcel, result = await sent
        try:
            async with sessions() as session, session.begin():
                await sending.note(session, app_id, parcel, result, now)
        except Exception as error:  # the others' outcomes are not to be lost with this one's
            failed = error
    if failed is not None:
        raise failed
