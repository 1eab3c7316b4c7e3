"""Reads of substates."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope, kept_above
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.features.ticket_substates.models import (
    TicketSubstate,
    TicketSubstateChange,
    TicketSubstateEdition,
)
from shequ_api.features.tickets.public import Ticket
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
MOST = 10_000
"""Tickets that are counted."""


def substates_over(actor: Actor) -> ColumnElement[bool]:
    """Those of the actor's community and of the places above it."""
    return kept_above(actor, TicketSubstate.place_id)


def offered(ticket: Ticket, state: str) -> Select[TicketSubstate]:
    """Those that a ticket may be in in a state, of its community and of the places above it."""
    above = (ticket.community_id, ticket.subdistrict_id, ticket.district_id)
    return (
        select(TicketSubstate)
        .where(TicketSubstate.place_id.in_(above), TicketSubstate.state == state)
        .where(TicketSubstate.retired_at.is_(None))
        .order_by(TicketSubstate.position, TicketSubstate.id)
    )


@built_once
def substate_lines() -> Rows:
    """Substates with the names of their places."""
    return select(
        *(TicketSubstate.id, TicketSubstate.place_id, Place.name.label("place_name")),
        *(TicketSubstate.state, TicketSubstate.code, TicketSubstate.title),
        *(TicketSubstate.public_title, TicketSubstate.needs_note, TicketSubstate.position),
        *(TicketSubstate.opening, TicketSubstate.after, TicketSubstate.version),
        *(TicketSubstate.made_at, TicketSubstate.retired_at),
    ).join(Place, Place.id == TicketSubstate.place_id)


def of_state(
    place_ids: Sequence[UUID | None], state: str, substate_ids: Sequence[UUID]
) -> Select[UUID]:
    """Which of some ids are substates of a state, at one of some places."""
    return select(TicketSubstate.id).where(
        TicketSubstate.place_id.in_([each for each in place_ids if each is not None]),
        TicketSubstate.state == state,
        TicketSubstate.id.in_(substate_ids),
    )


def changes_of(ticket: Ticket) -> Rows:
    """What was said of how far a ticket is, with the titles of that time."""
    change, edition = TicketSubstateChange, TicketSubstateEdition
    as_it_was = (change.substate_id == edition.substate_id) & (change.version == edition.version)
    return (
        select(
            *(change.substate_id, TicketSubstate.code, edition.title, edition.public_title),
            *(change.step_number, change.note, Person.name.label("set_by_name"), change.set_at),
        )
        .join(edition, as_it_was)
        .join(TicketSubstate, TicketSubstate.id == change.substate_id)
        .outerjoin(Person, Person.id == change.set_by_id)
        .where(change.ticket_id == ticket.id)
    )


def counts_in(actor: Actor) -> Rows:
    """How many tickets of the actor's scope are in which substate: two indexes."""
    some = (
        select(Ticket.substate_id)
        .where(in_scope(actor, Ticket), Ticket.substate_id.is_not(None))
        .limit(MOST)
        .subquery()
    )
    counted = select(some.c.substate_id, func.count().label("count")).group_by(some.c.substate_id)
    counts = counted.subquery()
    return (
        select(
            *(TicketSubstate.id, TicketSubstate.place_id, TicketSubstate.state),
            *(TicketSubstate.code, TicketSubstate.title),
            TicketSubstate.retired_at.is_not(None).label("retired"),
            counts.c.count,
        )
        .join(counts, counts.c.substate_id == TicketSubstate.id)
        .order_by(TicketSubstate.state, TicketSubstate.position, TicketSubstate.id)
    )


async def public_titles(session: AsyncSession, ticket_id: UUID) -> dict[int, str]:
    """Step of a ticket's trail → what residents read of how far it was then; without those that
    are nothing for them."""
    change, edition = TicketSubstateChange, TicketSubstateEdition
    as_it_was = (change.substate_id == edition.substate_id) & (change.version == edition.version)
    rows = await session.execute(
        select(change.step_number, edition.public_title)
        .join(edition, as_it_was)
        .where(change.ticket_id == ticket_id, edition.public_title.is_not(None))
    )
    return {number: title for number, title in rows if title is not None}


def in_use_at(place_id: UUID, state: str) -> Select[int]:
    """How many substates of a state a place has."""
    live = (TicketSubstate.place_id == place_id, TicketSubstate.state == state)
    return select(func.count()).where(*live, TicketSubstate.retired_at.is_(None))


def reachable_by(actor: Actor) -> ColumnElement[bool]:
    """Substates of which the actor's scope may hold tickets: those above it, and inside it."""
    inside = select(Place.id).where(Place.id == TicketSubstate.place_id, in_scope(actor, Place))
    return or_(substates_over(actor), inside.exists())
