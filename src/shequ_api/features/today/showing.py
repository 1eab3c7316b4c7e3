"""Putting the day together."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from shequ_api.base.day_work import Day, DayWork, WorkLine
from shequ_api.base.places.walking import walking_order
from shequ_api.features.today.rules import (
    MARK_LENGTH,
    RANK,
    URGENCY_TITLES,
    Urgency,
    count_text,
    digest_of,
    in_order,
)
from shequ_api.features.today.schemas import TodayGroup, TodayLine, TodayStop


def group_of(kind: DayWork, lines: Sequence[WorkLine], day: Day) -> TodayGroup:
    """One kind of work: as many as are shown, of those that were read first."""
    shown = in_order(lines[: kind.shown], day.now, day.ends_at)
    return TodayGroup(
        key=kind.key,
        title=kind.title,
        count=len(lines),
        count_text=count_text(len(lines)),
        operation=kind.operation,
        lines=[_line(kind, line, urgency) for urgency, line in shown],
    )


def most_urgent(group: TodayGroup) -> int:
    """By which groups are ordered; those alike stay as their modules stand."""
    return min(RANK[line.urgency] for line in group.lines)


def _line(kind: DayWork, line: WorkLine, urgency: Urgency) -> TodayLine:
    said: dict[str, Any] = {
        "id": line.id,
        "title": kind.titles.get(line.title, line.title),
        "detail": line.detail,
        "state": line.state,
        "state_title": kind.states.get(line.state, line.state),
        "urgency": urgency,
        "urgency_title": URGENCY_TITLES[urgency],
        "opens_at": line.opens_at,
        "due_at": line.due_at,
        "place_id": line.place_id,
        "place_name": line.place_name,
        "form_key": line.form_key,
        "parameters": {
            name: str(getattr(line, column)) for name, column in kind.parameters.items()
        },
    }
    made = TodayLine(mark="", **said)
    made.mark = digest_of([kind.key, made.model_dump(mode="json")])[:MARK_LENGTH]
    return made


def stops_of(
    kinds: Sequence[DayWork], read: Mapping[str, Sequence[WorkLine]], groups: Sequence[TodayGroup]
) -> list[TodayStop]:
    """What is shown, by place in the order of walking."""
    codes = {line.place_id: line.place_code for kind in kinds for line in read.get(kind.key, ())}
    stops: dict[UUID, TodayStop] = {}
    for group in groups:
        for line in group.lines:
            stop = stops.setdefault(
                line.place_id,
                TodayStop(
                    place_id=line.place_id,
                    place_name=line.place_name,
                    urgency=line.urgency,
                    marks=[],
                ),
            )
            stop.marks.append(line.mark)
            stop.urgency = min(stop.urgency, line.urgency, key=RANK.__getitem__)
    return sorted(stops.values(), key=lambda stop: walking_order(codes[stop.place_id]))
