"""Telling people, and their reading it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.events.facts import record
from shequ_api.base.people.models import Person
from shequ_api.features.inbox.events import MessageTold
from shequ_api.features.inbox.kinds import MessageKind
from shequ_api.features.inbox.models import MERGES, Message, Telling
from shequ_api.kit.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is told to some persons, once for an occasion."""

    kind: MessageKind
    title: str
    text: str
    about_kind: str
    about_id: UUID
    topic_id: UUID
    occasion_id: UUID
    district_id: UUID | None


def shown_instant(now: datetime) -> datetime:
    """To the millisecond: as it will be shown, and said back by whoever has seen it."""
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


async def tell(
    session: AsyncSession, person_ids: Collection[UUID], news: News, *, now: datetime
) -> None:
    """Tell persons of an occasion, each once: what is unread about the topic counts one more.

    Whoever became part of another account is told there; a shut account is told nothing.
    """
    told_at = shown_instant(now)
    of_occasion = {
        "occasion_id": news.occasion_id,
        "district_id": news.district_id,
        "told_at": told_at,
    }
    found = await _reachable(session, person_ids)
    if not found:
        return
    tellings = insert(Telling).values([{"person_id": each, **of_occasion} for each in found])
    fresh = tellings.on_conflict_do_nothing().returning(Telling.person_id)
    # In one order for all: of two that tell the same people, one waits for the other.
    if untold := sorted(await session.scalars(fresh)):
        await _merge_in(session, [_row(each, news, told_at) for each in untold], now)


async def _reachable(session: AsyncSession, person_ids: Collection[UUID]) -> list[UUID]:
    """Locked against their erasure, which takes away what they were told before, and not later."""
    given = aliased(Person)
    ids = select(func.coalesce(given.merged_into_id, given.id)).where(given.id.in_(person_ids))
    people = select(Person.id).where(Person.id.in_(ids), Person.disabled_at.is_(None))
    return list(await session.scalars(people.order_by(Person.id).with_for_update(read=True)))


def _row(person_id: UUID, news: News, told_at: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "person_id": person_id,
        "district_id": news.district_id,
        "kind": news.kind,
        "title": news.title,
        "text": news.text,
        "about_kind": news.about_kind,
        "about_id": news.about_id,
        "topic_id": news.topic_id,
        "times": 1,
        "told_at": told_at,
    }


async def _merge_in(session: AsyncSession, rows: list[dict[str, Any]], now: datetime) -> None:
    fresh = insert(Message).values(rows)
    latest = {name: fresh.excluded[name] for name in ("title", "text", "about_kind", "about_id")}
    merged = fresh.on_conflict_do_update(
        index_elements=[Message.person_id, Message.kind, Message.topic_id],
        index_where=MERGES,
        set_={
            **latest,
            "times": Message.times + 1,
            "told_at": func.greatest(Message.told_at, fresh.excluded.told_at),
        },
    )
    told = await session.execute(merged.returning(Message.id, Message.person_id))
    note_told(session, told.all(), rows[0]["kind"], rows[0]["district_id"], now)


def note_told(
    session: AsyncSession,
    told: Iterable[Row[UUID, UUID] | tuple[UUID, UUID]],
    kind: str,
    district_id: UUID | None,
    now: datetime,
) -> None:
    """Record that these messages (id, person id) were told: others may carry them further."""
    for message_id, person_id in told:
        fact = MessageTold(
            subject_id=person_id, district_id=district_id, message_id=message_id, kind=kind
        )
        record(session, fact, now=now)


async def read_one(
    session: AsyncSession, person_id: UUID, message_id: UUID, *, seen: datetime, now: datetime
) -> None:
    """A message was read as it was at an instant; what was told since stays unread."""
    await _read(session, Message.id == message_id, person_id, seen, now)


async def read_until(
    session: AsyncSession, person_id: UUID, *, seen: datetime, now: datetime
) -> None:
    """All that a person was told up to an instant was read; what is done need not be."""
    await _read(session, Message.done_at.is_(None), person_id, seen, now)


async def _read(
    session: AsyncSession,
    which: ColumnElement[bool],
    person_id: UUID,
    seen: datetime,
    now: datetime,
) -> None:
    unread = (Message.person_id == person_id, Message.read_at.is_(None), Message.told_at <= seen)
    reading = update(Message).where(which, *unread).values(read_at=now)
    await session.execute(reading, execution_options={"synchronize_session": False})
