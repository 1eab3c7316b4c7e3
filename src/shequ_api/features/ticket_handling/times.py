"""The times of a district: its newest edition, else ours."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.calendar.hours import DAY_MINUTES, Hours, OpenTime
from shequ_api.base.calendar.queries import exceptions_between, special_days
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.ticket_handling import queries
from shequ_api.features.ticket_handling.models import TicketRule
from shequ_api.features.ticket_handling.rules import Times, workdays_after
from shequ_api.features.tickets.public import Service, Ticket
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden, NotNow


class TicketRuleIsAnothers(Forbidden):
    code, title = "ticket_rule_is_anothers", "只能制定本区的诉求流转规则"


class TicketRuleJustChanged(NotNow):
    """Two set one at the same moment; the other was first."""

    code, title = "ticket_rule_just_changed", "规则刚刚被他人修改，请查看后再试"


async def times_in(session: AsyncSession, district_id: UUID) -> Times:
    """Within what times tickets of a district are handled."""
    times, _ = await edition_in(session, district_id)
    return times


async def edition_in(session: AsyncSession, district_id: UUID) -> tuple[Times, int]:
    """The same with the version of the district's edition; 0 without one."""
    rule = await session.scalar(queries.newest_rule(district_id))
    if rule is None:
        return Times(), 0
    return Times(*(getattr(rule, name) for name in Times._fields)), rule.version


async def workdays_later(session: AsyncSession, at: datetime, workdays: int) -> datetime:
    """So many workdays after an instant, at the same time of the day."""
    first = china_date(at)
    # Never more than so many days of rest in a row, over so many workdays.
    last = first + timedelta(days=3 * workdays + 14)
    return workdays_after(at, workdays, await exceptions_between(session, first, last))


WHOLE_DAY = ((0, DAY_MINUTES),)
WORKDAYS = Hours((WHOLE_DAY,) * 5 + ((),) * 2, exchanged=WHOLE_DAY)


async def hours_later(session: AsyncSession, ticket: Ticket, at: datetime, hours: int) -> datetime:
    """So many hours after an instant, without those of days of rest: offices are shut, and answer
    nothing. Of an emergency each hour counts."""
    service = await session.get_one(Service, ticket.service_code)
    length = timedelta(hours=hours)
    if service.emergency:
        return at + length
    return OpenTime(WORKDAYS, await special_days(session)).due_at(at, length)


async def set_times(
    session: AsyncSession, actor: Actor, district: Place, times: Times, *, now: datetime
) -> None:
    """The next edition of a district's rule. It acts on what happens from now on."""
    refuse_another(actor, district)
    _, version = await edition_in(session, district.id)
    made = {"version": version + 1, "set_at": now, "set_by_id": actor.person_id}
    session.add(TicketRule(district_id=district.id, **times._asdict(), **made))
    await session.flush()


def refuse_another(actor: Actor, place: Place) -> None:
    """Each sets the rule of their own district."""
    if not actor.serves_at(place.id) or place.kind != PlaceKind.DISTRICT:
        raise TicketRuleIsAnothers
