from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.base.people.schemas import Day
from shequ_api.features.register.public import PERSON_NAME, PhoneNumber, Sourcing
from shequ_api.features.register_premises.rules import LONGEST_BUSINESS, PremisesKind
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Line, Output, by_example

Business = Annotated[
    CleanText,
    Field(min_length=1, max_length=LONGEST_BUSINESS, description="What they do, as licensed"),
]
SHOP = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000204",
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
    "place_name": "东苑1栋",
    "name": "好邻居便利店",
    "kind": "shop",
    "credit_code": "91350100M000100Y43",
    "business": "日用百货零售",
    "opened_on": "2024-05-01",
    "keeper_name": "王*四",
    "keeper_phone": "138******00",
    "source": "door_visit",
    "verified_at": "2026-11-22T09:30:00.000+08:00",
    "stale_on": "2027-05-21",
    "ended_at": None,
}


class PremisesSaid(Sourcing):
    """All that is said of a shop or firm."""

    model_config = by_example(
        {
            "name": "好邻居便利店",
            "kind": "shop",
            "credit_code": "91350100M000100Y43",
            "business": "日用百货零售",
            "opened_on": "2024-05-01",
            "keeper_name": "王小四",
            "keeper_phone": "13800138000",
        }
    )

    name: Line
    kind: Annotated[PremisesKind, Field(strict=False)]
    credit_code: Annotated[str, Field(pattern=r"^[0-9A-Z]{18}$")] | None = None
    business: Business | None = None
    opened_on: Day | None = None
    keeper_name: PERSON_NAME | None = None
    keeper_phone: PhoneNumber | None = None


class PremisesDraft(PremisesSaid):
    """A shop or firm at a place."""

    model_config = by_example(
        {
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
            "name": "好邻居便利店",
            "kind": "shop",
        }
    )

    place_id: Id


class PremisesView(Output):
    """A shop or firm; who keeps it, masked."""

    model_config = by_example(SHOP)

    id: UUID
    place_id: UUID
    place_name: str
    name: str
    kind: PremisesKind
    credit_code: str | None
    business: str | None
    opened_on: date | None
    keeper_name: str | None
    keeper_phone: str | None
    source: str
    verified_at: Instant
    stale_on: date
    ended_at: Instant | None


class PremisesReveal(Input):
    """For what purpose, and why, the keeper's name and phone are looked at."""

    model_config = by_example({"purpose": "contact", "reason": "通知消防检查"})

    purpose: Annotated[LookPurpose, Field(strict=False)]
    reason: Line
