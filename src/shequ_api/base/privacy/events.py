from typing import ClassVar

from shequ_api.base.events.facts import Fact


class ConsentWithdrawn(Fact):
    """A person took a consent back, or is found to be who did; `subject_id` is the person."""

    name: ClassVar[str] = "privacy.consent_withdrawn"

    code: str


class ErasureDue(Fact):
    """The cooling-off time of an erasure is over; `subject_id` is the person."""

    name: ClassVar[str] = "privacy.erasure_due"


class PersonErased(Fact):
    """Nothing says any more who somebody was; `subject_id` is the person."""

    name: ClassVar[str] = "privacy.person_erased"
