"""Reads of return visits and quality checks."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor, in_view
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.ticket_followups.models import QualityCheck, QualitySample, ReturnVisit
from shequ_api.features.ticket_followups.permissions import FollowupPermission
from shequ_api.features.ticket_followups.rules import ContactBy
from shequ_api.features.ticket_ratings.public import GivenRating, TicketEnding, fit_comment
from shequ_api.features.ticket_talk.public import Side, TicketMessage
from shequ_api.features.tickets.public import Service, Ticket
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


def visits_in_view(actor: Actor) -> ColumnElement[bool]:
    """Return visits in the actor's scope."""
    return in_view(actor, ReturnVisit, FollowupPermission.VIEW_VISITS)


def samples_in_view(actor: Actor) -> ColumnElement[bool]:
    """Quality samples in the actor's scope."""
    return in_view(actor, QualitySample, FollowupPermission.VIEW_SAMPLES)


@built_once
def visit_lines() -> Rows:
    """Return visits with what they are about, what was said and by whom; what was found unfit is
    for its author alone."""
    caller, rater, agent = aliased(Person), aliased(Person), aliased(Person)
    numbered = or_(rater.phone_sealed.is_not(None), agent.phone_sealed.is_not(None))
    shown = ("id", "ticket_id", "score", "attempts", "opened_at", "due_at")
    ended = ("outcome", "note", "reopened", "done_at")
    return (
        select(
            *(getattr(ReturnVisit, name) for name in (*shown, *ended)),
            Case.state,
            Service.title.label("service_title"),
            Ticket.text,
            Place.full_name.label("place_name"),
            GivenRating.relation,
            fit_comment().label("comment"),
            rater.name.label("rater_name"),
            case(
                (GivenRating.person_id.is_(None), ContactBy.TALK),
                (numbered, ContactBy.PHONE),
                else_=ContactBy.NONE,
            ).label("contact"),
            caller.name.label("done_by_name"),
        )
        .join(Case, Case.id == ReturnVisit.case_id)
        .join(Ticket, Ticket.id == ReturnVisit.ticket_id)
        .join(Service, Service.code == Ticket.service_code)
        .join(Place, Place.id == Ticket.place_id)
        .join(GivenRating, GivenRating.id == ReturnVisit.rating_id)
        .outerjoin(rater, rater.id == GivenRating.person_id)
        .outerjoin(agent, agent.id == GivenRating.filed_by_id)
        .outerjoin(caller, caller.id == ReturnVisit.done_by_id)
    )


def open_visit_of(ticket_id: UUID) -> Select[ReturnVisit]:
    """The visit of a ticket that still waits, locked."""
    waiting = (ReturnVisit.ticket_id == ticket_id, ReturnVisit.done_at.is_(None))
    return select(ReturnVisit).where(*waiting).with_for_update()


def asked_in_talk(visit: ReturnVisit, handlers: Collection[UUID]) -> Select[int]:
    """How often others than its handlers wrote to who ordered the ticket since a visit began."""
    return select(func.count()).where(
        TicketMessage.ticket_id == visit.ticket_id,
        TicketMessage.side == Side.STAFF,
        TicketMessage.written_at >= visit.opened_at,
        TicketMessage.author_id.not_in(handlers),
    )


def settled_between(community_id: UUID, begin: datetime, end: datetime) -> Select[UUID]:
    """The tickets that a community settled last between two instants."""
    return select(TicketEnding.ticket_id).where(
        TicketEnding.community_id == community_id,
        TicketEnding.settled_at >= begin,
        TicketEnding.settled_at < end,
    )


@built_once
def sample_lines() -> Rows:
    """Samples with their communities, and by whom they were drawn."""
    shown = ("id", "community_id", "month", "seed", "percent", "population", "size", "drawn_at")
    return (
        select(
            *(getattr(QualitySample, name) for name in shown),
            QualitySample.population_sha256,
            Place.name.label("community_name"),
            Person.name.label("drawn_by_name"),
        )
        .join(Place, Place.id == QualitySample.community_id)
        .join(Person, Person.id == QualitySample.drawn_by_id)
    )


def check_lines(sample_id: UUID) -> Rows:
    """The tickets of a sample, in the order in which they were drawn."""
    checker = aliased(Person)
    return (
        select(
            QualityCheck.ticket_id,
            QualityCheck.position,
            Service.title.label("service_title"),
            Ticket.text,
            Place.full_name.label("place_name"),
            Case.state.label("ticket_state"),
            QualityCheck.passed,
            QualityCheck.note,
            QualityCheck.reopened,
            QualityCheck.checked_at,
            checker.name.label("checked_by_name"),
        )
        .join(Ticket, Ticket.id == QualityCheck.ticket_id)
        .join(Case, Case.id == Ticket.case_id)
        .join(Service, Service.code == Ticket.service_code)
        .join(Place, Place.id == Ticket.place_id)
        .outerjoin(checker, checker.id == QualityCheck.checked_by_id)
        .where(QualityCheck.sample_id == sample_id)
    )
