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


def is_overdue(due_at: datetime | None, now: datetime) -> bool:
    """Whether what a ticket waits for should have been done."""
    return due_at is not None and due_at < now


def may_settle(actor: Actor, ticket: Parties) -> bool:
    """The assignee, or whoever may assign in the ticket's scope."""
    if ticket.assignee_id == actor.person_id:
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


def handles_it(actor: Actor, ticket: Parties) -> bool:
    """Whoever it was given to, and staff whose scope covers it."""
    in_scope = actor.may(TicketPermission.VIEW) and actor.covers(ticket)
    return in_scope or actor.person_id == ticket.assignee_id


def sees_position(actor: Actor, ticket: Parties) -> bool:
    """Who sees where the phone was: whoever knows the reporter, and who is to go there."""
    return knows_reporter(actor, ticket) or actor.person_id == ticket.assignee_id
