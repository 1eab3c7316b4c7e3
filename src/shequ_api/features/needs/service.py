"""Placing a need, making one of a ticket, taking one back, and what its pool does with it."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.features.content_checks.public import hand_in
from shequ_api.features.needs import queries
from shequ_api.features.needs.events import (
    NeedExpired,
    NeedMadeOfTicket,
    NeedPlaced,
    NeedWithdrawn,
)
from shequ_api.features.needs.models import Need
from shequ_api.features.needs.rules import MOST_WAITING, NeedState, wanted_terms
from shequ_api.features.needs.schemas import NeedDraft, NeedOfTicket
from shequ_api.features.needs.writings import KIND
from shequ_api.features.tickets.public import Ticket
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden, Malformed, NotNow
from shequ_api.kit.ids import new_id
from shequ_api.kit.repointing import QUIET

EXPIRED_AT_ONCE = 200
MOST_DAYS = 366


class NeedDiffers(NotNow):
    code, title = "need_differs", "同一编号已提交过不同的内容"


class NeedPlaceUnfit(Malformed):
    code, title = "need_place_unfit", "请选择社区内的地点"


class NeedCategoryUnknown(Malformed):
    code, title = "need_category_unknown", "没有这个点单分类"


class NeedDayUnfit(Malformed):
    code, title = "need_day_unfit", "截止日期应在今天之后一年以内"


class TooManyNeeds(NotNow):
    """Facts: `most`."""

    code, title = "too_many_needs", "您等待汇集的点单太多，请先撤回不再需要的"


class NeedNotWaiting(NotNow):
    """Says in which state it is."""

    code, title = "need_not_waiting", "这个点单已并入统单或已结束"


class NotYourNeed(Forbidden):
    code, title = "not_your_need", "只有点单人可以这样做"


class TicketNotToPool(NotNow):
    """A private or anonymous one, one that was asked as a question, one of nobody with an account:
    whoever ordered it did not say it to others."""

    code, title = "ticket_not_to_pool", "不公开、匿名或来自提问的诉求不能转为点单"


class TicketPooledBefore(NotNow):
    code, title = "ticket_pooled_before", "这件诉求已转为点单"


async def place_need(
    session: AsyncSession,
    actor: Actor,
    draft: NeedDraft,
    *,
    need_id: UUID,
    of_pool: bool = False,
    now: datetime,
) -> tuple[Need, bool]:
    """A need under the author's own id for it; True where it is new. One that is made for a pool
    is of the pool's category, offered still or not."""
    kept = await session.get(Need, need_id)
    if kept is not None:
        said = draft.model_dump()
        if kept.person_id != actor.person_id or said != {n: getattr(kept, n) for n in said}:
            raise NeedDiffers
        return kept, False
    place = await place_for(session, draft.place_id)
    _check_day(draft.until_on, now)
    if not of_pool:
        await check_category(session, draft.category_code, place.district_id)
    if (await session.scalar(queries.waiting_of(actor.person_id)) or 0) >= MOST_WAITING:
        raise TooManyNeeds(most=MOST_WAITING)
    said = draft.model_dump(exclude={"place_id"})
    need = _enter(session, place, need_id, actor.person_id, said, now)
    await session.flush()
    record(session, NeedPlaced(**facts_of(need)), now=now)
    return need, True


async def make_of_ticket(
    session: AsyncSession, actor: Actor, ticket: Ticket, said: NeedOfTicket, *, now: datetime
) -> Need:
    """What somebody ordered alone, to be met together with others; the ticket goes its own way."""
    person_id = ticket.reporter_id
    if person_id is None or ticket.private or ticket.source_kind == "question":
        raise TicketNotToPool
    place = await session.get_one(Place, ticket.place_id)
    _check_day(said.until_on, now)
    await check_category(session, said.category_code, place.district_id)
    given = {**said.model_dump(), "text": ticket.text[:500]}
    given |= {"would_pay": False, "would_help": False, "shared": False}
    need = _enter(session, place, new_id(), person_id, given, now)
    need.ticket_id, need.made_by_id = ticket.id, actor.person_id
    await session.flush()
    record(session, NeedMadeOfTicket(ticket_id=ticket.id, **facts_of(need)), now=now)
    return need


