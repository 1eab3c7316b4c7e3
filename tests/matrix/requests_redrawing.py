"""How to ask for other trees: moving, demolishing, splitting, merging and dissolving."""

from shequ_api.kit.ids import new_id
from tests.matrix.asking import Ask, Case, Operation, at, has, listed_at
from tests.matrix.sites import Site

WHY = "区划调整"


def _move(name: str, thing: str, parent: str, *, beyond: bool = False) -> Operation:
    """Into a parent of its own community, or into one of another city."""

    def make(case: Case) -> list[Ask]:
        if not has(case.site, thing):
            return []
        there = case.world.sites["beyond" if case.site.key != "beyond" else "home"]
        to = there.of(parent) if beyond else case.site.of(parent)
        body = {"parent_id": to or str(new_id()), "reason": WHY}
        return [Ask({name: case.site.of(thing)}, body=body)]

    return Operation(make)


def _split(site: Site) -> Ask:
    dwellings = site.of("dwellings").split() or [site.dwelling, site.spare]
    if len(dwellings) < 2:
        dwellings = [*dwellings, str(new_id())]
    half = len(dwellings) // 2
    parts = [
        {"name": "南微网格", "place_ids": dwellings[:half]},
        {"name": "北微网格", "place_ids": dwellings[half:]},
    ]
    return Ask({"grid_id": site.grid}, body={"parts": parts, "reason": WHY})


def _merge(case: Case, *, beyond: bool = False) -> list[Ask]:
    if not has(case.site, "grid", "other_grid"):
        return []
    there = case.world.sites["beyond" if case.site.key != "beyond" else "home"]
    other = there.grid if beyond else case.site.of("other_grid")
    grids = [case.site.grid, other]
    parent = case.site.of("general_grid")
    body = {"grid_ids": grids, "name": "合并微网格", "parent_id": parent, "reason": WHY}
    return [Ask(body=body)]


OPERATIONS = {
    "list_place_changes": listed_at("no_change", {"place_id": "building"}),
    "list_grid_changes": listed_at("no_change", {"grid_id": "grid"}),
    "move_place": _move("place_id", "building", "other_compound"),
    "move_place:beyond": _move("place_id", "building", "compound", beyond=True),
    "move_grid": _move("grid_id", "grid", "other_general_grid"),
    "move_grid:beyond": _move("grid_id", "grid", "general_grid", beyond=True),
    "demolish_place": at(
        lambda s: Ask({"place_id": s.building}, body={"reason": "整体拆迁"}), "building"
    ),
    "split_grid": at(_split, "grid"),
    "dissolve_grid": at(
        lambda s: Ask({"grid_id": s.of("dedicated_grid")}, body={"reason": WHY}), "dedicated_grid"
    ),
    "merge_grids": Operation(_merge),
    "merge_grids:beyond": Operation(lambda case: _merge(case, beyond=True)),
}
