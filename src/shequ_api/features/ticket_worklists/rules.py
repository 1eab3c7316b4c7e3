"""Pure decisions about worklists."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from shequ_api.features.tickets.public import OPEN, TicketState


class TicketListing(StrEnum):
    """Whose tickets to list."""

    REPORTED = "reported"
    FILED = "filed"
    """In the name of others."""
    ASSIGNED = "assigned"
    SCOPE = "scope"
    UNASSIGNED = "unassigned"
    """In my scope, to be done, and nobody has it."""
    TRIAGE = "triage"
    """In my scope, and nobody knows yet where exactly."""
    UNCATEGORISED = "uncategorised"
    """In my scope, and nobody has said yet what it is about."""


class TicketDue(StrEnum):
    """When what a ticket waits for is due."""

    OVERDUE = "overdue"
    TODAY = "today"
    """Later today."""


UNTAKEN = OPEN - {TicketState.RESOLVING}
"""What somebody has is being resolved."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which list is asked for, and what it is narrowed to."""

    view: TicketListing
    states: AbstractSet[TicketState] | None
    """None: any."""
    service_code: str | None
    due: TicketDue | None

    @property
    def narrowed(self) -> bool:
        return self.states is not None or self.service_code is not None


def states_of(
    view: TicketListing, state: TicketState | None, *, open_only: bool
) -> AbstractSet[TicketState] | None:
    """The states that a list may show; None: any."""
    asked = None if state is None else frozenset({state})
    if view == TicketListing.UNASSIGNED:
        return UNTAKEN if asked is None else asked & UNTAKEN
    if open_only:
        return OPEN if asked is None else asked & OPEN
    return asked
