"""Reads about people."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.people.account_models import PersonMerge
from shequ_api.base.people.cover_models import Absence
from shequ_api.base.people.custom_roles import CustomRole
from shequ_api.base.people.models import Duty, Person, Posting
from shequ_api.base.people.rules import DEDICATED_TITLE
from shequ_api.base.places.models import Grid, GridKind, Place, PlaceKind
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


def not_over(on: Any) -> ColumnElement[bool]:
    """Postings in force on a day, or later."""
    ends_later = or_(Posting.ends_on.is_(None), Posting.ends_on > on)
    return and_(Posting.ended_at.is_(None), ends_later)


def in_force(on: Any) -> ColumnElement[bool]:
    """Postings in force on a day."""
    return and_(not_over(on), Posting.starts_on <= on)


def serving_in(organisation_id: UUID, on: Any) -> Select[UUID]:
    """Who holds a posting for an organisation on a day."""
    theirs = (Posting.organisation_id == organisation_id, in_force(on))
    return select(Posting.person_id).where(*theirs).distinct().order_by(Posting.person_id)


def live() -> ColumnElement[bool]:
    """Persons whose account is neither shut nor merged into another."""
    return and_(Person.disabled_at.is_(None), Person.merged_into_id.is_(None))


OWN_TITLE = case(
    (Posting.held_kind == GridKind.DEDICATED, literal(DEDICATED_TITLE)), else_=CustomRole.title
)
"""What a posting is called where that is not its role's title; with `CustomRole` joined."""


@built_once
def posting_lines() -> Rows:
    """Postings with the names that people read."""
    return (
        select(
            Posting.id,
            Posting.role,
            Posting.place_id,
            Posting.grid_id,
            Posting.person_id,
            Posting.organisation_id,
            Posting.duty,
            Posting.covers_id,
            Posting.starts_on,
            Posting.ends_on,
            Posting.ended_at,
            Person.name.label("person_name"),
            func.coalesce(Grid.name, Place.name).label("scope_name"),
            OWN_TITLE.label("custom_title"),
        )
        .join(Person, Person.id == Posting.person_id)
        .outerjoin(CustomRole, CustomRole.id == Posting.custom_role_id)
        .outerjoin(Place, Place.id == Posting.place_id)
        .outerjoin(Grid, Grid.id == Posting.grid_id)
    )


def with_cover(lines: Rows, on: date) -> Rows:
    """Beside each posting: until when its holder is absent today, who covers, and whether the
    holder has lost the number by which they are reached."""
    away = (
        select(Absence.ends_on)
        .where(
            Absence.posting_id == Posting.id,
            Absence.cancelled_at.is_(None),
            Absence.starts_on <= on,
            Absence.ends_on > on,
        )
        .limit(1)
        .lateral()
    )
    cover, stand_in = aliased(Posting), aliased(Person)
    serving = (
        select(stand_in.id, stand_in.name)
        .join(cover, cover.person_id == stand_in.id)
        .where(cover.covers_id == Posting.id, cover.ended_at.is_(None))
        .where(cover.starts_on <= on, or_(cover.ends_on.is_(None), cover.ends_on > on))
        .limit(1)
        .lateral()
    )
    beside = (
        away.c.ends_on.label("absent_until"),
        serving.c.id.label("covered_by_id"),
        serving.c.name.label("covered_by_name"),
        Person.phone_index.is_(None).label("phone_missing"),
    )
    return lines.add_columns(*beside).outerjoin(away, true()).outerjoin(serving, true())


@built_once
def absence_lines() -> Rows:
    """Absences with the names that people read, and who covers."""
    cover, stand_in = aliased(Posting), aliased(Person)
    covered = (
        select(stand_in.id, stand_in.name)
        .join(cover, cover.person_id == stand_in.id)
        .where(cover.covers_id == Absence.posting_id, cover.ended_at.is_(None))
        .where(cover.starts_on < Absence.ends_on)
        .where(or_(cover.ends_on.is_(None), cover.ends_on > Absence.starts_on))
        .order_by(cover.starts_on)
        .limit(1)
        .lateral()
    )
    return (
        select(
            Absence.id,
            Absence.posting_id,
            Absence.person_id,
            Absence.starts_on,
            Absence.ends_on,
            Absence.reason,
            Absence.announced_at,
            Absence.cancelled_at,
            Posting.role,
            Person.name.label("person_name"),
            func.coalesce(Grid.name, Place.name).label("scope_name"),
            covered.c.id.label("covered_by_id"),
            covered.c.name.label("covered_by_name"),
        )
        .join(Posting, Posting.id == Absence.posting_id)
        .join(Person, Person.id == Absence.person_id)
        .outerjoin(Place, Place.id == Posting.place_id)
        .outerjoin(Grid, Grid.id == Posting.grid_id)
        .outerjoin(covered, true())
    )


