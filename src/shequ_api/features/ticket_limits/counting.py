"""Counting tickets by the day: the one too many is refused, also when all come at once."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import case, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.features.ticket_limits.models import TicketLimitRule, TicketTurn
from shequ_api.features.tickets.public import seal_of
from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.crypto import bare
from shequ_api.kit.errors import TooMany
from shequ_api.kit.http.parts import Parts


class TooManyTickets(TooMany):
    """The day's tickets are filed; `limit` says how many that are, `free_at` when the next day
    begins."""

    code, title = "too_many_tickets", "今天提交的诉求已达上限，紧急情况请选择紧急类分类"


class SameTextTooOften(TooMany):
    """The same words were sent often enough."""

    code, title = "same_text_too_often", "今天已提交过相同内容的诉求，可在原诉求中补充"


UNLIMITED = 2**31 - 1


class Limits(NamedTuple):
    """How many a day. The application's part is what holds where nobody has said anything."""

    per_day: int
    identical_per_day: int


async def limits_at(session: AsyncSession, place: Place) -> Limits:
    """What holds in a community (or a district): its own rule, else its district's, else the
    installation's."""
    own_first = case((TicketLimitRule.place_id == place.district_id, 1), else_=0)
    said = (
        select(TicketLimitRule)
        .where(TicketLimitRule.place_id.in_([place.community_id, place.district_id]))
        .order_by(own_first)
        .limit(1)
    )
    rule: TicketLimitRule | None = await session.scalar(said)
    if rule is None:
        parts: Parts = session.info["parts"]
        return parts.get(Limits)
    return Limits(rule.per_day, rule.identical_per_day)


async def take_turn(
    session: AsyncSession, person_id: UUID, place: Place, text: str | None, *, now: datetime
) -> None:
    """Count one more ticket of a person in a district. Their others wait until this one is over.
    Raises `TooManyTickets`, `SameTextTooOften`."""
    limits, day = await limits_at(session, place), china_date(now)
    free_at = china_midnight(day + timedelta(days=1))
    wait = int((free_at - now).total_seconds()) + 1
    assert place.district_id is not None, "a ticket that could be filed lies in a district"
    of_day = f"turn/{place.district_id}/{day}"
    if not await _counted(session, person_id, of_day, place.district_id, day, limits.per_day):
        raise TooManyTickets(retry_after=wait, limit=limits.per_day, free_at=free_at.isoformat())
    if text is None:
        return
    same = f"{of_day}/{sha256(bare(text).lower().encode()).hexdigest()}"
    most = limits.identical_per_day
    if not await _counted(session, person_id, same, place.district_id, day, most):
        raise SameTextTooOften(retry_after=wait, limit=most, free_at=free_at.isoformat())


async def stand_in_line(
    session: AsyncSession, person_id: UUID, place: Place, what: str, *, now: datetime
) -> None:
    """An emergency is refused to nobody, however often it is reported; the same of a person waits
    until the one before has been written down, or has failed."""
    assert place.district_id is not None, "a ticket that could be filed lies in a district"
    day = china_date(now)
    same = f"emergency/{place.district_id}/{day}/{sha256(what.encode()).hexdigest()}"
    await _counted(session, person_id, same, place.district_id, day, UNLIMITED)


async def _counted(
    session: AsyncSession, person_id: UUID, what: str, district_id: UUID, day: date, most: int
) -> bool:
    row = insert(TicketTurn).values(
        id=seal_of(session).occasion_of(person_id, what), district_id=district_id, day=day, count=1
    )
    one_more = row.on_conflict_do_update(
        index_elements=[TicketTurn.id],
        set_={"count": TicketTurn.count + 1},
        where=TicketTurn.count < most,
    )
    return await session.scalar(one_more.returning(TicketTurn.count)) is not None


async def forget_turns(session: AsyncSession, now: datetime, kept: timedelta, most: int) -> int:
    """Drop what was counted on days that are over."""
    old = select(TicketTurn.id).where(TicketTurn.day < china_date(now - kept)).limit(most)
    gone = delete(TicketTurn).where(TicketTurn.id.in_(old)).returning(TicketTurn.id)
    return len((await session.scalars(gone)).all())
