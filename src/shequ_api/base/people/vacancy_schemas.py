from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.base.people.vacancy_rules import LONGEST, SHORTEST
from shequ_api.kit.schema import Input, Instant, Output, by_example

Days = Annotated[int, Field(ge=SHORTEST.days, le=LONGEST.days)]


class VacancyRuleDraft(Input):
    """Whole days since a grid has no worker in service; each longer than the one before."""

    model_config = by_example({"community_days": 3, "subdistrict_days": 7, "district_days": 14})

    community_days: Days
    subdistrict_days: Days
    district_days: Days

    @model_validator(mode="after")
    def _later_and_later(self) -> Self:
        if not self.community_days < self.subdistrict_days < self.district_days:
            raise PydanticCustomError("days_unordered", "社区、街道、区的天数须依次增加")
        return self


class VacancyRuleView(Output):
    """After how many days a vacancy is told, and to whom, where this place lies."""

    model_config = by_example(
        {
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "community_days": 3,
            "subdistrict_days": 7,
            "district_days": 14,
            "source_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "version": 2,
        }
    )

    place_id: UUID
    community_days: int
    subdistrict_days: int
    district_days: int
    source_id: UUID | None = Field(
        description="The district or city whose rule it is; null: the one that all begin with"
    )
    version: int = Field(description="Of this place's own editions; 0 without one")


class VacancyRuleEditionView(Output):
    """A rule as it was from one change to the next; without days, those above it held."""

    model_config = by_example(
        {
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "version": 2,
            "community_days": 3,
            "subdistrict_days": 7,
            "district_days": 14,
            "set_at": "2026-11-22T09:30:00.000+08:00",
            "set_by_id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
        }
    )

    place_id: UUID
    version: int
    community_days: int | None
    subdistrict_days: int | None
    district_days: int | None
    set_at: Instant
    set_by_id: UUID | None = Field(description="Null for those who do not keep the rules")
