"""Shapes for those who come along: what the visit needs, and nothing else."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.features.visits.public import (
    CLOSES,
    OPENS,
    PLACE_ID,
    VISIT_ID,
    WINDOW,
    VisitState,
)
from shequ_api.kit.schema import Id, Input, Instant, Output, by_example

MOST_SHEETS = 60
LINE: dict[str, Any] = {
    "id": VISIT_ID,
    "round_id": None,
    "position": 0,
    "purpose_code": "gas",
    "purpose_title": "燃气安全入户检查",
    "community_name": "致强社区",
    **WINDOW,
    "state": "planned",
    "state_title": "待走访",
    "place_id": PLACE_ID,
    "place_name": "东苑1栋1单元0302",
    "shown_from": "2026-11-23T00:00:00.000+08:00",
    "shown_until": "2026-11-26T00:00:00.000+08:00",
}


class JointVisitLine(Output):
    """A visit that I come along to. Where exactly is shown from the day before it."""

    model_config = by_example(LINE)

    id: UUID
    round_id: UUID | None
    position: int = Field(description="In the order of walking, through a round")
    purpose_code: str
    purpose_title: str
    community_name: str
    opens_at: Instant
    closes_at: Instant
    state: VisitState
    state_title: str
    place_id: UUID | None = Field(description="Null before `shown_from`")
    place_name: str | None
    shown_from: Instant
    shown_until: Instant


class SheetsWanted(Input):
    """The visits whose sheets are to be read, or kept for where there is no signal."""

    model_config = by_example({"visit_ids": [VISIT_ID]})

    visit_ids: Annotated[tuple[Id, ...], Field(strict=False, min_length=1, max_length=MOST_SHEETS)]


class SheetForm(Output):
    """A form to fill in, in its current version."""

    key: str
    title: str
    version_id: UUID


class EarlierView(Output):
    """What a form said at this door the last time."""

    form_key: str
    filled_at: Instant
    answers: dict[str, Any]
    withheld: list[str] = Field(description="Fields about health that another filled in")


class Companion(Output):
    """Who else comes."""

    name: str | None
    role_title: str | None
    organisation_name: str | None


class DoorSheet(Output):
    """What one needs to know at one door."""

    model_config = by_example(
        {
            "visit_id": VISIT_ID,
            "purpose_title": "燃气安全入户检查",
            "opens_at": OPENS,
            "closes_at": CLOSES,
            "place_id": PLACE_ID,
            "place_name": "东苑1栋1单元0302",
            "names": ["*三"],
            "note": "老人听力不好，请多敲几次门",
            "planned_by_name": "王小四",
            "companions": [
                {"name": "李小六", "role_title": "社区合伙人", "organisation_name": "燃气服务站"}
            ],
            "forms": [
                {
                    "key": "gas_safety",
                    "title": "燃气安全排查表",
                    "version_id": "0199a3c4-5d6e-7f80-9a1b-00000000010f",
                }
            ],
            "earlier": [
                {
                    "form_key": "gas_safety",
                    "filled_at": "2026-05-22T09:30:00.000+08:00",
                    "answers": {"gas_hose": "cracked"},
                    "withheld": [],
                }
            ],
        }
    )

    visit_id: UUID
    purpose_title: str
    opens_at: Instant
    closes_at: Instant
    place_id: UUID
    place_name: str
    names: list[str] = Field(
        description="Masked names of who is verified to live there; of a purpose that concerns one "
        "person, theirs in full"
    )
    note: str | None
    planned_by_name: str | None = Field(description="Whom to ask")
    companions: list[Companion]
    forms: list[SheetForm]
    earlier: list[EarlierView]


class DoorSheets(Output):
    """Sheets in the order of their windows and of walking."""

    model_config = by_example({"items": [], "left_out": [VISIT_ID]})

    items: list[DoorSheet]
    left_out: list[UUID] = Field(description="Not (or no longer) mine to see now")
