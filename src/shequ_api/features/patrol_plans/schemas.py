"""Shapes of plans."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.features.patrol_plans.rules import PlanState, minute_of
from shequ_api.kit.schema import Id, Input, Instant, Line, Note, Output, by_example

MOST_ROUTES, MOST_POINTS = 50, 1000
Day = Annotated[date, Field(strict=False, ge=date(2000, 1, 1), lt=date(2200, 1, 1))]


def _differing(days: list[int]) -> list[int]:
    if len(set(days)) < len(days):
        raise PydanticCustomError("days_repeated", "同一天不要重复")
    return sorted(days)


class EveryDays(Input):
    """Every so many days, counted from the plan's first."""

    kind: Literal["every"]
    days: Annotated[int, Field(ge=1, le=366)]


class OnWeekdays(Input):
    """On these days of the week: 1 is Monday, 7 Sunday."""

    kind: Literal["weekdays"]
    weekdays: Annotated[
        list[Annotated[int, Field(ge=1, le=7)]],
        Field(min_length=1, max_length=7),
        AfterValidator(_differing),
    ]


class OnMonthDays(Input):
    """On these days of the month; one that a month lacks is its last."""

    kind: Literal["monthly"]
    month_days: Annotated[
        list[Annotated[int, Field(ge=1, le=31)]],
        Field(min_length=1, max_length=31),
        AfterValidator(_differing),
    ]


Recurrence = Annotated[EveryDays | OnWeekdays | OnMonthDays, Field(discriminator="kind")]
CONTENT: dict[str, Any] = {
    "title": "电动自行车停放巡查",
    "note": "重点看架空层",
    "form_version_id": "0199a3c4-5d6e-7f80-9a1b-00000000010f",
    "recurrence": {"kind": "weekdays", "weekdays": [1, 4]},
    "opens": "08:30",
    "closes": "18:00",
    "first_on": "2026-11-23",
    "last_on": "2027-05-31",
    "skips_holidays": True,
    "routes": [
        {
            "name": "东苑北线",
            "worker_id": None,
            "points": [{"place_id": "0199a3c4-5d6e-7f80-9a1b-000000000104"}],
        }
    ],
}


class PatrolPointDraft(Input):
    """A stop: a place inside a compound, or an asset."""

    place_id: Id | None = None
    asset_id: Id | None = None

    @model_validator(mode="after")
    def _one_where(self) -> "PatrolPointDraft":
        if (self.place_id is None) == (self.asset_id is None):
            raise PydanticCustomError("one_place_or_asset", "请给出一个地点或一处设施")
        return self


class PatrolRouteDraft(Input):
    """Stops in the order of walking."""

    name: Line
    worker_id: Id | None = Field(
        default=None, description="A grid worker; null: whoever serves the grid of each stop"
    )
    points: Annotated[list[PatrolPointDraft], Field(min_length=1, max_length=MOST_POINTS)]


class PatrolPlanChange(Input):
    """What a plan says from now on. Tasks of today and before stay as they are."""

    model_config = by_example(CONTENT)

    title: Line
    note: Note | None = None
    form_version_id: Id | None = Field(
        default=None,
        description="The inspection form to fill in, in a published version; a later one does as "
        "well. Null: a check-in on the spot is enough",
    )
    recurrence: Recurrence
    opens: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["08:30"])]
    closes: Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$", examples=["18:00"])]
    first_on: Day
    last_on: Day | None = None
    skips_holidays: bool = Field(default=False, description="No tasks on public holidays")
    routes: Annotated[list[PatrolRouteDraft], Field(min_length=1, max_length=MOST_ROUTES)]

    @model_validator(mode="after")
    def _sensible(self) -> "PatrolPlanChange":
        if minute_of(self.opens) >= minute_of(self.closes):
            raise PydanticCustomError("window_unfit", "结束时间须晚于开始时间")
        if self.last_on is not None and self.last_on < self.first_on:
            raise PydanticCustomError("days_unfit", "最后一天不能早于第一天")
        stops = [(one.place_id, one.asset_id) for route in self.routes for one in route.points]
        if len(stops) > MOST_POINTS:
            raise PydanticCustomError("points_too_many", "一个计划最多 1000 个点位")
        if len(set(stops)) < len(stops):
            raise PydanticCustomError("points_repeated", "同一个点位只能出现一次")
        return self


class PatrolPlanDraft(PatrolPlanChange):
    """A plan for one's community, or for one grid of it."""

    model_config = by_example({"grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108"} | CONTENT)

    grid_id: Id | None = Field(default=None, description="The grid it is for; null: the community")


LINE: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000130",
    "state": "active",
    "state_title": "执行中",
    "edition": 1,
    "title": "电动自行车停放巡查",
    "form_key": "electric_bicycles",
    "scope_name": "致强社区",
    "first_on": "2026-11-23",
    "last_on": "2027-05-31",
    "drawn_at": "2026-11-22T09:30:00.000+08:00",
}


class PatrolPlanLine(Output):
    """A plan as a line of a list."""

    model_config = by_example(LINE)

    id: UUID
    state: PlanState
    state_title: str
    edition: int
    title: str
    form_key: str | None
    scope_name: str = Field(description="The grid or community it is for")
    first_on: date
    last_on: date | None
    drawn_at: Instant


class PatrolPointView(Output):
    """A stop, with the place where it is."""

    id: UUID
    place_id: UUID
    place_name: str
    asset_id: UUID | None


class PatrolRouteView(Output):
    name: str
    worker_id: UUID | None
    worker_name: str | None
    points: list[PatrolPointView]


class PatrolPlanView(PatrolPlanLine):
    """A plan in its current edition."""

    model_config = by_example(
        {
            **LINE,
            "note": "重点看架空层",
            "recurrence": {"kind": "weekdays", "weekdays": [1, 4]},
            "opens": "08:30",
            "closes": "18:00",
            "skips_holidays": True,
            "routes": [
                {
                    "name": "东苑北线",
                    "worker_id": None,
                    "worker_name": None,
                    "points": [
                        {
                            "id": "0199a3c4-5d6e-7f80-9a1b-000000000131",
                            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000104",
                            "place_name": "东苑1栋",
                            "asset_id": None,
                        }
                    ],
                }
            ],
        }
    )

    note: str | None
    recurrence: Recurrence
    opens: str
    closes: str
    skips_holidays: bool
    routes: list[PatrolRouteView]
