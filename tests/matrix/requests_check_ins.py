"""How to ask about check-ins."""

from shequ_api.kit.ids import new_id
from tests.matrix.asking import Ask, Operation, at, by, listed, mine, mine_listed
from tests.matrix.planting_check_ins import POSITION

EXPLANATION = {"explanation": "车库没有信号"}
REVIEW = {"decision": "accepted", "note": "已核实"}
MORNING = "2026-11-20T09:30:00.000+08:00"


def _make(field: str, where: str) -> Operation:
    def ask(target: str) -> Ask:
        body = {field: target, "position": POSITION, "device_at": MORNING}
        return Ask({"check_in_id": str(new_id())}, body=body)

    return at(lambda site: ask(site.of(where)), where)


OPERATIONS = {
    "make_check_in": _make("grid_id", "grid"),
    "make_check_in:place": _make("place_id", "place"),
    "list_check_ins": listed("check_in"),
    "list_check_ins:review": listed("check_in", view="review"),
    "get_check_in": by("check_in_id", "check_in"),
    "get_check_in:own": mine("check_in", "check_in_id", "check_in"),
    "explain_check_in": mine("check_in", "check_in_id", "check_in", EXPLANATION),
    "review_check_in": by("check_in_id", "check_in", REVIEW),
    "review_check_in:own": mine("check_in", "check_in_id", "check_in", REVIEW),
    "list_my_check_ins": mine_listed("check_in", "check_in"),
}
