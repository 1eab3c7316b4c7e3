"""Reads of hazards."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Grid, Place
from shequ_api.blocks.forms.models import Submission
from shequ_api.features.hazards.flow import TO_RECTIFY, HazardState
from shequ_api.features.hazards.models import Hazard, HazardFinding
from shequ_api.features.hazards.rules import CLOCKS_DIFFER
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


class HazardListing(StrEnum):
    """Which hazards of a scope: all, newest first; or the open ones of a kind, by what is due."""

    ALL = "all"
    OPEN = "open"
    OVERDUE = "overdue"
    TO_REINSPECT = "to_reinspect"
    NEEDS_TICKET = "needs_ticket"


IS_OPEN = Hazard.ended_at.is_(None)


def chosen(view: HazardListing, actor: Actor, now: datetime) -> list[ColumnElement[bool]]:
    """The conditions of a listing."""
    if view == HazardListing.ALL:
        return []
    more: dict[HazardListing, list[ColumnElement[bool]]] = {
        HazardListing.OPEN: [],
        HazardListing.OVERDUE: [Hazard.due_at < now],
        # Nobody looks at what they have put right themselves.
        HazardListing.TO_REINSPECT: [
            Hazard.state == HazardState.RECTIFIED,
            Hazard.rectified_by_id != actor.person_id,
        ],
        HazardListing.NEEDS_TICKET: [
            Hazard.state == HazardState.FOUND,
            Hazard.ticket_id.is_(None),
        ],
    }
    return [IS_OPEN, *more[view]]


@built_once
def hazard_lines() -> Rows:
    """Hazards with the names that people read."""
    grid = select(Grid.name).where(Grid.id == Hazard.micro_grid_id).scalar_subquery()
    return select(
        Hazard.id,
        Hazard.form_key,
        Hazard.field,
        Hazard.label,
        Hazard.level,
        Hazard.text,
        Hazard.state,
        Hazard.round,
        Hazard.place_id,
        Place.full_name.label("place_name"),
        Hazard.micro_grid_id,
        grid.label("micro_grid_name"),
        Hazard.ticket_id,
        Hazard.found_at,
        Hazard.due_at,
        Hazard.escalated_to,
        Hazard.rectified_at,
        Hazard.ended_at,
    ).join(Place, Place.id == Hazard.place_id)


COUNT_ORDER: list[Any] = [func.coalesce(Hazard.micro_grid_id, Hazard.community_id), Hazard.level]


def counts(now: datetime, *conditions: ColumnElement[bool]) -> Rows:
    """Of each micro-grid and level the number of open hazards in each state, and the overdue."""
    grid = select(Grid.name).where(Grid.id == Hazard.micro_grid_id).scalar_subquery()
    states = (func.count().filter(Hazard.state == state).label(state.value) for state in _STATES)
    return (
        select(
            Hazard.micro_grid_id,
            Hazard.level,
            grid.label("micro_grid_name"),
            *states,
            func.count().filter(Hazard.due_at < now).label("overdue"),
        )
        .where(IS_OPEN, *conditions)
        .group_by(Hazard.micro_grid_id, *COUNT_ORDER)
    )


_STATES = (HazardState.FOUND, HazardState.RECTIFYING, HazardState.RECTIFIED)


def standing_at(place_id: UUID, form_key: str) -> Select[Hazard]:
    """The open hazards of a form at a place."""
    return (
        select(Hazard)
        .where(Hazard.place_id == place_id, Hazard.form_key == form_key, IS_OPEN)
        .order_by(Hazard.id)
    )


def concerned(place_id: UUID, form_key: str, submission_id: UUID, seen_at: datetime) -> Any:
    """The hazards that a look may say something of, locked: the open ones; those that were passed
    later than it looked; those that it names, and those that it found first, which may be void."""
    later = aliased(HazardFinding)
    passed_later = exists().where(
        later.hazard_id == Hazard.id,
        later.submission_id == Hazard.passed_by_submission_id,
        later.withdrawn_at.is_(None),
        later.seen_at > seen_at,
    )
    own = aliased(HazardFinding)
    named = exists().where(
        own.hazard_id == Hazard.id,
        own.submission_id == submission_id,
        own.withdrawn_at.is_(None),
    )
    void = and_(Hazard.state == HazardState.VOID, Hazard.submission_id == submission_id)
    return (
        select(Hazard)
        .where(Hazard.place_id == place_id, Hazard.form_key == form_key)
        .where(or_(IS_OPEN, void, named, passed_later))
        .order_by(Hazard.ended_at.is_not(None), Hazard.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def findings_of_submission(submission_id: UUID) -> Select[HazardFinding]:
    """What an inspection says of hazards, as it stands."""
    return select(HazardFinding).where(
        HazardFinding.submission_id == submission_id, HazardFinding.withdrawn_at.is_(None)
    )


def ever_found(submission_id: UUID) -> Select[bool]:
    """Whether an inspection has ever said that something is there: then a ticket may be its own."""
    return select(exists().where(HazardFinding.submission_id == submission_id, HazardFinding.there))


def is_supported(hazard_id: UUID) -> Select[bool]:
    """Whether any inspection still says that it is, or was, there."""
    return select(
        exists().where(
            HazardFinding.hazard_id == hazard_id,
            HazardFinding.there,
            HazardFinding.withdrawn_at.is_(None),
        )
    )


def passing(hazard: Hazard) -> Select[*tuple[Any, ...]]:
    """The inspection that passes what was put right: made after it, by somebody else, and not
    belied by a later one. `submission_id`, `by_id`."""
    rectified_at, settler = hazard.rectified_at, hazard.rectified_by_id
    assert rectified_at is not None
    since = HazardFinding.seen_at >= rectified_at - CLOCKS_DIFFER
    belying = aliased(HazardFinding)
    belied = exists().where(
        belying.hazard_id == hazard.id,
        belying.there,
        belying.withdrawn_at.is_(None),
        belying.seen_at >= HazardFinding.seen_at,
    )
    return (
        select(HazardFinding.submission_id, HazardFinding.by_id)
        .join(Submission, Submission.id == HazardFinding.submission_id)
        .where(HazardFinding.hazard_id == hazard.id, ~HazardFinding.there)
        .where(HazardFinding.withdrawn_at.is_(None), since, ~belied)
        .where(HazardFinding.by_id != settler, Submission.submitted_by_id != settler)
        .order_by(HazardFinding.seen_at, HazardFinding.id)
        .limit(1)
    )


def by_submission(submission_id: UUID) -> Rows:
    """The hazards that an inspection says are there, in the order of the form."""
    return (
        select(Hazard.id, Hazard.field, Hazard.level, Hazard.text, Hazard.ticket_id, Hazard.state)
        .join(HazardFinding, HazardFinding.hazard_id == Hazard.id)
        .where(HazardFinding.submission_id == submission_id, HazardFinding.there)
        .where(HazardFinding.withdrawn_at.is_(None))
        .order_by(HazardFinding.id)
    )


def of_ticket(ticket_id: UUID) -> Select[Hazard]:
    """The open hazards that wait for a ticket's work, locked."""
    waiting = (Hazard.ticket_id == ticket_id, Hazard.state.in_(TO_RECTIFY))
    return select(Hazard).where(*waiting).order_by(Hazard.id).with_for_update()


