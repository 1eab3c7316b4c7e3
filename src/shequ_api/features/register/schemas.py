from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.base.people.schemas import Day
from shequ_api.base.register.freshness import RegisterSource
from shequ_api.base.register.households import MOST_HOUSEHOLDS, Relation
from shequ_api.base.register.papers import IdKind
from shequ_api.base.residency.models import Belonging
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Line, Output, by_example

ENTRY = "0199a3c4-5d6e-7f80-9a1b-000000000201"
PERSON_NAME = Annotated[CleanText, Field(min_length=1, max_length=50)]
PhoneNumber = Annotated[str, Field(pattern=r"^\+?[0-9][0-9 -]{4,20}$", examples=["13800138000"])]
IdNumber = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z ()（）-]{3,22}$")]
"""Of any document; checked by what is known of its kind."""
TheIdKind = Annotated[
    IdKind,
    Field(strict=False, description="Of which document the number is; 18 signs say it themselves"),
]
TheRelation = Annotated[
    Relation, Field(strict=False, description="To the head of the household (GB/T 4761)")
]
Sex = Annotated[Literal[0, 1, 2, 9], Field(description="GB/T 2261.1")]
Household = Annotated[int, Field(ge=1, le=MOST_HOUSEHOLDS)]
TheBelonging = Annotated[Belonging, Field(strict=False)]
TheSource = Annotated[RegisterSource, Field(strict=False)]
_MASKED = {
    "id": ENTRY,
    "dwelling_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
    "dwelling_name": "东苑1栋1单元0302",
    "name": "李*梅",
    "phone": "138******00",
    "id_number": "5****************X",
    "id_kind": "resident_id",
    "cohort": 1980,
    "sex": 2,
    "occupancy_id": "0199a3c4-5d6e-7f80-9a1b-000000000202",
    "belonging": "tenant",
    "household": 1,
    "relation": "head",
    "starts_on": "2026-03-01",
    "has_account": True,
    "source": "door_visit",
    "verified_at": "2026-11-22T09:30:00.000+08:00",
    "stale_on": "2027-05-21",
    "occupancy_stale_on": "2027-02-20",
}


class Sourcing(Input):
    """Base: where what is said comes from."""

    source: TheSource = RegisterSource.DOOR_VISIT
    source_id: Id | None = None


class Staying(Sourcing):
    """Base: as what somebody belongs to a dwelling, since when."""

    belonging: TheBelonging
    household: Household = 1
    relation: TheRelation | None = None
    starts_on: Day


class EntryDraft(Staying):
    """Somebody at a dwelling."""

    model_config = by_example(
        {
            "name": "李小梅",
            "phone": "13800138000",
            "belonging": "tenant",
            "household": 1,
            "relation": "head",
            "starts_on": "2026-03-01",
            "source": "door_visit",
        }
    )

    name: PERSON_NAME
    phone: PhoneNumber | None = None
    id_number: IdNumber | None = None
    id_kind: TheIdKind | None = None
    born_on: Day | None = None
    sex: Sex = 0


class EntryChange(Sourcing):
    """What is put right; fields that are left out stay, null takes away."""

    model_config = by_example({"phone": "13900139000", "source": "phone_call"})

    name: PERSON_NAME | None = None
    phone: PhoneNumber | None = None
    id_number: IdNumber | None = None
    id_kind: TheIdKind | None = None
    born_on: Day | None = None
    sex: Sex = 0


class StayChange(Staying):
    """As what they belong from a day on; a relation that is left out stays."""

    model_config = by_example({"belonging": "owner", "starts_on": "2026-11-01"})


class Removal(Staying):
    """Where somebody moved to."""

    model_config = by_example(
        {
            "dwelling_id": "0199a3c4-5d6e-7f80-9a1b-000000000104",
            "belonging": "tenant",
            "starts_on": "2026-11-01",
        }
    )

    dwelling_id: Id


class RegisterDeparture(Input):
    """The first day on which somebody no longer lived there."""

    model_config = by_example({"ends_on": "2026-11-01"})

    ends_on: Day


class PersonSearch(Input):
    """One of them: the whole phone number, the whole ID number, or a part of the name.

    Where too many are found, a building or a micro-grid narrows it.
    """

    model_config = by_example(
        {"name": "小梅", "building_id": "0199a3c4-5d6e-7f80-9a1b-000000000104"},
        {"phone": "13800138000"},
    )

    phone: PhoneNumber | None = None
    id_number: IdNumber | None = Field(default=None, description="Of whatever kind it may be")
    name: Annotated[CleanText, Field(min_length=2, max_length=50)] | None = None
    building_id: Id | None = None
    micro_grid_id: Id | None = None


class EntryView(Output):
    """Somebody at a dwelling, masked."""

    model_config = by_example(_MASKED)

    id: UUID
    dwelling_id: UUID
    dwelling_name: str
    name: str | None
    phone: str | None
    id_number: str | None
    id_kind: IdKind | None
    cohort: int | None = Field(description="First of the five years of birth")
    sex: int
    occupancy_id: UUID
    belonging: Belonging
    household: int
    relation: Relation | None
    starts_on: date
    has_account: bool
    source: RegisterSource
    verified_at: Instant
    stale_on: date
    occupancy_stale_on: date


class Found(Output):
    """What a search found, whole names first; `more`: there are others, narrow it."""

    model_config = by_example({"found": [_MASKED], "more": False})

    found: list[EntryView]
    more: bool


class Reveal(Input):
    """Which fields, for what purpose, and why: all of it is logged."""

    model_config = by_example({"fields": ["phone"], "purpose": "contact", "reason": "核对租住登记"})

    fields: Annotated[
        list[Literal["name", "phone", "id_number", "born_on"]],
        Field(min_length=1, max_length=4),
    ]
    purpose: Annotated[LookPurpose, Field(strict=False)]
    reason: Line


class Revealed(Output):
    """What was asked for, in clear."""

    model_config = by_example({"id": ENTRY, "values": {"phone": "13800138000"}})

    id: UUID
    values: dict[str, Any]


class Departed(Output):
    """That somebody lives there no more."""

    model_config = by_example({"id": ENTRY, "ends_on": "2026-11-01"})

    id: UUID
    ends_on: date
