from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class PostingEnded(Fact):
    """Somebody left an office, by its last day or taken back. `subject_id` is the posting."""

    name: ClassVar[str] = "posting_ended"

    person_id: UUID
    role: str
    place_id: UUID | None
    grid_id: UUID | None
    community_id: UUID | None
    handed_to_id: UUID | None
    """The person who takes the work over; None: it goes back to where work is shared out."""


class GridVacancyFact(Fact):
    """Base: `subject_id` is the grid."""

    vacancy_id: UUID
    community_id: UUID


class GridVacant(GridVacancyFact):
    """Nobody has served a grid for days. Told again at each step of the rule that holds there."""

    name: ClassVar[str] = "grid_vacant"

    step: int = 1
    """1: the community is to know; 2: its subdistrict, too; 3: the district, too."""


class GridVacancyOver(GridVacancyFact):
    """A vacancy that was told is over."""

    name: ClassVar[str] = "grid_vacancy_over"

    served: bool
    """False: the grid itself has ended."""


class PhoneReleased(Fact):
    """A number left its holder for its new owner. `subject_id` is the former holder."""

    name: ClassVar[str] = "phone_released"


class AccountShut(Fact):
    """An account was disabled; its offices stay, and nobody serves in them. `subject_id` is the
    person."""

    name: ClassVar[str] = "account_shut"

    by_id: UUID


class AccountsMerged(Fact):
    """Two accounts of one human being became one. `subject_id` is the one that is no more."""

    name: ClassVar[str] = "accounts_merged"

    kept_id: UUID
