from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class ApplicationFact(Fact):
    """Base: `subject_id` is the application."""

    service_id: UUID
    place_id: UUID
    """Of the office that handles it."""
    owner_id: UUID
    applicant_id: UUID | None
    organisation_id: UUID | None
    filed_by_id: UUID | None
    by_id: UUID | None
    """Who did it; nobody: a clock."""


class ApplicationSubmitted(ApplicationFact):
    """Somebody applied."""

    name: ClassVar[str] = "service_application_submitted"


class ApplicationAccepted(ApplicationFact):
    """The office handles it; its promise runs."""

    name: ClassVar[str] = "service_application_accepted"


class ApplicationReturned(ApplicationFact):
    """More is asked for."""

    name: ClassVar[str] = "service_application_returned"


class ApplicationSupplemented(ApplicationFact):
    """What was asked for is there."""

    name: ClassVar[str] = "service_application_supplemented"

    handler_id: UUID | None


class ApplicationDecided(ApplicationFact):
    """Granted, refused or declined."""

    name: ClassVar[str] = "service_application_decided"

    outcome: str
    certificate_id: UUID | None


class ApplicationWithdrawn(ApplicationFact):
    """The applicant wants it no more."""

    name: ClassVar[str] = "service_application_withdrawn"

    handler_id: UUID | None


class ApplicationLapsed(ApplicationFact):
    """What was asked for never came."""

    name: ClassVar[str] = "service_application_lapsed"


class ApplicationOverdue(ApplicationFact):
    """The office promised it until now."""

    name: ClassVar[str] = "service_application_overdue"

    handler_id: UUID | None