def overdue(now: datetime, limit: int) -> Select[Hazard]:
    """Open hazards that are late and of which nobody above the grid knows yet."""
    late = (IS_OPEN, Hazard.escalated_at.is_(None), Hazard.due_at < now)
    return (
        select(Hazard)
        .where(*late)
        .order_by(Hazard.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def to_reinspect(*conditions: ColumnElement[bool]) -> Select[bool]:
    """Whether one of some hazards waits to be looked at again."""
    return select(exists().where(Hazard.state == HazardState.RECTIFIED, *conditions))


def finding_lines(hazard_id: UUID, limit: int) -> Rows:
    """The latest looks at a hazard, with names."""
    return (
        select(
            HazardFinding.submission_id.label("inspection_id"),
            HazardFinding.there,
            HazardFinding.seen_at,
            HazardFinding.withdrawn_at,
            Person.name.label("worker_name"),
        )
        .join(Submission, Submission.id == HazardFinding.submission_id)
        .join(Person, Person.id == Submission.submitted_by_id)
        .where(HazardFinding.hazard_id == hazard_id)
        .order_by(HazardFinding.noted_at.desc(), HazardFinding.id.desc())
        .limit(limit)
    )


def locked(*conditions: ColumnElement[bool]) -> Select[Hazard]:
    """Hazards as they stand now, locked in one order for all."""
    found = select(Hazard).where(*conditions).order_by(Hazard.id).with_for_update()
    return found.execution_options(populate_existing=True)


def any_of(ids: Collection[UUID]) -> ColumnElement[bool]:
    """Hazards by their ids."""
    return Hazard.id.in_(ids) if ids else ~true()
