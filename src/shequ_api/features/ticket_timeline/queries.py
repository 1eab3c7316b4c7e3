"""Reads of what the public may read."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.files.models import File
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import Residency, lives_in
from shequ_api.blocks.workflow.models import Case, StepLog
from shequ_api.features.content_checks.public import ContentState, state_of
from shequ_api.features.ticket_talk.public import TICKET
from shequ_api.features.ticket_twins.public import is_affected
from shequ_api.features.tickets.public import Service, Ticket, TicketPhoto

Rows = Select[*tuple[Any, ...]]
MOST = 200
"""Steps, and replies, that are shown of one ticket."""


def of_the_public(ticket_id: UUID, actor: Actor, on: date) -> ColumnElement[bool]:
    """Whether a ticket is the actor's affair as one of the public: not private, and of a community
    in which they live or serve, or supported by them."""
    lives = lives_in(actor.person_id, on)
    home = exists().where(lives, Residency.community_id == Ticket.community_id)
    supported = is_affected(ticket_id, actor.person_id).scalar_subquery()
    return ~Ticket.private & or_(home, in_scope(actor, Ticket), supported)


def heading_of(ticket: Ticket) -> Rows:
    """What stands above the timeline: category, where, state, and whether its text is shown."""
    near = func.coalesce(Ticket.compound_id, Ticket.community_id)
    return (
        select(
            Service.title.label("service_title"),
            Place.name.label("where"),
            Case.state,
            Case.head,
            Case.steps_taken,
            state_of(TICKET, Ticket.id).label("check"),
        )
        .select_from(Ticket)
        .join(Case, Case.id == Ticket.case_id)
        .join(Service, Service.code == Ticket.service_code)
        .join(Place, Place.id == near)
        .where(Ticket.id == ticket.id)
    )


def steps_of(case_id: UUID) -> Rows:
    """The steps that were taken, without what was noted; by whom, as their accounts are now."""
    actor_id = func.coalesce(Person.merged_into_id, StepLog.actor_id).label("actor_id")
    return (
        select(StepLog.number, StepLog.step, actor_id, StepLog.taken_at)
        .outerjoin(Person, Person.id == StepLog.actor_id)
        .where(StepLog.case_id == case_id)
        .order_by(StepLog.number)
        .limit(MOST)
    )


def trail_of(case_id: UUID) -> Rows:
    """What is bound of each step, and the hash of the step before it."""
    before = aliased(StepLog)
    bound = (before.case_id == StepLog.case_id) & (before.number == StepLog.number - 1)
    return (
        select(
            *(StepLog.id, StepLog.case_id, StepLog.district_id, StepLog.number, StepLog.step),
            *(StepLog.from_state, StepLog.to_state, StepLog.actor_id, StepLog.taken_at),
            *(StepLog.facts, StepLog.salt, StepLog.words_salt, StepLog.words_digest),
            StepLog.hash,
            before.hash.label("previous"),
        )
        .outerjoin(before, bound)
        .where(StepLog.case_id == case_id)
    )


def photos_of(ticket: Ticket) -> Rows:
    """The ticket's photos by step: those of whoever ordered it once they are found fit."""
    fit = state_of(TICKET, ticket.id) == ContentState.PASS
    return (
        select(TicketPhoto.step, File.id, File.media_type, File.width, File.height, File.taken_at)
        .join(File, File.id == TicketPhoto.file_id)
        .where(TicketPhoto.ticket_id == ticket.id, File.erased_at.is_(None))
        .where(File.seconds.is_(None))  # a voice names who speaks
        .where((TicketPhoto.step != "submit") | fit)
        .order_by(TicketPhoto.step, TicketPhoto.position)
    )
