"""Shapes of the list of the day."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.features.today.rules import MARK_LENGTH, Urgency
from shequ_api.kit.schema import Input, Instant, Output, by_example

LINE: dict[str, Any] = {
    "mark": "9f86d081884c",
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000132",
    "title": "电动自行车停放巡查",
    "detail": "东苑北线",
    "state": "ready",
    "state_title": "待执行",
    "urgency": "today",
    "urgency_title": "今日",
    "opens_at": "2026-11-23T08:30:00.000+08:00",
    "due_at": "2026-11-23T18:00:00.000+08:00",
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000104",
    "place_name": "东苑1栋",
    "form_key": "electric_bicycles",
    "parameters": {"task_id": "0199a3c4-5d6e-7f80-9a1b-000000000132"},
}
GROUP: dict[str, Any] = {
    "key": "patrol_tasks",
    "title": "巡查任务",
    "count": 1,
    "count_text": "1",
    "operation": "get_patrol_task",
    "lines": [LINE],
}
AS_OF = "2026-11-23T07:40:12.480+08:00"


class TodayLine(Output):
    """One thing to do."""

    mark: str = Field(description="What this line says: another text, another mark")
    id: UUID
    title: str
    detail: str | None
    state: str | None
    state_title: str | None
    urgency: Urgency
    urgency_title: str
    opens_at: Instant | None
    due_at: Instant | None
    place_id: UUID
    place_name: str
    form_key: str | None = Field(description="The form to fill in there; null: none, or any")
    parameters: dict[str, str] = Field(description="For the group's `operation`")


class TodayGroup(Output):
    """One kind of work: the most urgent first, those alike in the order of walking."""

    key: str
    title: str
    count: int = Field(description="All that there is; 100 for more than 99")
    count_text: str = Field(description="As it is shown: 7, or 99+")
    operation: str = Field(description="The operationId that shows or does one of it")
    lines: list[TodayLine] = Field(description="The first of them")


class TodayStop(Output):
    """A place at which something is to be done."""

    place_id: UUID
    place_name: str
    urgency: Urgency = Field(description="Of the most urgent there")
    marks: list[str] = Field(description="Of the lines that are to be done there")


class TodayView(Output):
    """The work of a day under the acting posting."""

    model_config = by_example(
        {
            "as_of": AS_OF,
            "acting_posting_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
            "groups": [GROUP],
            "stops": [
                {
                    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000104",
                    "place_name": "东苑1栋",
                    "urgency": "today",
                    "marks": ["9f86d081884c"],
                }
            ],
        }
    )

    as_of: Instant
    acting_posting_id: UUID | None = Field(
        description="Null: as oneself; whoever has several postings says under which"
    )
    groups: list[TodayGroup] = Field(
        description="Kinds of which there is something, that with the most urgent first"
    )
    stops: list[TodayStop] = Field(description="The same by place, in the order of walking")


Mark = Annotated[str, Field(pattern=f"^[0-9a-f]{{{MARK_LENGTH}}}$")]


class TodayKnown(Input):
    """The marks of the lines that the phone has."""

    model_config = by_example({"marks": ["9f86d081884c", "d15d6c15b0f0"]})

    marks: Annotated[tuple[Mark, ...], Field(strict=False, max_length=1000)]


class TodayChanges(Output):
    """What is new or different since, and what is over."""

    model_config = by_example({"as_of": AS_OF, "groups": [GROUP], "gone": ["d15d6c15b0f0"]})

    as_of: Instant
    groups: list[TodayGroup] = Field(
        description="All kinds with their counts, and of their lines those that the phone lacks"
    )
    gone: list[str] = Field(description="Marks of lines that are no more")
