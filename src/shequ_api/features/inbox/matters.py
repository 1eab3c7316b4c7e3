"""Matters of offices: opened, given to whoever holds the office, and over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, exists, or_, select, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.queries import in_force, live
from shequ_api.features.inbox.kinds import MessageKind
from shequ_api.features.inbox.models import Matter, MatterOffice, Message
from shequ_api.features.inbox.service import note_told, shown_instant
from shequ_api.features.inbox.wording import WORDS
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id

GIVEN_AT_ONCE, CLOSED_AT_ONCE = 500, 200
"""Messages, and matters, in one run; the next run of the clock goes on."""


class Office(NamedTuple):
    """A role held at a place or grid, and what it reads."""

    role: Role
    held_at_id: UUID
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMatter:
    kind: MessageKind
    occasion_id: UUID
    about_kind: str
    about_id: UUID
    district_id: UUID
    closes_at: datetime | None = None


async def open_matter(
    session: AsyncSession, new: NewMatter, offices: Sequence[Office], *, now: datetime
) -> None:
    """Open a matter, or let it reach further offices, and tell who holds them now. One that was
    closed is open again: whoever may be late asks first whether there is still something to see."""
    told_at = shown_instant(now)
    opening = insert(Matter).values(
        id=new_id(),
        kind=new.kind,
        occasion_id=new.occasion_id,
        about_kind=new.about_kind,
        about_id=new.about_id,
        district_id=new.district_id,
        opened_at=told_at,
        closes_at=new.closes_at,
    )
    await session.execute(opening.on_conflict_do_nothing())
    this = (Matter.kind == new.kind, Matter.occasion_id == new.occasion_id)
    matter = (await session.scalars(select(Matter).where(*this).with_for_update())).one()
    if matter.closed_at is not None:
        matter.opened_at, matter.closed_at, matter.closes_at = told_at, None, new.closes_at
        matter.about_id, matter.district_id = new.about_id, new.district_id
        await session.flush()
        # It may lie elsewhere by now, and reads as it is said now.
        await session.execute(delete(MatterOffice).where(MatterOffice.matter_id == matter.id))
    if not offices:
        return
    rows = [
        {**office._asdict(), "matter_id": matter.id, "district_id": new.district_id}
        for office in offices
    ]
    await session.execute(insert(MatterOffice).values(rows).on_conflict_do_nothing())
    await give_out(session, now, Matter.id == matter.id)


async def tell_offices(
    session: AsyncSession,
    kind: MessageKind,
    held: Iterable[tuple[Role, UUID | None]],
    *,
    occasion_id: UUID,
    about_id: UUID,
    district_id: UUID | None,
    closes_at: datetime | None = None,
    text: str | None = None,
    now: datetime,
    **fields: str,
) -> None:
    """Open a matter of those who hold these roles, in the words of its kind, which `fields` fill
    (or in another `text`). What lies in no district is nobody's."""
    if district_id is None:
        return
    words = WORDS[kind]
    matter = NewMatter(
        kind=kind,
        occasion_id=occasion_id,
        about_kind=words.about,
        about_id=about_id,
        district_id=district_id,
        closes_at=closes_at,
    )
    said = text or words.text.format(**fields)
    offices = [Office(role, at, words.title, said) for role, at in held if at is not None]
    await open_matter(session, matter, offices, now=now)


async def close_matters(
    session: AsyncSession, which: ColumnElement[bool], *, now: datetime
) -> None:
    """They are over: whoever was told has nothing left to see to."""
    found = select(Matter).where(Matter.closed_at.is_(None), which).order_by(Matter.id)
    # Whoever gives one out holds its row: what was given is done, and nothing is given afterwards.
    locked = found.limit(CLOSED_AT_ONCE).with_for_update()
    matters = (await session.scalars(locked.execution_options(populate_existing=True))).all()
    for matter in matters:
        matter.closed_at = max(now, matter.opened_at)
    await session.flush()
    theirs = Message.matter_id.in_([matter.id for matter in matters])
    await _done(session, theirs, now=now)


