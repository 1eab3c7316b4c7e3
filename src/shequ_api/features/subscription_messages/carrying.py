"""What was told is put on its way: one send for what comes within a while, a lot at a time for what
many are told."""

from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import Boolean, Select, and_, cast, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.base.people.queries import live
from shequ_api.features.inbox.events import MessageTold
from shequ_api.features.inbox.public import Message, unread_message
from shequ_api.features.notice_follow_up.events import NoticeReminded
from shequ_api.features.notices.events import NoticePublished
from shequ_api.features.notices.public import (
    Notice,
    NoticeEdition,
    seeing_tags,
    shown_notice,
    without_receipt,
)
from shequ_api.features.notification_settings.public import (
    NOTICE_KINDS,
    NotificationSettings,
    roles_of,
    settings_of,
    wants,
)
from shequ_api.features.subscription_messages import queries
from shequ_api.features.subscription_messages.models import (
    MERGES,
    SubscriptionRound,
    SubscriptionSend,
    SubscriptionTemplate,
)
from shequ_api.features.subscription_messages.rules import SendState
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id

LOT = 500
"""Persons of a notice in one transaction."""
DISCREET = {"title": "您有一则社区通知", "text": "请打开小程序查看"}
"""What is for people of a tag is read in the app: others see a phone, too."""
SENDER = "社区"
"""Of what is told in the inbox, which names no office."""


async def carry_message(session: AsyncSession, fact: MessageTold, now: datetime) -> None:
    """On being told something: to WeChat with it, if the person wants that and allows a send."""
    person_id = fact.subject_id
    template = await session.scalar(queries.carrier_of(fact.kind))
    message = await unread_message(session, fact.message_id)
    if template is None or message is None or message.person_id != person_id:
        return
    roles = await roles_of(session, person_id, china_date(now))
    if not wants(await settings_of(session, person_id), fact.kind, roles):
        return
    if await session.scalar(select(queries.has_credit(person_id, template.id))):
        await _merge_in(session, message, template, now)


async def _merge_in(
    session: AsyncSession, message: Message, template: SubscriptionTemplate, now: datetime
) -> None:
    """What waits for this person and template counts one more; else it is a send of its own."""
    fresh = insert(SubscriptionSend).values(
        id=new_id(),
        occasion_id=new_id(),
        person_id=message.person_id,
        template_id=template.id,
        district_id=message.district_id,
        kind=message.kind,
        title=message.title,
        text=message.text,
        sender=SENDER,
        about_kind=message.about_kind,
        about_id=message.about_id,
        message_id=message.id,
        merges=True,
        urgent=False,
        state=SendState.WAITING,
        told_at=now,
        due_at=now + timedelta(minutes=template.merge_minutes),
    )
    latest = ("kind", "title", "text", "about_kind", "about_id", "message_id", "told_at")
    merged = fresh.on_conflict_do_update(
        index_elements=[SubscriptionSend.person_id, SubscriptionSend.template_id],
        index_where=MERGES,
        set_={name: fresh.excluded[name] for name in latest}
        | {"times": SubscriptionSend.times + 1},
    )
    await session.execute(merged)


async def open_round(
    session: AsyncSession, fact: NoticePublished | NoticeReminded, now: datetime
) -> None:
    """On a notice that matters: whoever is addressed and has not read it is told, from when it is
    shown on. Again, it is the same round."""
    if fact.category not in NOTICE_KINDS:
        return
    found = await shown_notice(session, fact.subject_id, now)
    if found is None:
        return
    notice = found[0]
    row = insert(SubscriptionRound).values(
        id=uuid5(NAMESPACE_OID, f"{fact.name}:{fact.model_dump_json()}"),
        notice_id=notice.id,
        number=fact.number,
        district_id=notice.district_id,
        due_at=max(notice.begins_at, now),
    )
    await session.execute(row.on_conflict_do_nothing())


async def spread(session: AsyncSession, now: datetime) -> bool:
    """Put the next lot of a round on its way; False where none is due."""
    due = select(SubscriptionRound).where(
        SubscriptionRound.done_at.is_(None), SubscriptionRound.due_at <= now
    )
    first = due.order_by(SubscriptionRound.due_at, SubscriptionRound.id).limit(1)
    this = await session.scalar(first.with_for_update(skip_locked=True))
    if this is None:
        return False
    found = await shown_notice(session, this.notice_id, now)
    if found is None or found[0].current_number != this.number:
        this.done_at = now  # over, or corrected since: the correction has a round of its own
        return True
    notice = found[0]
    template = await session.scalar(queries.carrier_of(NOTICE_KINDS[notice.category]))
    if template is None:
        this.done_at = now
        return True
    async with seeing_tags(session, notice) as discreet:
        rows = (await session.execute(await _lot(session, this, notice, template, now))).all()
    alike = _send_of(this, found, template, now) | (DISCREET if discreet else {})
    persons = dict.fromkeys(row.person_id for row in rows if row.wanted)
    if persons:
        # One small statement for each row, and all in one go: as one of ten thousand values, most
        # of a second went into spelling it.
        fresh = insert(SubscriptionSend).on_conflict_do_nothing()
        rows_of = [alike | {"id": new_id(), "person_id": each} for each in persons]
        await session.execute(fresh, rows_of)
    if len(rows) < LOT:
        this.done_at = now
    else:
        this.after_since, this.after_id = rows[-1].since, rows[-1].id
    return True


def _send_of(
    this: SubscriptionRound,
    found: tuple[Notice, NoticeEdition, str],
    template: SubscriptionTemplate,
    now: datetime,
) -> dict[str, Any]:
    """What is alike in the sends of a notice to all who are told of it."""
    notice, edition, sender = found
    return {
        "occasion_id": this.id,
        "template_id": template.id,
        "district_id": this.district_id,
        "kind": NOTICE_KINDS[notice.category],
        "title": edition.title,
        "text": edition.text[:200],
        "sender": sender,
        "about_kind": "notice",
        "about_id": notice.id,
        "number": edition.number,
        "merges": False,
        "urgent": notice.category == "emergency",
        "state": SendState.WAITING,
        "told_at": now,
        "due_at": now,
    }


async def _lot(
    session: AsyncSession,
    this: SubscriptionRound,
    notice: Notice,
    template: SubscriptionTemplate,
    now: datetime,
) -> Select[Any]:
    """The next belongings of those who can be sent something, and whether they want it."""
    rows: Any = (await without_receipt(session, notice, china_date(now))).subquery()
    kind = NOTICE_KINDS[notice.category]
    chosen = cast(NotificationSettings.choices[kind].astext, Boolean)
    own = NotificationSettings.person_id == rows.c.person_id
    lot = (
        select(rows.c.person_id, rows.c.since, rows.c.id)
        .add_columns(func.coalesce(chosen, literal(True)).label("wanted"))
        .join(Person, and_(Person.id == rows.c.person_id, live()))
        .outerjoin(NotificationSettings, own)
        .where(queries.has_credit(rows.c.person_id, template.id))
        .order_by(rows.c.since, rows.c.id)
        .limit(LOT)
    )
    if this.after_since is not None:
        lot = lot.where(tuple_(rows.c.since, rows.c.id) > (this.after_since, this.after_id))
    return lot


def reference(about_id: UUID) -> str:
    """Eight signs by which people can speak of a thing."""
    return about_id.hex[-8:].upper()
