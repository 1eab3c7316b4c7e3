"""Pure decisions about tickets."""

from typing import Protocol
from uuid import UUID

from shequ_api.base.access.actor import Actor
from shequ_api.features.tickets.permissions import TicketPermission


class Parties(Protocol):
    """Who has to do with a ticket."""

    @property
    def reporter_id(self) -> UUID: ...
    @property
    def filed_by_id(self) -> UUID | None: ...
    @property
    def assignee_id(self) -> UUID | None: ...


def may_settle(actor: Actor, ticket: Parties) -> bool:
    """The assignee, or whoever may assign in the ticket's scope."""
    if ticket.assignee_id == actor.person_id:
        return True
    return actor.may(TicketPermission.ASSIGN) and actor.covers(ticket)


def knows_reporter(actor: Actor, ticket: Parties) -> bool:
    """Who sees the reporter's name: the reporter, who files for them or acts for them now, and
    staff whose scope covers the ticket."""
    in_scope = actor.may(TicketPermission.VIEW) and actor.covers(ticket)
    filed = actor.person_id == ticket.filed_by_id
    return ticket.reporter_id in (actor.person_id, actor.concerned_id) or filed or in_scope


def sees_position(actor: Actor, ticket: Parties) -> bool:
    """Who sees where the phone was: whoever knows the reporter, and who is to go there."""
    return knows_reporter(actor, ticket) or actor.person_id == ticket.assignee_id