async def withdraw(session: AsyncSession, actor: Actor, need: Need, *, now: datetime) -> None:
    """Whoever placed it wants it no more; twice is once. What is in a pool leaves that first."""
    if need.person_id != actor.person_id:
        raise NotYourNeed
    await session.refresh(need, with_for_update=True)
    if need.state == NeedState.WITHDRAWN:
        return
    if need.state != NeedState.WAITING:
        raise NeedNotWaiting(state=need.state)
    need.state, need.ended_at = NeedState.WITHDRAWN, now
    record(session, NeedWithdrawn(**facts_of(need)), now=now)


async def expire(session: AsyncSession, now: datetime) -> None:
    """On a clock: what nobody met until its last day; so many at once, the rest with the next
    turn."""
    late = await session.scalars(queries.past(china_date(now), EXPIRED_AT_ONCE))
    for need in late.all():
        need.state, need.ended_at = NeedState.EXPIRED, now
        record(session, NeedExpired(**facts_of(need)), now=now)


async def hold_waiting(session: AsyncSession, need_ids: Collection[UUID]) -> list[Need]:
    """These needs, locked in the order of their ids. Raises `NeedNotWaiting` where one is in
    another pool by now, or over."""
    locked = select(Need).where(Need.id.in_(need_ids)).order_by(Need.id).with_for_update()
    found = list(await session.scalars(locked.execution_options(populate_existing=True)))
    for need in found:
        if need.state != NeedState.WAITING:
            raise NeedNotWaiting(state=need.state, need_id=str(need.id))
    return found


async def turn(
    session: AsyncSession, need_ids: Select[UUID], state: NeedState, ended_at: datetime | None
) -> None:
    """What became of the pool of these needs becomes of them, but for those that are over."""
    pooled = Need.state == NeedState.POOLED
    held = select(Need.id).where(Need.id.in_(need_ids), pooled).order_by(Need.id)
    ids = (await session.scalars(held.with_for_update())).all()
    turned = update(Need).where(Need.id.in_(ids)).values(state=state, ended_at=ended_at)
    await session.execute(turned, execution_options=QUIET)


async def place_for(session: AsyncSession, place_id: UUID) -> Place:
    """A place in a community. Raises `NeedPlaceUnfit`."""
    place = await session.get(Place, place_id)
    if place is None or place.community_id is None or place.ended_at is not None:
        raise NeedPlaceUnfit
    return place


def _check_day(until_on: date, now: datetime) -> None:
    if not 0 <= (until_on - china_date(now)).days <= MOST_DAYS:
        raise NeedDayUnfit


async def check_category(session: AsyncSession, code: str, district_id: UUID | None) -> None:
    """Raises `NeedCategoryUnknown`."""
    if not await session.scalar(queries.is_offered(code, district_id)):
        raise NeedCategoryUnknown


def _enter(
    session: AsyncSession,
    place: Place,
    need_id: UUID,
    person_id: UUID,
    said: dict[str, Any],
    now: datetime,
) -> Need:
    need = Need(
        id=need_id,
        **located_at(place),
        **said,
        person_id=person_id,
        terms=wanted_terms(said["text"]),
        state=NeedState.WAITING,
        placed_at=now,
    )
    session.add(need)
    hand_in(
        session,
        KIND,
        need_id,
        located=need,
        author_id=person_id,
        by_staff=False,
        text=need.text,
        now=now,
    )
    return need


def facts_of(need: Need) -> dict[str, Any]:
    """What every fact of a need says."""
    return {
        "subject_id": need.id,
        "district_id": need.district_id,
        "community_id": need.community_id,
        "category_code": need.category_code,
        "person_id": need.person_id,
    }
