"""How to ask about patrol plans, their tasks, and coverage."""

from shequ_api.kit.ids import new_id
from tests.matrix.asking import Ask, Case, Operation, at, by, listed
from tests.matrix.planting_patrol_plans import content

MATCH = {"If-Match": "*"}


def _complete(case: Case) -> list[Ask]:
    task = case.site.of("patrol_task")
    made = case.world.facts.get(f"at_task:{case.role}:{case.site.key}", str(new_id()))
    return [Ask({"task_id": task}, body={"check_in_id": made})] if task else []


OPERATIONS = {
    "list_patrol_plans": listed("patrol_plan"),
    "draw_patrol_plan": at(
        lambda s: Ask(body=content(s, "新计划") | {"grid_id": s.grid}), "grid", "dwelling"
    ),
    "draw_patrol_plan:point": at(lambda s: Ask(body=content(s, "新计划")), "grid", "dwelling"),
    "get_patrol_plan": by("plan_id", "patrol_plan"),
    "change_patrol_plan": at(
        lambda s: Ask({"plan_id": s.of("patrol_plan")}, body=content(s, "改过"), headers=MATCH),
        "patrol_plan",
    ),
    "activate_patrol_plan": by("plan_id", "patrol_plan"),
    "end_patrol_plan": by("plan_id", "patrol_running"),
    "list_my_patrol_tasks": listed("patrol_task"),
    "list_patrol_tasks": listed("patrol_task"),
    "list_patrol_tallies": listed("patrol_running"),
    "get_patrol_task": by("task_id", "patrol_task"),
    "complete_patrol_task": Operation(_complete),
    "fail_patrol_task": by("task_id", "patrol_task", {"reason": "nobody_home"}),
    "cancel_patrol_task": by("task_id", "patrol_task", {"note": "停电"}),
    "list_unvisited_places": listed("dwelling", days="1"),
    "list_grid_coverage": listed(lambda case: case.site.of("grid"), days="1"),
}
