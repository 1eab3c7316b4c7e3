from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class ReturnCause(StrEnum):
    """Why a ticket went back to the community."""

    NOT_MY_DUTY = "not_my_duty"
    TAKEN_BACK = "taken_back"
    SILENT = "silent"
    HANDLER_GONE = "handler_gone"
    """Whoever had it may settle it no longer."""


class TicketFact(Fact):
    """Base: `subject_id` is the ticket."""

    community_id: UUID
    service_code: str
    reporter_id: UUID | None
    """None: anonymous, or without an account."""
    source_kind: str
    source_id: UUID | None
    filed_by_id: UUID | None = None
    """Who filed it in the reporter's name."""


class TicketSubmitted(TicketFact):
    name: ClassVar[str] = "ticket_submitted"


class TicketPlaced(TicketFact):
    """Somebody ruled where it belongs; in another community, it begins there anew."""

    name: ClassVar[str] = "ticket_placed"

    left_community_id: UUID
    placed_by_id: UUID
    at: datetime | None = None
    """By our clock: it may be sent to and fro."""


class TicketCategorised(TicketFact):
    """Somebody ruled what it is about: `service_code` from now on."""

    name: ClassVar[str] = "ticket_categorised"

    former_service_code: str
    categorised_by_id: UUID
    at: datetime


class TicketAccepted(TicketFact):
    name: ClassVar[str] = "ticket_accepted"

    at: datetime | None = None
    """By our clock: each community that it is given to accepts it anew."""


class TicketDeclined(TicketFact):
    name: ClassVar[str] = "ticket_declined"


class TicketWithdrawn(TicketFact):
    """Whoever ordered it took it back."""

    name: ClassVar[str] = "ticket_withdrawn"

    assignee_id: UUID | None = None
    """Who worked on it."""


class TicketAssigned(TicketFact):
    """It was given to somebody, perhaps not for the first time."""

    name: ClassVar[str] = "ticket_assigned"

    assignee_id: UUID
    assigned_by_id: UUID | None
    """The assignee themselves, where they claimed it; None: a rule did."""
    left_id: UUID | None = None
    """Who had it before."""
    handed_over: bool = False
    """With all that somebody left behind, of which their successor hears at once."""
    at: datetime


class TicketReturned(TicketFact):
    """It is with the community again: given back, taken back, or taken from who was silent or is
    gone."""

    name: ClassVar[str] = "ticket_returned"

    returned_from_id: UUID
    returned_by_id: UUID | None
    """None: by a clock."""
    cause: ReturnCause
    at: datetime


class TicketSettled(TicketFact):
    name: ClassVar[str] = "ticket_settled"

    settled_by_id: UUID
    accepted_by_id: UUID


class TicketRated(TicketFact):
    name: ClassVar[str] = "ticket_rated"

    score: int
    settled_by_id: UUID
    accepted_by_id: UUID


class TicketReopened(TicketFact):
    """What was settled was not: it is handled again."""

    name: ClassVar[str] = "ticket_reopened"

    reopened_by_id: UUID | None
    """None: who ordered it without a name."""
    assignee_id: UUID | None
    """Who had it last and has it again."""
    at: datetime


class TicketArchived(TicketFact):
    """Nothing more comes after it."""

    name: ClassVar[str] = "ticket_archived"

    at: datetime


class TicketMerged(TicketFact):
    """It is handled under another one, which lies in the same community."""

    name: ClassVar[str] = "ticket_merged"

    lead_id: UUID
    merged_by_id: UUID
    at: datetime


class TicketUnmerged(TicketFact):
    """It is handled by itself again."""

    name: ClassVar[str] = "ticket_unmerged"

    lead_id: UUID
    state: str
    unmerged_by_id: UUID | None
    """None: by itself, since the lead was taken back or declined."""
    at: datetime
