"""Reads of rosters."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, select

from shequ_api.base.people.models import Person
from shequ_api.base.people.queries import live
from shequ_api.base.places.models import Place
from shequ_api.features.rosters.models import RosterEntry
from shequ_api.features.rosters.rules import RosterState
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


def shown_around(place: Place) -> ColumnElement[bool]:
    """Entries of a place's building; of a compound those of all its buildings. Above that nobody
    looks through a party's members."""
    if place.building_id is not None:
        return RosterEntry.building_id == place.building_id
    if place.compound_id is not None:
        return RosterEntry.compound_id == place.compound_id
    return false()


def _lines(*more: Any) -> Rows:
    e = RosterEntry
    return (
        select(e.id, e.role, e.pledge, e.service, Place.full_name.label("building_name"), *more)
        .select_from(e)
        .join(Place, Place.id == e.place_id)
    )


def shown_lines(place: Place) -> Rows:
    """Who is shown at a place; nobody whose account is shut or merged away."""
    lines = _lines(RosterEntry.consented_at, RosterEntry.name_shown, Person.name)
    lines = lines.join(Person, Person.id == RosterEntry.person_id)
    return lines.where(RosterEntry.state == RosterState.SHOWN, shown_around(place), live())


@built_once
def kept_lines() -> Rows:
    """Entries for their offices."""
    e = RosterEntry
    lines = _lines(e.place_id, e.state, e.proposed_at, e.ended_at, e.name_shown, Person.name)
    return lines.join(Person, Person.id == e.person_id)


def own_lines(person_id: UUID, *conditions: ColumnElement[bool]) -> Rows:
    """Entries about a person."""
    e = RosterEntry
    lines = _lines(e.state, e.proposed_at, e.consented_at, e.name_shown, e.ended_at, e.end_reason)
    return lines.where(e.person_id == person_id, *conditions)


def live_entries_of(person_id: UUID) -> Select[RosterEntry]:
    """What is proposed or shown of a person, locked."""
    theirs = select(RosterEntry).where(RosterEntry.person_id == person_id)
    return theirs.where(RosterEntry.ended_at.is_(None)).order_by(RosterEntry.id).with_for_update()
