"""How to ask about visits, and for the list of the day."""

from datetime import timedelta
from typing import Any

from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.matrix.asking import Ask, Case, Operation, at, by, listed, mine, mine_listed, once

DAY = timedelta(days=1)
NOTE = {"note": "改期"}


def _window(days: int = 1) -> dict[str, str]:
    opens = utc_now() + days * DAY
    closes = opens + timedelta(hours=2)
    return {"opens_at": _text(opens), "closes_at": _text(closes)}


def _text(at_: Any) -> str:
    return str(at_.isoformat(timespec="milliseconds"))


def _plan(place_id: str) -> dict[str, Any]:
    return {"place_id": place_id, "purpose_code": "general", **_window()}


def _begin(case: Case) -> list[Ask]:
    visit = case.site.of("visit")
    made = case.world.facts.get(f"at_task:{case.role}:{case.site.key}", str(new_id()))
    return [Ask({"visit_id": visit}, body={"check_in_id": made})] if visit else []


def _admit(case: Case) -> list[Ask]:
    visit = case.site.of("visit_refused")
    made = case.world.facts.get(f"at_task:{case.role}:{case.site.key}", str(new_id()))
    body = {"check_in_id": made, "words": "户主说可以进来"}
    return [Ask({"visit_id": visit}, body=body)] if visit else []


def _joint(case: Case) -> str:
    return case.own("joint") if case.inside else case.site.of("visit")


def _sheets(case: Case) -> list[Ask]:
    visit = _joint(case)
    beyond = case.world.sites["beyond"]
    # What the form said at that door, what whoever comes should know, and who arranged it.
    said = {f"canary-beyond-{field}" for field in ("answer", "visit_note")}
    tells = frozenset({*said, beyond.names["worker"]} if case.inside else ())
    return [Ask(body={"visit_ids": [visit]}, tells=tells)] if visit else []


def _form(case: Case) -> list[Ask]:
    visit = _joint(case)
    return [Ask({"visit_id": visit, "form_key": "household_safety"})] if visit else []


def _report(case: Case) -> list[Ask]:
    visit = _joint(case)
    body = {
        "form_version_id": case.world.facts["sheet"],
        "place_id": case.world.sites["beyond"].dwelling,
        "answers": {"visit_result": "nobody_home"},
        "filled_at": _text(utc_now()),
    }
    path = {"visit_id": visit, "inspection_id": str(new_id())}
    return [Ask(path, body=body)] if visit else []


OPERATIONS = {
    "get_today": once(lambda _: Ask()),
    "read_today_changes": once(lambda _: Ask(body={"marks": ["9f86d081884c"]})),
    "list_visit_purposes": once(lambda _: Ask()),
    "plan_visit": at(lambda s: Ask(body=_plan(s.dwelling)), "dwelling", "visit"),
    "list_visits": listed("visit"),
    "get_visit": by("visit_id", "visit"),
    "move_visit": at(lambda s: Ask({"visit_id": s.of("visit")}, body=_window(2)), "visit"),
    "cancel_visit": by("visit_id", "visit", NOTE),
    "invite_visit_participant": by("visit_id", "visit", {"phone": "13900000031"}),
    "remove_visit_participant": at(
        lambda s: Ask({"visit_id": s.of("visit"), "person_id": s.inhabitant}), "visit"
    ),
    "begin_visit": Operation(_begin),
    "admit_visit": Operation(_admit),
    "conclude_visit": by("visit_id", "visit", {"outcome": "nobody_home"}),
    "retry_visit": by("visit_id", "visit_shut", {}),
    "plan_visit_round": at(lambda s: Ask(body=_plan(s.dwelling)), "dwelling", "visit"),
    "list_visit_rounds": listed("visit_round"),
    "list_round_visits": by("round_id", "visit_round"),
    "move_visit_round": at(
        lambda s: Ask({"round_id": s.of("visit_round")}, body=_window(2)), "visit_round"
    ),
    "cancel_visit_round": by("round_id", "visit_round", NOTE),
    "list_my_joint_visits": mine_listed("joint", "visit"),
    "read_door_sheets": Operation(_sheets),
    "get_joint_visit_form": Operation(_form),
    "submit_joint_inspection": Operation(_report),
    "list_my_home_visits": mine_listed("home_visit", "visit"),
    "reply_to_visit": mine("home_visit", "visit_id", "visit", {"kind": "welcome"}),
}
