from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.people.schemas import Day
from shequ_api.base.residency.models import Belonging
from shequ_api.kit.schema import Id, Input, Instant, Output, by_example


class ResidencyClaim(Input):
    """The dwelling that I say I belong to."""

    model_config = by_example(
        {
            "dwelling_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
            "belonging": "tenant",
            "starts_on": "2026-03-01",
        }
    )

    dwelling_id: Id
    belonging: Annotated[Belonging, Field(strict=False)]
    starts_on: Day


class ResidencyView(Output):
    """Somebody's belonging to a dwelling; verified at the door, or not yet."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000118",
            "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
            "person_name": "李小梅",
            "dwelling_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
            "dwelling_name": "东苑1栋1单元0302",
            "belonging": "tenant",
            "starts_on": "2026-03-01",
            "verified_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    id: UUID
    person_id: UUID
    person_name: str | None
    dwelling_id: UUID
    dwelling_name: str
    belonging: Belonging
    starts_on: date
    verified_at: Instant | None