def holds_posting(
    person_id: UUID,
    roles: Collection[str],
    located: Any,
    *,
    on: date,
    without: UUID | None = None,
) -> ColumnElement[bool]:
    """Whether a person holds one of these roles on a day in a row's community, or above it.

    `without`: a posting that is thought away.
    """
    others = true() if without is None else Posting.id != without
    return exists().where(_fits(person_id, roles, located, on), others)


def fitting_posting(
    person_id: UUID, roles: Collection[str], located: Any, *, on: date
) -> Select[UUID]:
    """Such a posting of somebody whose account is open, locked against its end.

    Whoever gives them work by it holds the lock until the work is given: its end, or the shutting
    of the account, then finds that work. One that was announced as over is over, whatever day a
    slow request believes it to be.
    """
    fits = (_fits(person_id, roles, located, on), Posting.end_announced_at.is_(None))
    found = select(Posting.id).join(Person, Person.id == Posting.person_id).where(*fits, live())
    return found.order_by(Posting.id).limit(1).with_for_update(read=True, of=(Person, Posting))


def _fits(person_id: UUID, roles: Collection[str], located: Any, on: date) -> ColumnElement[bool]:
    above = Posting.community_id.is_(None)
    reaches = or_(
        Posting.community_id == located.community_id,
        and_(above, Posting.subdistrict_id == located.subdistrict_id),
        and_(above, Posting.held_kind == PlaceKind.DISTRICT, _is(located, "district_id")),
        and_(above, Posting.held_kind == PlaceKind.CITY, _is(located, "city_id")),
    )
    return and_(Posting.person_id == person_id, Posting.role.in_(roles), reaches, in_force(on))


def _is(located: Any, column: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = getattr(Posting, column) == getattr(located, column)
    return found


def stands_in_for(actor: Actor, person_id: UUID | None) -> Select[bool]:
    """Whether the posting acted under covers one of somebody's, who is absent. (It is in force.)"""
    covered = aliased(Posting)
    return select(
        exists()
        .where(Posting.id == (actor.acting.id if actor.acting else None))
        .where(covered.id == Posting.covers_id, covered.person_id == person_id)
    )


def has_lead(grid_id: UUID, starts_on: date, ends_on: date | None) -> ColumnElement[bool]:
    """Whether somebody leads a grid on one of these days."""
    begins_before = true() if ends_on is None else Posting.starts_on < ends_on
    leads = (Posting.grid_id == grid_id, Posting.duty == Duty.LEAD, Posting.covers_id.is_(None))
    return exists().where(*leads, not_over(starts_on), begins_before)


async def survivor_of(session: AsyncSession, person_id: UUID) -> UUID:
    """The account that a person has now: another, where this one was merged into it."""
    merged = await session.scalar(select(Person.merged_into_id).where(Person.id == person_id))
    return merged or person_id


def merges_into(person_id: UUID) -> Rows:
    """What became part of a person's account, and by whom else."""
    other = Person.id != person_id
    return (
        select(
            PersonMerge.id,
            PersonMerge.merged_at,
            PersonMerge.told,
            Person.name.label("merged_by_name"),
        )
        .outerjoin(Person, and_(Person.id == PersonMerge.merged_by_id, other))
        .where(PersonMerge.kept_id == person_id)
    )


def holds_office_in_scope(actor: Actor, person_id: UUID) -> ColumnElement[bool]:
    """Whether a person holds an office, or is to hold one, in the scope in which the actor acts.

    It counts until others were told that it is over. Of a shut account those count that it held
    when it was shut, so that it is opened again where it was shut.
    """
    over_at = func.coalesce(Posting.ended_at, Posting.end_announced_at)
    held = or_(over_at.is_(None), over_at >= Person.disabled_at)
    office = (Posting.person_id == person_id, Person.id == person_id)
    return exists().where(*office, held, in_scope(actor, Posting))
