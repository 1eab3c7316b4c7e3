"""Reads of ratings."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import contains_eager

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.residency.models import Residency, lives_in
from shequ_api.blocks.workflow.models import StepLog
from shequ_api.features.content_checks.public import ContentState, state_of
from shequ_api.features.ticket_ratings.models import RatingRefusal, TicketRating
from shequ_api.features.ticket_ratings.rules import Stake
from shequ_api.features.ticket_ratings.writings import RATING
from shequ_api.features.tickets.public import Ticket
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


def ticket_by_id(ticket_id: UUID) -> Select[Ticket]:
    """A ticket with its case, whoever asks."""
    return (
        select(Ticket)
        .join(Ticket.case)
        .options(contains_eager(Ticket.case))
        .where(Ticket.id == ticket_id)
    )


def inhabits(ticket: Ticket, person_id: UUID, on: date) -> Select[bool]:
    """Whether a person lives where a ticket lies: at that door; or anywhere in the building, where
    it lies at no door of it."""
    at_a_door = exists().where(Place.id == ticket.place_id, Place.kind == PlaceKind.DWELLING)
    there = (Residency.place_id == ticket.place_id) | ~at_a_door
    home = (lives_in(person_id, on), Residency.building_id == ticket.building_id, there)
    return select(exists().where(*home))


def rating_of(
    ticket_id: UUID, number: int, person_id: UUID, relation: str | None
) -> Select[TicketRating]:
    """A person's rating in a round; the reporter's is found by that, since it may have no name."""
    theirs = (
        TicketRating.relation == Stake.REPORTER
        if relation == Stake.REPORTER
        else TicketRating.person_id == person_id
    )
    return select(TicketRating).where(
        TicketRating.ticket_id == ticket_id, TicketRating.round == number, theirs
    )


@built_once
def rating_lines() -> Rows:
    """Ratings with the names of those who gave them."""
    shown = ("id", "round", "relation", "score", "comment", "rated_at", "changed_at")
    return select(
        *(getattr(TicketRating, name) for name in shown),
        TicketRating.person_id,
        TicketRating.filed_by_id,
        Person.name.label("person_name"),
        case(
            (TicketRating.comment.is_(None), ContentState.PASS),
            else_=state_of(RATING, TicketRating.id),
        ).label("check"),
    ).outerjoin(Person, Person.id == TicketRating.person_id)


def fit_comment() -> ColumnElement[str | None]:
    """What was written with a rating, unless it was found unfit for others."""
    fit = state_of(RATING, TicketRating.id) != ContentState.RISKY
    return case((fit, TicketRating.comment))


def score_counts(ticket_id: UUID, number: int) -> Rows:
    """How many gave each score in a round."""
    of_round = (TicketRating.ticket_id == ticket_id, TicketRating.round == number)
    counted = select(TicketRating.score, func.count().label("many")).where(*of_round)
    return counted.group_by(TicketRating.score)


def refusal_of(ticket_id: UUID, person_id: UUID) -> Select[bool]:
    """Whether a person does not want to rate a ticket."""
    theirs = (RatingRefusal.ticket_id == ticket_id, RatingRefusal.person_id == person_id)
    return select(exists().where(*theirs))


def silent_among(ticket_id: UUID, number: int, persons: Collection[UUID]) -> Select[UUID]:
    """Those of some persons who neither rated a round nor refused to."""
    rated = exists().where(
        TicketRating.ticket_id == ticket_id,
        TicketRating.round == number,
        TicketRating.person_id == Person.id,
    )
    refused = exists().where(
        RatingRefusal.ticket_id == ticket_id, RatingRefusal.person_id == Person.id
    )
    return select(Person.id).where(Person.id.in_(persons), ~rated, ~refused).order_by(Person.id)


def taken_up_by_them(ticket: Ticket) -> Select[int]:
    """How often whoever ordered it, or who acted for them, had it taken up again; what is unsigned
    is theirs. What the community takes up by itself is not counted against them."""
    theirs = StepLog.actor_id.in_({ticket.reporter_id, ticket.filed_by_id} - {None})
    taken_up = (StepLog.case_id == ticket.case_id, StepLog.step.in_(("reopen", "resume")))
    return select(func.count()).where(*taken_up, or_(theirs, StepLog.actor_id.is_(None)))