async def leave_place(
    session: AsyncSession, which: ColumnElement[bool], held_at_id: UUID, *, now: datetime
) -> None:
    """Matters that an office reached at a place or grid are its own no more; what reaches nobody
    else is over."""
    found = select(Matter.id).where(Matter.closed_at.is_(None), which).order_by(Matter.id)
    ids = (await session.scalars(found.with_for_update())).all()
    of_them = MatterOffice.matter_id.in_(ids)
    left = delete(MatterOffice).where(of_them, MatterOffice.held_at_id == held_at_id)
    if not (await session.scalars(left.returning(MatterOffice.matter_id))).all():
        return
    there = or_(Posting.place_id == held_at_id, Posting.grid_id == held_at_id)
    theirs = Message.posting_id.in_(select(Posting.id).where(there))
    await _done(session, and_(Message.matter_id.in_(ids), theirs), now=now)
    reached = exists().where(MatterOffice.matter_id == Matter.id)
    await close_matters(session, and_(Matter.id.in_(ids), ~reached), now=now)


async def leave_office(session: AsyncSession, posting_id: UUID, *, now: datetime) -> None:
    """What reached somebody under a posting that is over is no longer theirs to see to. Where
    another posting of theirs is reached too, the clock gives it to them again."""
    await _done(session, Message.posting_id == posting_id, now=now)


async def _done(session: AsyncSession, which: ColumnElement[bool], *, now: datetime) -> None:
    open_ones = (which, Message.done_at.is_(None), Message.matter_id.is_not(None))
    done = update(Message).where(*open_ones).values(done_at=now)
    await session.execute(done, execution_options={"synchronize_session": False})


async def close_ended(session: AsyncSession, now: datetime) -> None:
    """On a clock: matters whose time is over."""
    await close_matters(session, Matter.closes_at <= now, now=now)


async def catch_up(session: AsyncSession, now: datetime) -> None:
    """On a clock: give open matters to whoever holds an office by now."""
    await give_out(session, now, true())


async def give_out(session: AsyncSession, now: datetime, which: ColumnElement[bool]) -> None:
    """Tell open matters to those who hold their offices and have no open message of them."""
    # Of places and of grids one by one: asked for either at once, no index serves.
    found = [
        each
        for held_at in (Posting.place_id, Posting.grid_id)
        for each in (await session.execute(_untold(now, held_at, which))).mappings()
    ]
    told_at = shown_instant(now)
    rows = {
        (each["matter_id"], each["person_id"]): {
            **each,
            "id": new_id(),
            "times": 1,
            "told_at": told_at,
        }
        for each in found
    }
    if not rows:
        return
    fresh = insert(Message).values([rows[key] for key in sorted(rows)])
    again = ("posting_id", "role", "title", "text", "told_at")
    giving = fresh.on_conflict_do_update(
        index_elements=[Message.matter_id, Message.person_id],
        index_where=Message.matter_id.is_not(None),
        # Under another office than before: there is something to see to again.
        set_={name: fresh.excluded[name] for name in again} | {"read_at": None, "done_at": None},
        where=Message.done_at.is_not(None),
    )
    given = await session.execute(
        giving.returning(Message.id, Message.person_id, Message.kind, Message.district_id)
    )
    for message_id, person_id, kind, district_id in given.all():
        note_told(session, [(message_id, person_id)], kind, district_id, now)


def _untold(now: datetime, held_at: Any, which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Who holds an office of an open matter and has no open message of it. Matter and posting are
    held against their end meanwhile."""
    told = exists().where(
        Message.matter_id == Matter.id,
        Message.person_id == Posting.person_id,
        Message.done_at.is_(None),
    )
    held = (held_at == MatterOffice.held_at_id, Posting.role == MatterOffice.role)
    serving = (in_force(china_date(now)), Posting.end_announced_at.is_(None), live())
    return (
        select(
            Matter.id.label("matter_id"),
            Matter.district_id,
            Matter.kind,
            Matter.about_kind,
            Matter.about_id,
            Matter.about_id.label("topic_id"),
            MatterOffice.role,
            MatterOffice.title,
            MatterOffice.text,
            Posting.id.label("posting_id"),
            Posting.person_id,
        )
        .join(MatterOffice, MatterOffice.matter_id == Matter.id)
        .join(Posting, and_(*held))
        .join(Person, Person.id == Posting.person_id)
        .where(Matter.closed_at.is_(None), which, *serving, ~told)
        .order_by(Matter.opened_at, Matter.id)
        .limit(GIVEN_AT_ONCE)
        .with_for_update(read=True, of=(Matter, Posting, Person), skip_locked=True)
    )
