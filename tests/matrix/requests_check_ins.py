"""How to ask about check-ins."""

from shequ_api.kit.ids import new_id
from tests.matrix.asking import Ask, Operation, at, listed, mine_listed
from tests.matrix.planting_check_ins import POSITION

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
    "list_my_check_ins": mine_listed("check_in", "check_in"),
}
