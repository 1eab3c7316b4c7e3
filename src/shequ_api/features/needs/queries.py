"""Reads of needs and their categories."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.features.content_checks.public import ContentState, state_of
from shequ_api.features.needs.models import Need, NeedCategory
from shequ_api.features.needs.rules import NeedState
from shequ_api.features.needs.writings import KIND
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
N = Need
ORDER = [N.placed_at, N.id]
PASSED = state_of(KIND, N.id) == ContentState.PASS


def offered(district_id: UUID | None) -> ColumnElement[bool]:
    """The categories that are open to needs of a district."""
    ours = or_(NeedCategory.owner_id.is_(None), NeedCategory.owner_id == district_id)
    return and_(NeedCategory.retired_at.is_(None), ours)


def category_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Categories in the order in which they are offered."""
    columns = ("code", "title", "position", "version", "retired_at")
    own = NeedCategory.owner_id.is_not(None).label("own")
    lines = select(*(getattr(NeedCategory, name) for name in columns), own).where(*conditions)
    return lines.order_by(NeedCategory.position, NeedCategory.code)


def is_offered(code: str, district_id: UUID | None) -> Select[bool]:
    """Whether needs of a district may be of a category."""
    return select(exists().where(NeedCategory.code == code, offered(district_id)))


@built_once
def need_lines() -> Rows:
    """Needs with the names of their categories and places."""
    columns = ("id", "place_id", "category_code", "text", "quantity", "until_on", "would_pay")
    more = ("would_help", "shared", "state", "placed_at", "ended_at", "ticket_id")
    return (
        select(
            *(getattr(N, name) for name in (*columns, *more)),
            NeedCategory.title.label("category_title"),
            Place.full_name.label("place_name"),
        )
        .join(NeedCategory, NeedCategory.code == N.category_code)
        .join(Place, Place.id == N.place_id)
    )


def desk_lines(*conditions: ColumnElement[bool]) -> Rows:
    """The same for the staff: with whose they are."""
    lines = need_lines(*conditions).join(Person, Person.id == N.person_id)
    return lines.add_columns(N.person_id, Person.name.label("person_name"))


def need_views(need_id: UUID) -> Rows:
    """A need with what came of checking its words."""
    return need_lines(N.id == need_id).add_columns(state_of(KIND, N.id).label("check"))


def waiting_of(person_id: UUID) -> Select[int]:
    """How many of somebody's needs wait."""
    mine = select(func.count()).select_from(N).where(N.person_id == person_id)
    return mine.where(N.state == NeedState.WAITING)


def past(today: date, most: int) -> Select[Need]:
    """Waiting ones whose last day is over; what somebody works on at this moment comes later."""
    late = select(N).where(N.state == NeedState.WAITING, N.until_on < today)
    return late.order_by(N.until_on, N.id).limit(most).with_for_update(skip_locked=True)


def taken_in_at(person_id: UUID, community_id: UUID) -> Select[bool]:
    """Whether the staff of a community ever made a need of a ticket of somebody's."""
    theirs = (N.person_id == person_id, N.community_id == community_id)
    return select(exists().where(*theirs, N.made_by_id.is_not(None)))
