from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class DraftConfirmationAsked(Fact):
    """`subject_id` is the draft: whoever it was filled in for is asked to look at it and hand it
    in."""

    name: ClassVar[str] = "service_draft_confirmation_asked"

    applicant_id: UUID
    asked_by_id: UUID
