"""The shapes of counts."""

from enum import StrEnum

from pydantic import Field

from shequ_api.features.tickets.public import TicketState
from shequ_api.kit.schema import Output, by_example


class CountedTickets(StrEnum):
    """Whose tickets to count."""

    SCOPE = "scope"
    ASSIGNED = "assigned"


class StateCount(Output):
    """How many open tickets are in a state."""

    state: TicketState
    state_title: str
    count: int


class ServiceCount(Output):
    """How many open tickets are of a category."""

    service_code: str
    service_title: str
    count: int


class TicketCountsView(Output):
    """Open tickets of a worklist by state, by category, and by when they are due."""

    model_config = by_example(
        {
            "open": 42,
            "unassigned": 42,
            "states": [{"state": "submitted", "state_title": "居民已下单", "count": 42}],
            "services": [{"service_code": "environment", "service_title": "环境卫生", "count": 42}],
            "overdue": 3,
            "due_today": 5,
            "due_later": 30,
            "not_due": 4,
            "most": 3000,
        }
    )

    open: int = Field(description="Never more than `most`")
    unassigned: int = Field(description="That nobody has, of the first `most` to be due")
    states: list[StateCount] = Field(description="Of the first `most` to be due")
    services: list[ServiceCount] = Field(
        description="Of the first `most` to be due, the most frequent first"
    )
    overdue: int
    due_today: int = Field(description="Later today")
    due_later: int
    not_due: int = Field(description="Without a time by which anything is due")
    most: int = Field(description="Where a number is this, there are as many, or more")
