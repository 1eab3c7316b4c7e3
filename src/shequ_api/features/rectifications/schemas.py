"""Shapes of rectification batches."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.base.files.schemas import FileView
from shequ_api.features.hazards.public import HazardState
from shequ_api.features.inspection_forms.public import HazardLevel
from shequ_api.features.rectifications.rules import MOST_IN_BATCH, MOST_RESULTS, VisitOutcome
from shequ_api.kit.schema import Id, Input, Instant, Key, Line, Note, Output, by_example

Day = Annotated[date, Field(strict=False, ge=date(2000, 1, 1), lt=date(2100, 1, 1))]
BATCH: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000150",
    "title": "燃气软管集中更换",
    "organisation_id": None,
    "organisation_name": None,
    "firm_name": "成都燃气",
    "notice": "燃气公司下周上门免费更换金属软管，请留人在家",
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000105",
    "place_name": "东苑",
    "starts_on": "2026-11-30",
    "ends_on": "2026-12-04",
    "made_at": "2026-11-25T10:05:12.480+08:00",
    "ended_at": None,
    "waiting": 28,
    "done": 9,
    "nobody_home": 2,
    "refused": 1,
    "left_out": 0,
}


class HazardFilter(Input):
    """All hazards of one field that are to be put right in a compound."""

    compound_id: Id
    form_key: Key
    field: Key
    level: Annotated[HazardLevel | None, Field(strict=False)] = None


class RectificationBatchDraft(Input):
    """Who puts right which hazards, and when. Either `hazard_ids` or `all_of`."""

    model_config = by_example(
        {
            "title": "燃气软管集中更换",
            "firm_name": "成都燃气",
            "notice": "燃气公司下周上门免费更换金属软管，请留人在家",
            "starts_on": "2026-11-30",
            "ends_on": "2026-12-04",
            "all_of": {
                "compound_id": "0199a3c4-5d6e-7f80-9a1b-000000000105",
                "form_key": "gas_safety",
                "field": "hose_condition",
            },
        }
    )

    title: Line
    organisation_id: Id | None = Field(default=None, description="A partner of the community")
    firm_name: Line | None = Field(default=None, description="Who does it, where it is none")
    notice: Note = Field(description="What the residents are told, on their tickets")
    starts_on: Day
    ends_on: Day = Field(description="The last day, included; at most 60 days later")
    hazard_ids: (
        Annotated[tuple[Id, ...], Field(strict=False, min_length=1, max_length=MOST_IN_BATCH)]
        | None
    ) = None
    all_of: HazardFilter | None = None


class RectificationBatchView(Output):
    """A batch, and how far it has come."""

    model_config = by_example(BATCH)

    id: UUID
    title: str
    organisation_id: UUID | None
    organisation_name: str | None
    firm_name: str | None
    notice: str
    place_id: UUID = Field(description="The compound, or the community of several")
    place_name: str
    starts_on: date
    ends_on: date
    made_at: Instant
    ended_at: Instant | None
    waiting: int
    done: int
    nobody_home: int
    refused: int
    left_out: int = Field(description="Not visited before the batch was ended")


class RectificationItemView(Output):
    """A hazard in a batch: the day of its visit, and what came of it."""

    model_config = by_example(
        {
            "hazard_id": "0199a3c4-5d6e-7f80-9a1b-000000000112",
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
            "place_name": "东苑1栋1单元0302",
            "level": "major",
            "text": "软管老化，应尽快更换",
            "state": "rectified",
            "visit_on": "2026-11-30",
            "outcome": "done",
            "note": None,
            "recorded_at": "2026-11-30T16:20:00.000+08:00",
            "photos": [],
        }
    )

    hazard_id: UUID
    place_id: UUID
    place_name: str
    level: HazardLevel
    text: str
    state: HazardState = Field(description="Of the hazard, now")
    visit_on: date
    outcome: VisitOutcome | None = Field(description="Null: it waits for its visit")
    note: str | None
    recorded_at: Instant | None
    photos: list[FileView]


class VisitResult(Input):
    """What came of one visit."""

    hazard_id: Id
    outcome: Annotated[VisitOutcome, Field(strict=False)]
    note: Note | None = None
    photo_ids: Annotated[tuple[Id, ...], Field(strict=False, max_length=9)] = ()


class VisitResults(Input):
    """What came of some visits, all or none of them."""

    model_config = by_example(
        {
            "results": [
                {"hazard_id": "0199a3c4-5d6e-7f80-9a1b-000000000112", "outcome": "done"},
                {
                    "hazard_id": "0199a3c4-5d6e-7f80-9a1b-000000000113",
                    "outcome": "nobody_home",
                    "note": "两次敲门无人应答",
                },
            ]
        }
    )

    results: Annotated[
        tuple[VisitResult, ...], Field(strict=False, min_length=1, max_length=MOST_RESULTS)
    ]
