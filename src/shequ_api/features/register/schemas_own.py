from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.audit.purposes import Purpose
from shequ_api.base.people.schemas import Day
from shequ_api.features.register.schemas import (
    ENTRY,
    PERSON_NAME,
    EntryView,
    FactView,
    IdNumber,
    PhoneNumber,
    Sourcing,
)
from shequ_api.features.register.service.premises import PremisesKind
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Line, Output, by_example

_PREMISES = "0199a3c4-5d6e-7f80-9a1b-000000000204"
_CORRECTION = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000205",
    "entry_id": ENTRY,
    "fields": ["phone"],
    "asked_at": "2026-11-22T09:30:00.000+08:00",
    "decided_at": None,
    "accepted": None,
    "reason": None,
}
_SHOP = {
    "id": _PREMISES,
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
    "place_name": "东苑1栋",
    "name": "好邻居便利店",
    "kind": "shop",
    "credit_code": "91350100M000100Y43",
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
            "keeper_name": "王小四",
            "keeper_phone": "13800138000",
        }
    )

    name: Line
    kind: Annotated[PremisesKind, Field(strict=False)]
    credit_code: Annotated[str, Field(pattern=r"^[0-9A-Z]{18}$")] | None = None
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

    model_config = by_example(_SHOP)

    id: UUID
    place_id: UUID
    place_name: str
    name: str
    kind: PremisesKind
    credit_code: str | None
    keeper_name: str | None
    keeper_phone: str | None
    source: str
    verified_at: Instant
    stale_on: date
    ended_at: Instant | None


class DwellingView(Output):
    """Who lives in a dwelling, what is known of it, and what is in it."""

    model_config = by_example(
        {
            "dwelling_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
            "dwelling_name": "东苑1栋1单元0302",
            "people": [],
            "premises": [_SHOP],
            "facts": [],
        }
    )

    dwelling_id: UUID
    dwelling_name: str
    people: list[EntryView]
    premises: list[PremisesView]
    facts: list[FactView]


class CorrectionDraft(Input):
    """What should be put right in my entry."""

    model_config = by_example({"entry_id": ENTRY, "phone": "13900139000", "note": "换了号码"})

    entry_id: Id
    name: PERSON_NAME | None = None
    phone: PhoneNumber | None = None
    id_number: IdNumber | None = None
    born_on: Day | None = None
    note: Annotated[CleanText, Field(min_length=1, max_length=200)] | None = None


class CorrectionView(Output):
    """What was asked, by the names of its fields, and what became of it."""

    model_config = by_example(_CORRECTION)

    id: UUID
    entry_id: UUID
    fields: list[str]
    asked_at: Instant
    decided_at: Instant | None
    accepted: bool | None
    reason: str | None


class CorrectionLine(CorrectionView):
    """One that waits, with its dwelling."""

    model_config = by_example({**_CORRECTION, "dwelling_name": "东苑1栋1单元0302"})

    dwelling_name: str


class CorrectionDecision(Input):
    """Confirmed, or rejected with a reason."""

    model_config = by_example({"accepted": False, "reason": "上门核实后号码未变"})

    accepted: bool
    reason: Line | None = None


class OwnEntries(Output):
    """What the register says of me, masked, and what I asked to have changed."""

    model_config = by_example({"entries": [], "corrections": [_CORRECTION]})

    entries: list[EntryView]
    corrections: list[CorrectionView]


class PremisesReveal(Input):
    """For what purpose, and why, the keeper's name and phone are looked at."""

    model_config = by_example({"purpose": "contact", "reason": "通知消防检查"})

    purpose: Annotated[Purpose, Field(strict=False)]
    reason: Line
