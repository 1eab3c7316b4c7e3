"""Shapes of what minors may donate."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.kit.schema import Input, Instant, Output, by_example

TERMS: dict[str, Any] = {"minimum_age": 8, "month_points": 100}


class CharityMinorPolicyDraft(Input):
    """What those under eighteen may donate from an instant on (now, if not said)."""

    model_config = by_example({**TERMS, "valid_from": None})

    minimum_age: Annotated[int, Field(ge=8, le=18)] = Field(
        description="Who is younger donates nothing; 18: no minor does"
    )
    month_points: Annotated[int, Field(ge=0, le=1_000_000)] = Field(
        description="The most that a minor donates in a month of China"
    )
    valid_from: Instant | None = None


class CharityMinorPolicyView(Output):
    """What minors may donate in a district or city; it holds until a later one begins. A district's
    own goes before its city's."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000781",
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000107",
            **TERMS,
            "valid_from": "2026-11-22T09:30:00.000+08:00",
            "set_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    id: UUID
    place_id: UUID
    minimum_age: int
    month_points: int
    valid_from: Instant
    set_at: Instant
