"""Kinds of lists, and the shapes of counts."""

from enum import StrEnum

from pydantic import Field

from shequ_api.features.tickets.public import TicketState
from shequ_api.kit.schema import Output, by_example


class TicketListing(StrEnum):
    """Whose tickets to list."""

    REPORTED = "reported"
    FILED = "filed"
    """In the name of others."""
    ASSIGNED = "assigned"
    SCOPE = "scope"
    TRIAGE = "triage"
    """In my scope, and nobody knows yet where exactly."""
    UNCATEGORISED = "uncategorised"
    """In my scope, and nobody has said yet what it is about."""


class TicketDue(StrEnum):
    """When what a ticket waits for is due."""

    OVERDUE = "overdue"
    TODAY = "today"
    """Later today."""


class StateCount(Output):
    """How many open tickets are in a state."""

    state: TicketState
    state_title: str
    count: int


class TicketCountsView(Output):
    """Open tickets of a worklist by state, and by when they are due."""

    model_config = by_example(
        {
            "open": 42,
            "states": [{"state": "submitted", "state_title": "居民已下单", "count": 42}],
            "overdue": 3,
            "due_today": 5,
            "due_later": 30,
            "not_due": 4,
            "most": 3000,
        }
    )

    open: int = Field(description="Never more than `most`")
    states: list[StateCount] = Field(description="Of the first `most` to be due")
    overdue: int
    due_today: int = Field(description="Later today")
    due_later: int
    not_due: int = Field(description="Without a time by which anything is due")
    most: int = Field(description="Where a number is this, there are as many, or more")
