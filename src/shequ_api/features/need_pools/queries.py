"""Reads of pools and their members."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from shequ_api.base.people.models import Organisation
from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import Residency, lives_in
from shequ_api.blocks.workflow.models import StepLog
from shequ_api.features.need_pools.flow import UNMET, PoolState
from shequ_api.features.need_pools.models import NeedPool, NeedPoolMember
from shequ_api.features.need_pools.rules import RATING_DAYS, WARNED_BEFORE, EndKind
from shequ_api.features.needs.public import Need, NeedCategory, desk_lines, taken_in_at
from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
P, M = NeedPool, NeedPoolMember
ORDER = [P.closes_at, P.id]
MEMBER_ORDER = [M.joined_at, M.id]
_LINE = (
    *("id", "place_id", "category_code", "title", "text", "closes_on", "least_members"),
    *("most_members", "settlement", "unit_price_fen", "state", "members", "units"),
    *("opened_at", "ratings", "rating_total"),
)
_VIEW = (
    *("organisation_id", "order_text", "total_price_fen", "ordered_at", "delivered_at"),
    *("ended_at", "version"),
)


@built_once
def pool_lines() -> Rows:
    """Pools with the names of their categories and places."""
    return (
        select(
            *(getattr(P, name) for name in _LINE),
            NeedCategory.title.label("category_title"),
            Place.full_name.label("place_name"),
        )
        .join(NeedCategory, NeedCategory.code == P.category_code)
        .join(Place, Place.id == P.place_id)
    )


def pool_views(pool_id: UUID, person_id: UUID) -> Rows:
    """A pool with its order, why it was cancelled, and whether somebody is in it."""
    why = (
        select(StepLog.note)
        .where(StepLog.case_id == P.case_id, StepLog.step == "cancel")
        .scalar_subquery()
    )
    mine = exists().where(M.pool_id == P.id, M.person_id == person_id, M.ended_at.is_(None))
    more = (why.label("cancelled_for"), mine.label("joined"))
    lines = pool_lines(P.id == pool_id).add_columns(*(getattr(P, name) for name in _VIEW), *more)
    firm = Organisation.name.label("organisation_name")
    return lines.outerjoin(Organisation, Organisation.id == P.organisation_id).add_columns(firm)


def open_in(community_id: Any, now: Any) -> ColumnElement[bool]:
    """The pools of a community that one can join."""
    open_ones: ColumnElement[bool] = (
        (P.community_id == community_id) & (P.state == PoolState.GATHERING) & (P.closes_at > now)
    )
    return open_ones


def card_of(community_id: Any, now: Any) -> Rows:
    """How many can be joined, and which of them closes first."""
    return (
        select(func.count().over().label("many"), P.id, P.title, P.closes_on, P.members)
        .where(open_in(community_id, now))
        .order_by(P.closes_at, P.id)
        .limit(1)
    )


def standing(pool_id: UUID, person_id: UUID) -> Select[NeedPoolMember]:
    """Somebody's place in a pool."""
    theirs = (M.pool_id == pool_id, M.person_id == person_id)
    return select(M).where(*theirs, M.ended_at.is_(None))


def standing_need(pool_id: UUID, need_id: UUID) -> Select[NeedPoolMember]:
    """The place in a pool that a need has."""
    return select(M).where(M.pool_id == pool_id, M.need_id == need_id, M.ended_at.is_(None))


def persons_in(pool_id: UUID) -> Select[UUID]:
    """Who is in a pool."""
    return select(M.person_id).where(M.pool_id == pool_id, M.ended_at.is_(None))


def took_part(pool_id: UUID) -> ColumnElement[bool]:
    """Memberships of whoever was in a pool when it ended, or is in it."""
    inside: ColumnElement[bool] = or_(M.ended_at.is_(None), M.end_kind == EndKind.RELEASED)
    return (M.pool_id == pool_id) & inside


def told_about(pool_id: UUID, after: UUID | None, most: int) -> Select[UUID]:
    """Who is told what came of a pool, by id, so many behind one."""
    page = select(M.person_id).where(took_part(pool_id)).order_by(M.person_id).limit(most)
    return page if after is None else page.where(M.person_id > after)


def belongs(person_id: UUID, community_id: UUID, on: date) -> Select[bool]:
    """Whether somebody lives in a community, or its staff made a need of a ticket of theirs."""
    home = exists().where(lives_in(person_id, on), Residency.community_id == community_id)
    asked = taken_in_at(person_id, community_id).scalar_subquery()
    return select(or_(home, asked))


def member_lines(pool_id: UUID) -> Rows:
    """Who is or was at last in a pool, with their needs, as the staff read it."""
    lines = desk_lines(took_part(pool_id)).join(M, M.need_id == Need.id)
    return lines.add_columns(M.joined_at, (M.gathered_by_id.is_not(None)).label("gathered"))


def memberships_of(person_id: UUID) -> Rows:
    """The pools that somebody is in, or was in at last."""
    mine = (M.person_id == person_id, or_(M.ended_at.is_(None), M.end_kind == EndKind.RELEASED))
    lines = pool_lines(*mine).join(M, M.pool_id == P.id)
    return lines.add_columns(M.need_id, M.quantity, M.joined_at)


def closing(now: datetime, most: int) -> Select[NeedPool]:
    """Gathering pools whose closing instant has come; what somebody works on at this moment comes
    later."""
    due = select(P).where(P.state == PoolState.GATHERING, P.closes_at <= now)
    return _held(due.order_by(*ORDER), most)


def closing_soon(now: datetime, most: int) -> Select[NeedPool]:
    """Those that close within a day, and of which nobody was told."""
    soon = (P.closes_at > now, P.closes_at <= now + WARNED_BEFORE, P.warned_at.is_(None))
    return _held(select(P).where(P.state == PoolState.GATHERING, *soon).order_by(*ORDER), most)


def rated_out(now: datetime, most: int) -> Select[NeedPool]:
    """Delivered pools that are rated no more."""
    before = china_midnight(china_date(now) - timedelta(days=RATING_DAYS))
    late = select(P).where(P.state == PoolState.DELIVERED, P.delivered_at < before)
    return _held(late.order_by(P.delivered_at, P.id), most)


def _held(due: Select[NeedPool], most: int) -> Select[NeedPool]:
    held = due.limit(most).with_for_update(skip_locked=True)
    return held.execution_options(populate_existing=True)


def unmet_of(person_id: UUID) -> Select[UUID]:
    """Pools of which something may still come and in which somebody is, by id."""
    inside = (M.person_id == person_id, M.ended_at.is_(None), P.state.in_(UNMET))
    return select(P.id).join(M, M.pool_id == P.id).where(*inside).order_by(P.id)


def with_both(one_id: UUID, other_id: UUID) -> Select[UUID]:
    """Pools in which both of two persons are, by id."""
    theirs = (M.person_id.in_((one_id, other_id)), M.ended_at.is_(None))
    found = select(M.pool_id).where(*theirs).group_by(M.pool_id).having(func.count() > 1)
    return found.order_by(M.pool_id)
