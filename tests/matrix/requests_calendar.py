"""How to ask about days."""

from typing import Any

from tests.matrix.asking import Ask, Case, once


def day(case: Case, body: Any = None) -> Ask:
    return Ask({"day": case.site.of("calendar_day")}, body=body)


WORKED = {"kind": "workday", "title": "调休上班"}
OPERATIONS = {
    "list_calendar_days": once(lambda _: Ask(query={"from": "2026-10-01", "to": "2026-10-11"})),
    "set_calendar_day": once(lambda case: day(case, WORKED)),
    "take_back_calendar_day": once(day),
}
