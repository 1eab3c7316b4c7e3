"""Pure decisions about tickets."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from shequ_api.base.access.actor import Actor
from shequ_api.features.tickets.permissions import TicketPermission


class Parties(Protocol):
    """Who has to do with a ticket."""

    @property
    def reporter_id(self) -> UUID | None: ...
    @property
    def anonymous(self) -> bool: ...
    @property
    def filed_by_id(self) -> UUID | None: ...
    @property
    def assignee_id(self) -> UUID | None: ...
    @property
    def helped(self) -> bool: ...
    @property
    def community_id(self) -> UUID: ...


def is_overdue(due_at: datetime | None, now: datetime) -> bool:
    """Whether what a ticket waits for should have been done."""
    return due_at is not None and due_at < now


def reaches(actor: Actor, ticket: Parties) -> bool:
    """Whether the acting posting is one of the ticket's community, or above it."""
    if actor.acting is not None and actor.acting.community_id is not None:
        return actor.acting.community_id == ticket.community_id
    return actor.covers(ticket)


def may_settle(actor: Actor, ticket: Parties) -> bool:
    """The assignee while they serve there, or whoever may assign in the ticket's scope."""
    if ticket.assignee_id == actor.person_id and reaches(actor, ticket):
        return True
    return actor.may(TicketPermission.ASSIGN) and actor.covers(ticket)


def knows_reporter(actor: Actor, ticket: Parties) -> bool:
    """Who sees the reporter's name: the reporter, who files for them or acts for them now, and
    staff whose scope covers the ticket. Of an anonymous one nobody is shown it."""
    if ticket.anonymous:
        return False
    in_scope = actor.may(TicketPermission.VIEW) and actor.covers(ticket)
    filed = actor.person_id == ticket.filed_by_id
    return ticket.reporter_id in (actor.person_id, actor.concerned_id) or filed or in_scope


def works_on(actor: Actor, ticket: Parties) -> bool:
    """Whoever it was given to, and who helps them (as it was loaded for the actor), in office."""
    has_it = actor.person_id == ticket.assignee_id and reaches(actor, ticket)
    return has_it or bool(ticket.helped)


def handles_it(actor: Actor, ticket: Parties) -> bool:
    """Whoever works on it, and staff whose scope covers it."""
    in_scope = actor.may(TicketPermission.VIEW) and actor.covers(ticket)
    return in_scope or works_on(actor, ticket)


def sees_position(actor: Actor, ticket: Parties) -> bool:
    """Who sees where the phone was: whoever knows the reporter, and who is to go there."""
    return knows_reporter(actor, ticket) or works_on(actor, ticket)
