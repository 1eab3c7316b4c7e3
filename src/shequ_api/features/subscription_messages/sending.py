"""Sends are claimed, one credit each, and what came of them is written down.

A claim is committed before WeChat is asked, so no two workers send the same, and no credit pays
twice. What happens after it, if the worker dies or no readable answer comes, nobody knows: WeChat
has no word for "the same again". Such a send is `unsure` and not done again, since the inbox has
the message anyway; in an emergency it is done once more. See docs/decisions/0034.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import WeChatAccount
from shequ_api.base.wechat.protocol import SendOutcome, SendResult, SubscriptionMessage
from shequ_api.features.inbox.public import unread_message
from shequ_api.features.notices.public import have_read, shown_notice
from shequ_api.features.notification_settings.public import (
    carried_kinds,
    own_quiet,
    quiet_in,
    settings_of,
)
from shequ_api.features.subscription_messages import faults, queries
from shequ_api.features.subscription_messages.carrying import reference
from shequ_api.features.subscription_messages.fields import Contents, FieldSource, value_for
from shequ_api.features.subscription_messages.models import (
    SubscriptionAnswer,
    SubscriptionPause,
    SubscriptionSend,
    SubscriptionTemplate,
)
from shequ_api.features.subscription_messages.rules import SendState
from shequ_api.kit.repointing import QUIET

LEASE = timedelta(minutes=1)
"""A claimed send of which nothing is heard so long is broken off: a call ends within seconds."""
STALE_AFTER = timedelta(hours=36)
"""A night's quiet, and a bad day of WeChat's."""
MENDED_AFTER = timedelta(minutes=30)
"""When a send whose template is faulty is looked at again."""
LONGEST_WAIT = timedelta(hours=1)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=10)
TRIES_IN_EMERGENCY = 2
QUOTA_USED_UP = 45009
MERGED_TITLE = "您有新消息"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed send, as it goes to WeChat."""

    send_id: UUID
    attempt: int
    message: SubscriptionMessage


async def paused(session: AsyncSession, app_id: str, now: datetime) -> bool:
    """Whether nobody is to be sent anything now."""
    until = select(SubscriptionPause.until).where(SubscriptionPause.app_id == app_id)
    found = await session.scalar(until)
    return found is not None and found > now


async def resolve_broken(session: AsyncSession, now: datetime) -> None:
    """What was claimed and never heard of again is `unsure`; in an emergency it is tried anew."""
    broken = (
        SubscriptionSend.state == SendState.SENDING,
        SubscriptionSend.claimed_at <= now - LEASE,
    )
    found = select(SubscriptionSend).where(*broken).limit(100).with_for_update(skip_locked=True)
    for send in await session.scalars(found):
        _leave_unsure(send, now)


def _leave_unsure(send: SubscriptionSend, now: datetime) -> None:
    if send.urgent and send.attempts < TRIES_IN_EMERGENCY:
        # Whatever the first call did, its credit may be used up.
        send.state, send.report_id, send.due_at = SendState.WAITING, None, now
    else:
        _end(send, SendState.UNSURE, now)


async def claim(session: AsyncSession, app_id: str, now: datetime) -> Parcel | bool:
    """Claim the next send that is due; True where one was put off or ended instead, False where
    none is due."""
    send = await session.scalar(queries.first_due(now))
    if send is None:
        return False
    template = await session.get_one(SubscriptionTemplate, send.template_id)
    if not await _may_go(session, send, template, now):
        return True
    openid = await session.scalar(_openid_of(send.person_id, app_id))
    if openid is None:
        _end(send, SendState.UNREACHABLE, now)
        return True
    if not await _take_credit(session, send, template, now):
        _end(send, SendState.NO_CREDIT, now)
        return True
    send.state, send.claimed_at = SendState.SENDING, now
    send.attempts += 1
    return Parcel(send.id, send.attempts, _as_message(send, template, openid))


async def _may_go(
    session: AsyncSession, send: SubscriptionSend, template: SubscriptionTemplate, now: datetime
) -> bool:
    stale = now - send.told_at > STALE_AFTER or template.retired_at is not None
    if stale or await _is_over(session, send, now):
        _end(send, SendState.STALE, now)
        return False
    if await _was_seen(session, send):
        _end(send, SendState.SEEN, now)
        return False
    if template.faulty_at is not None:
        send.due_at = now + MENDED_AFTER
        return False
    loud_at = None if send.urgent else await _loud_at(session, send, now)
    if loud_at is not None:
        send.due_at = loud_at
    return loud_at is None


async def _is_over(session: AsyncSession, send: SubscriptionSend, now: datetime) -> bool:
    """Whether a notice was corrected since, or is shown no more."""
    if send.number is None:
        return False
    found = await shown_notice(session, send.about_id, now)
    return found is None or found[0].current_number != send.number


async def _was_seen(session: AsyncSession, send: SubscriptionSend) -> bool:
    """Of several that merged, the last stands for all."""
    if send.message_id is not None:
        return await unread_message(session, send.message_id) is None
    if send.number is None:
        return False
    return bool(await have_read(session, send.about_id, send.number, [send.person_id]))


async def _loud_at(session: AsyncSession, send: SubscriptionSend, now: datetime) -> datetime | None:
    """When it may be sent; None: now. Own quiet hours stand in the place of the district's."""
    own = own_quiet(await settings_of(session, send.person_id))
    quiet = own or await quiet_in(session, send.district_id)
    return quiet.over_at(now)


