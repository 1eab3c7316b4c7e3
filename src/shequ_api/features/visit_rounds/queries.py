"""Reads of rounds and of the doors that they go to."""

from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, select

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.visits.public import (
    Visit,
    VisitPurpose,
    VisitRound,
    VisitState,
)
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


def dwellings_of(place: Place) -> Select[Place]:
    """The dwellings that stand in a compound, building or unit; the place itself if it is one."""
    inside: ColumnElement[bool]
    match place.kind:
        case PlaceKind.COMPOUND:
            inside = Place.compound_id == place.id
        case PlaceKind.BUILDING:
            inside = Place.building_id == place.id
        case PlaceKind.UNIT:
            inside = Place.parent_id == place.id
        case PlaceKind.DWELLING:
            inside = Place.id == place.id
        case _:
            inside = false()
    return select(Place).where(inside, Place.kind == PlaceKind.DWELLING, Place.ended_at.is_(None))


@built_once
def round_lines() -> Rows:
    """Rounds with how many of their stops are in which state."""
    stops = select(func.count()).where(Visit.round_id == VisitRound.id).correlate(VisitRound)
    counts = (
        stops.where(Visit.state == state).scalar_subquery().label(state.value)
        for state in VisitState
    )
    return (
        select(
            VisitRound.__table__,
            Place.full_name.label("place_name"),
            VisitPurpose.title.label("purpose_title"),
            Person.name.label("planned_by_name"),
            *counts,
        )
        .join(Place, Place.id == VisitRound.place_id)
        .join(VisitPurpose, VisitPurpose.code == VisitRound.purpose_code)
        .join(Person, Person.id == VisitRound.planned_by_id)
    )
