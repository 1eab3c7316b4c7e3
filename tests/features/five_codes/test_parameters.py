"""An entry opens one counter, one topic: what an action takes, and where."""

from typing import Any

import pytest

from shequ_api.kit.ids import new_id
from tests.cast import HOME, NEIGHBOUR
from tests.features.appointments.hall import API, Hall
from tests.features.five_codes.conftest import BUILDING, DISTRICT, ENTRY, SUBDISTRICT, Press
from tests.features.knowledge_search.desk import Desk

ABOVE = "subdistrict_administrator"


async def drafted(press: Press, place: str, action: str, **parameters: str) -> list[str]:
    """The codes of what is wrong with such an entry."""
    head = "handle" if action == "appointments.book" else "ask"
    entry: dict[str, Any] = {**ENTRY, "head": head, "action": action, "parameters": parameters}
    answer = await press.draft(entry, place=place)
    assert answer.status_code == (422 if answer.json().get("errors") else 200), answer.text
    return [fault["code"] for fault in answer.json().get("errors", [])]


async def test_a_counter(press: Press) -> None:
    hall = Hall(press.client, press.cast)
    own = (await hall.counter())["id"]
    of_all = (await hall.counter(by=ABOVE))["id"]
    far = (await hall.counter(by="far_community_worker", place=NEIGHBOUR))["id"]
    shut = (await hall.counter())["id"]
    await hall.ask("POST", f"{API}/{shut}/closing", "community_worker")
    fits = {
        HOME: {own: True, of_all: True, far: False, shut: False, str(new_id()): False, "1": False},
        SUBDISTRICT: {own: False, of_all: True},
        DISTRICT: {of_all: False},
    }
    for place, counters in fits.items():
        for counter_id, fit in counters.items():
            faults = await drafted(press, place, "appointments.book", counter_id=counter_id)
            assert faults == ([] if fit else ["parameter_unfit"]), (place, counter_id)
    entry = {**ENTRY, "title": "退役军人窗口", "action": "appointments.book"}
    await press.put_out({**entry, "parameters": {"counter_id": own}})
    [shown] = [each for each in (await press.door("resident"))["handle"] if each["key"] == "lights"]
    assert (shown["operation"], shown["parameters"]) == (
        "list_appointment_counters",
        {"place_id": str(press.places[BUILDING]), "counter_id": own},
    )
    offered = await hall.ask("GET", API, "resident", params=shown["parameters"])
    assert [each["id"] for each in offered.json()["items"]] == [own]


async def test_a_topic_that_is_answered(press: Press) -> None:
    assert await drafted(press, HOME, "knowledge.read", topic="社保") == ["parameter_unfit"]
    await Desk(press.client, press.cast).published(ABOVE, topic="社保")
    assert await drafted(press, HOME, "knowledge.read", topic="社保") == []
    assert await drafted(press, SUBDISTRICT, "knowledge.read", topic="社保") == []
    assert await drafted(press, DISTRICT, "knowledge.read", topic="社保") == ["parameter_unfit"]


@pytest.mark.parametrize(("topic", "faults"), [("退役军人", []), ("长" * 21, ["parameter_unfit"])])
async def test_a_topic_to_ask_about(press: Press, topic: str, faults: list[str]) -> None:
    assert await drafted(press, HOME, "questions.ask", topic=topic) == faults
