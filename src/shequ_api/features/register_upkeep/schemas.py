from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.base.register.catalogue import LARGEST_NUMBER, LONGEST_TEXT
from shequ_api.base.register.freshness import Kind, RegisterSource
from shequ_api.features.register.public import ENTRY, EntryView, Sourcing
from shequ_api.features.register_premises.public import SHOP, PremisesView
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Line, Output, by_example


class FactPut(Sourcing):
    """What a key of the catalogue says."""

    model_config = by_example({"value": "let", "source": "door_visit"})

    value: (
        bool
        | Annotated[int, Field(ge=0, le=LARGEST_NUMBER)]
        | Annotated[CleanText, Field(min_length=1, max_length=LONGEST_TEXT)]
    )


class FactView(Output):
    """What a key says; sensitive values are shown by the reveal alone."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000203",
            "key": "dwelling_use",
            "title": "房屋用途",
            "entry_id": None,
            "premises_id": None,
            "value": "let",
            "sensitive": False,
            "source": "door_visit",
            "verified_at": "2026-11-22T09:30:00.000+08:00",
            "stale_on": "2027-02-20",
        }
    )

    id: UUID
    key: str
    title: str
    entry_id: UUID | None
    premises_id: UUID | None
    value: bool | int | str | None
    sensitive: bool
    source: RegisterSource
    verified_at: Instant
    stale_on: date


class FactKindView(Output):
    """A key of the catalogue."""

    model_config = by_example(
        {
            "key": "dwelling_use",
            "title": "房屋用途",
            "subject": "dwelling",
            "value": "choice",
            "choices": {"own": "自住", "let": "出租"},
            "sensitive": False,
            "legal_basis": None,
            "fresh_days": 90,
        }
    )

    key: str
    title: str
    subject: str
    value: str
    choices: dict[str, str] | None
    sensitive: bool
    legal_basis: str | None = Field(
        description="The law by which it is kept, whatever the person says of consents"
    )
    fresh_days: int


class Confirmation(Sourcing):
    """“Still true”: what the worker has in view and confirms."""

    model_config = by_example({"ids": [ENTRY], "source": "door_visit"})

    ids: Annotated[list[Id], Field(min_length=1, max_length=200)]


class Confirmed(Output):
    """What is believed anew, and what was over or elsewhere meanwhile."""

    model_config = by_example({"confirmed": [ENTRY], "left_out": []})

    confirmed: list[UUID]
    left_out: list[UUID]


class StaleLine(Output):
    """Something that wants a new look."""

    model_config = by_example(
        {
            "id": ENTRY,
            "kind": "contact",
            "detail": None,
            "entry_id": ENTRY,
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
            "place_name": "东苑1栋1单元0302",
            "stale_on": "2026-11-20",
            "verified_at": "2026-05-24T09:30:00.000+08:00",
            "source": "import",
        }
    )

    id: UUID
    kind: Kind
    detail: str | None = Field(description="The belonging, the premises' kind, or the fact's key")
    entry_id: UUID | None
    place_id: UUID
    place_name: str
    stale_on: date
    verified_at: Instant
    source: RegisterSource


class TallyLine(Output):
    """How much of a micro-grid's register there is, and how much of it is stale."""

    model_config = by_example(
        {
            "micro_grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
            "micro_grid_name": "东苑1栋微网格",
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "community_name": "致强社区",
            "people": 225,
            "premises": 3,
            "facts": 610,
            "stale": 24,
            "oldest_stale_on": "2026-10-02",
            "counted_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    micro_grid_id: UUID
    micro_grid_name: str
    community_id: UUID
    community_name: str
    people: int
    premises: int
    facts: int = Field(description="All that can grow stale")
    stale: int
    oldest_stale_on: date | None
    counted_at: Instant


class DwellingView(Output):
    """Who lives in a dwelling, what is known of it, and what is in it."""

    model_config = by_example(
        {
            "dwelling_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
            "dwelling_name": "东苑1栋1单元0302",
            "people": [],
            "premises": [SHOP],
            "facts": [],
        }
    )

    dwelling_id: UUID
    dwelling_name: str
    people: list[EntryView]
    premises: list[PremisesView]
    facts: list[FactView]


class FactReveal(Input):
    """For what purpose, and why, the sensitive facts about somebody are looked at."""

    model_config = by_example({"purpose": "emergency", "reason": "联系家属"})

    purpose: Annotated[LookPurpose, Field(strict=False)]
    reason: Line
