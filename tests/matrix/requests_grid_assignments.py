"""How to ask about work for whole grids."""

from shequ_api.kit.clock import china_date, utc_now
from tests.matrix.asking import Ask, Case, by, listed_at, once


def _assign(case: Case) -> Ask:
    day = china_date(utc_now()).isoformat()
    body = {"place_id": case.site.community, "opens_on": day, "closes_on": day}
    path = {"type_id": case.site.of("grid_type")}
    return Ask(path, body=body)


def _cancel(case: Case) -> Ask:
    path = {"assignment_id": case.site.of("grid_assignment")}
    return Ask(path, body={"reason": "口径有误"})


OPERATIONS = {
    "assign_to_grids": once(_assign),
    "list_grid_assignments": once(lambda _: Ask()),
    "get_grid_assignment": by("assignment_id", "grid_assignment"),
    "list_grid_progress": listed_at("grid_task", {"assignment_id": "grid_assignment"}),
    "cancel_grid_assignment": once(_cancel),
    "list_remaining_places": listed_at("dwelling", {"task_id": "grid_task"}),
}
