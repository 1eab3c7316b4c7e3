"""How to ask about help and subtasks."""

from typing import Any

from tests.matrix.asking import Ask, Case, Operation, at, by, mine, mine_listed

REASON = {"reason": "不需要了"}
DONE = {"note": "已完成"}
LATER = {"workdays": 5, "reason": "等配件"}


def _naming_worker(name: str, thing: str, **body: Any) -> Operation:
    """Whoever works the micro-grid may settle in its community, and stands in the body."""

    def make(case: Case) -> list[Ask]:
        found = case.site.of(thing)
        person_id = case.site.worker if case.site.grid else case.world.sites["home"].worker
        return [Ask({name: found}, body={"person_id": person_id, **body})] if found else []

    return Operation(make)


OPERATIONS = {
    "list_ticket_helpers": by("ticket_id", "helped_ticket"),
    "list_ticket_helpers:reported": mine("ticket", "ticket_id", "helped_ticket"),
    "ask_for_ticket_help": _naming_worker("ticket_id", "accepted_ticket"),
    "decline_ticket_help": by("ticket_id", "helped_ticket", REASON),
    "decline_ticket_help:helping": mine("helping", "ticket_id", "helped_ticket", REASON),
    "relieve_ticket_helper": at(
        lambda s: Ask(
            {"ticket_id": s.of("helped_ticket"), "person_id": s.of("ticket_helper")}, body=REASON
        ),
        "helped_ticket",
    ),
    "list_ticket_subtasks": by("ticket_id", "helped_ticket"),
    "list_ticket_subtasks:reported": mine("ticket", "ticket_id", "helped_ticket"),
    "list_my_ticket_subtasks": mine_listed("part", "subtask"),
    "set_ticket_subtask": _naming_worker(
        "ticket_id", "accepted_ticket", title="换灯泡", workdays=2
    ),
    "get_ticket_subtask": by("subtask_id", "subtask"),
    "get_ticket_subtask:assigned": mine("part", "subtask_id", "subtask"),
    "finish_ticket_subtask": by("subtask_id", "subtask", DONE),
    "finish_ticket_subtask:assigned": mine("part", "subtask_id", "subtask", DONE),
    "reopen_ticket_subtask": by("subtask_id", "done_subtask", REASON),
    "cancel_ticket_subtask": by("subtask_id", "subtask", REASON),
    "give_ticket_subtask": _naming_worker("subtask_id", "subtask"),
    "move_ticket_subtask": by("subtask_id", "subtask", LATER),
}
