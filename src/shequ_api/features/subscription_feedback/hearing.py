"""What WeChat itself tells of subscriptions: answers, changes in its settings, arrivals.

The mini-program reports an answer too, and either may come first, late or not at all: two tellings
of one tap are twins, of which one counts. A push that comes again is the same.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import WeChatAccount
from shequ_api.base.wechat.client import WeChatApp
from shequ_api.base.wechat.errors import REFUSED
from shequ_api.base.wechat.subscription_news import (
    CHANGE,
    POPUP,
    SENT,
    Arrival,
    SubscriptionNews,
    answers_in,
    arrivals_in,
    news_in,
)
from shequ_api.features.subscription_messages.public import (
    Answer,
    SendState,
    SubscriptionAnswer,
    SubscriptionSend,
    SubscriptionTemplate,
    hold_person,
    twin_of,
    void_credits,
    void_until,
)
from shequ_api.kit.http.parts import Parts

ARRIVES_WITHIN = timedelta(hours=1)
"""How long after it was sent a push may speak of a message whose number we never heard."""
SETTLED = (SendState.SENDING, SendState.SENT, SendState.UNSURE)


async def hear_popup(session: AsyncSession, message: Mapping[str, Any], now: datetime) -> None:
    """A person answered wx.requestSubscribeMessage."""
    news = news_in(message)
    for person_id, template in await _answered(session, news):
        given = Answer(answers_in(news)[template.wechat_template_id])
        at, report_id = _when(news, now), _report_id(news, POPUP, given)
        await hold_person(session, person_id)
        if await session.get(SubscriptionAnswer, (report_id, template.id)) is not None:
            continue
        twin = await session.scalar(
            twin_of(person_id, template.id, given, pushed=False, at=at).limit(1)
        )
        await _write(session, person_id, template.id, report_id, given, at, twin)
        if twin is not None:
            twin.twin_id = report_id
        elif given == Answer.REJECT:
            await void_until(session, person_id, [template.id], at, now=now)


async def hear_change(session: AsyncSession, message: Mapping[str, Any], now: datetime) -> None:
    """A person switched a template off in WeChat's settings, or on: to be on is to be asked again,
    and no accept but where the template lasts."""
    news = news_in(message)
    for person_id, template in await _answered(session, news):
        on = answers_in(news)[template.wechat_template_id] == Answer.ACCEPT
        given = Answer.ACCEPT if on else Answer.BAN
        at, report_id = _when(news, now), _report_id(news, CHANGE, given)
        await hold_person(session, person_id)
        if await session.get(SubscriptionAnswer, (report_id, template.id)) is not None:
            continue
        row = await _write(session, person_id, template.id, report_id, given, at, None)
        row.twin_id = report_id  # no tap of theirs: no report tells of it
        if on and not template.lasting:
            row.void_at = now
        if not on:
            await void_until(session, person_id, [template.id], at, now=now)


async def _answered(
    session: AsyncSession, news: SubscriptionNews
) -> list[tuple[UUID, SubscriptionTemplate]]:
    """Who answered, beside each template of ours that they answered for."""
    person_id = await _person_of(session, news.openid)
    if person_id is None:
        return []
    named = SubscriptionTemplate.wechat_template_id.in_(answers_in(news))
    found = select(SubscriptionTemplate).where(named).order_by(SubscriptionTemplate.id)
    return [(person_id, template) for template in await session.scalars(found)]


async def _person_of(session: AsyncSession, openid: str) -> UUID | None:
    parts: Parts = session.info["parts"]
    ours = (WeChatAccount.app_id == parts.get(WeChatApp).appid, WeChatAccount.openid == openid)
    found: UUID | None = await session.scalar(select(WeChatAccount.person_id).where(*ours))
    return found


def _when(news: SubscriptionNews, now: datetime) -> datetime:
    """The end of the second that it tells: what was reported within it was said before."""
    return min(news.at + timedelta(seconds=1), now)


def _report_id(news: SubscriptionNews, event: str, given: Answer) -> UUID:
    """The same whenever the same is told again."""
    told = f"{event}:{news.openid}:{int(news.at.timestamp())}:{given}"
    return uuid5(NAMESPACE_OID, told)


async def _write(
    session: AsyncSession,
    person_id: UUID,
    template_id: UUID,
    report_id: UUID,
    given: Answer,
    at: datetime,
    twin: SubscriptionAnswer | None,
) -> SubscriptionAnswer:
    void = twin is not None and given == Answer.ACCEPT
    row = SubscriptionAnswer(
        report_id=report_id,
        template_id=template_id,
        person_id=person_id,
        answer=given,
        answered_at=at,
        void_at=at if void else None,
        pushed=True,
        twin_id=twin.report_id if twin else None,
    )
    session.add(row)
    await session.flush()
    return row


async def hear_sent(session: AsyncSession, message: Mapping[str, Any], now: datetime) -> None:
    """What became of messages after WeChat took them."""
    news = news_in(message)
    person_id = await _person_of(session, news.openid)
    if person_id is None:
        return
    for arrival in arrivals_in(news):
        send = await _send_of(session, person_id, arrival, now)
        if send is None or send.state not in SETTLED:
            continue
        send.msgid = arrival.msgid
        if send.state != SendState.SENT or arrival.errcode:
            send.ended_at = now
        send.errcode = arrival.errcode or send.errcode
        send.state = SendState.SENT
        if arrival.errcode:
            send.state = SendState.FAILED
        if arrival.errcode == REFUSED:
            send.state = SendState.REFUSED
            await void_credits(session, send, now)


async def _send_of(
    session: AsyncSession, person_id: UUID, arrival: Arrival, now: datetime
) -> SubscriptionSend | None:
    """The send of a message, by WeChat's number; where we never heard it, the first to this phone
    of which we know none."""
    known = select(SubscriptionSend).where(
        SubscriptionSend.msgid == arrival.msgid, SubscriptionSend.person_id == person_id
    )
    for found in (known, _unnumbered(person_id, arrival, now)):
        send: SubscriptionSend | None = await session.scalar(found.limit(1).with_for_update())
        if send is not None:
            return send
    return None


def _unnumbered(person_id: UUID, arrival: Arrival, now: datetime) -> Select[SubscriptionSend]:
    template = select(SubscriptionTemplate.id).where(
        SubscriptionTemplate.wechat_template_id == arrival.template_id
    )
    return (
        select(SubscriptionSend)
        .where(SubscriptionSend.person_id == person_id, SubscriptionSend.state.in_(SETTLED))
        .where(SubscriptionSend.template_id == template.scalar_subquery())
        .where(SubscriptionSend.msgid.is_(None), SubscriptionSend.claimed_at.is_not(None))
        .where(SubscriptionSend.claimed_at > now - ARRIVES_WITHIN)
        .order_by(SubscriptionSend.claimed_at)
    )


PUSHES = {POPUP: hear_popup, CHANGE: hear_change, SENT: hear_sent}