def _openid_of(person_id: UUID, app_id: str) -> Select[str]:
    mine = (WeChatAccount.person_id == person_id, WeChatAccount.app_id == app_id)
    newest = select(WeChatAccount.openid).where(*mine)
    return newest.order_by(WeChatAccount.created_at.desc()).limit(1)


async def _take_credit(
    session: AsyncSession, send: SubscriptionSend, template: SubscriptionTemplate, now: datetime
) -> bool:
    """The oldest accept that is left; whoever claims at the same moment waits for this one."""
    left = (
        select(SubscriptionAnswer)
        .where(
            SubscriptionAnswer.person_id == send.person_id,
            SubscriptionAnswer.template_id == template.id,
            queries.unspent(),
        )
        .order_by(SubscriptionAnswer.answered_at, SubscriptionAnswer.report_id)
        .limit(1)
    )
    credit = await session.scalar(left.with_for_update())
    if credit is None:
        # Of two who waited for one row, the second finds it spent: another may be left.
        credit = await session.scalar(left.with_for_update())
    if credit is None:
        return False
    if not template.lasting:
        credit.spent_at = now
    send.report_id = credit.report_id
    return True


def _as_message(
    send: SubscriptionSend, template: SubscriptionTemplate, openid: str
) -> SubscriptionMessage:
    many = send.times > 1
    contents = Contents(
        title=MERGED_TITLE if many else send.title,
        text=f"共{send.times}条，请打开小程序查看" if many else send.text,
        sender=send.sender,
        category="消息提醒" if many else carried_kinds()[send.kind],
        at=send.told_at,
        count=send.times,
        reference=reference(send.about_id),
    )
    fields = {
        each["key"]: value_for(each["key"], FieldSource(each["source"]), each["text"], contents)
        for each in template.fields
    }
    query = "about=inbox" if many else f"about={send.about_kind}&id={send.about_id}"
    page = f"{template.page}?{query}"
    return SubscriptionMessage(openid, template.wechat_template_id, page, fields)


async def note(
    session: AsyncSession, app_id: str, parcel: Parcel, result: SendResult, now: datetime
) -> None:
    """Write down what came of a send. One that was given up meanwhile is settled all the same."""
    send = await session.get(SubscriptionSend, parcel.send_id, with_for_update=True)
    if send is None:
        return  # the person was forgotten meanwhile
    given_up = send.state == SendState.UNSURE and result.outcome == SendOutcome.SENT
    if send.attempts != parcel.attempt or not (send.state == SendState.SENDING or given_up):
        return
    send.errcode = result.errcode or None
    match result.outcome:
        case SendOutcome.SENT:
            send.msgid = result.msgid
            _end(send, SendState.SENT, now)
            await _resume(session, app_id)
        case SendOutcome.UNSURE:
            _leave_unsure(send, now)
            await _pause(session, app_id, result, now)
        case SendOutcome.REFUSED:
            _end(send, SendState.REFUSED, now)
            await void_credits(session, send, now)
        case SendOutcome.UNREACHABLE:
            _end(send, SendState.UNREACHABLE, now)
        case SendOutcome.FAULTY:
            await _put_back(session, send, now + MENDED_AFTER)
            await faults.mark(session, send, result.errcode, now=now)
        case SendOutcome.BUSY:
            wait = min(timedelta(minutes=2 ** min(send.attempts, 6)), LONGEST_WAIT)
            await _put_back(session, send, now + wait)
            await _pause(session, app_id, result, now)


def _end(send: SubscriptionSend, state: SendState, now: datetime) -> None:
    send.state, send.ended_at = state, now


async def _put_back(session: AsyncSession, send: SubscriptionSend, due_at: datetime) -> None:
    """WeChat took nothing: the credit is whole again."""
    key = {"report_id": send.report_id, "template_id": send.template_id}
    credit = await session.get(SubscriptionAnswer, key, with_for_update=True)
    if credit is not None:
        credit.spent_at = None
    send.state, send.report_id, send.due_at, send.merges = SendState.WAITING, None, due_at, False


async def void_credits(session: AsyncSession, send: SubscriptionSend, now: datetime) -> None:
    """WeChat says that the person refuses, or has none left: we counted wrongly."""
    theirs = (
        SubscriptionAnswer.person_id == send.person_id,
        SubscriptionAnswer.template_id == send.template_id,
    )
    voiding = update(SubscriptionAnswer).where(*theirs, queries.unspent()).values(void_at=now)
    await session.execute(voiding, execution_options=QUIET)


async def _pause(session: AsyncSession, app_id: str, result: SendResult, now: datetime) -> None:
    """Send nobody anything for a while, longer each time; of those under way at once, one
    lengthens it."""
    row = insert(SubscriptionPause).values(app_id=app_id, until=now, failures=0)
    await session.execute(row.on_conflict_do_nothing())
    pause = await session.get_one(SubscriptionPause, app_id, with_for_update=True)
    if pause.until <= now:
        pause.until = now + min(FIRST_PAUSE * 2 ** min(pause.failures, 8), LONGEST_PAUSE)
        pause.failures += 1
    if result.errcode == QUOTA_USED_UP:
        pause.until = now + LONGEST_WAIT


async def _resume(session: AsyncSession, app_id: str) -> None:
    over = update(SubscriptionPause).where(
        SubscriptionPause.app_id == app_id, SubscriptionPause.failures > 0
    )
    await session.execute(over.values(failures=0), execution_options=QUIET)
