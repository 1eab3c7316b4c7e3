"""How to ask: one entry for each operation. Bodies are such that whoever is allowed succeeds."""

from typing import Any

from tests.matrix.asking import Ask, Case, Operation, at, by, listed, once
from tests.matrix.planting_forms import FORM
from tests.matrix.requests_features import FEATURES
from tests.matrix.sites import COMMUNITY, ONCE, PERSONAL, SUBTREE

GRID_WORKERS = {"micro_grid_worker", "general_grid_worker"}
COMPOUND = {
    "local_code": "zz9",
    "name": "新院",
    "buildings": [
        {"local_code": "1", "name": "1栋", "units": 1, "floors": 1, "dwellings_per_floor": 1}
    ],
}


async def _log_in(case: Case) -> list[Ask]:
    if case.relation == "neighbour":
        return []
    code = await case.world.hand.login_code(case.role) if case.own else "unheard-of"
    return [Ask(body={"code": code})]


def _refresh(case: Case) -> list[Ask]:
    token = case.world.refresh.get(case.role) if case.own else "A" * 54
    if case.relation == "neighbour" or token is None:
        return []
    return [Ask(body={"refresh_token": token})]


async def _bind(case: Case) -> list[Ask]:
    numbers = {"own": "13600000001", "neighbour": case.site.phones.get("inhabitant", "")}
    number = numbers.get(case.relation)
    code = await case.world.hand.phone_code(number) if number else "unheard-of"
    return [Ask(body={"code": code})]


def _end_posting(case: Case) -> list[Ask]:
    if case.own and case.role == "resident":
        return []
    return [Ask({"posting_id": case.site.posting})]


def _found_compound(case: Case) -> list[Ask]:
    narrow = case.role in GRID_WORKERS
    return [Ask({"place_id": case.site.building if narrow else case.site.community}, body=COMPOUND)]


def _show_photo(case: Case) -> list[Ask]:
    sealed = case.world.sites["home"] if case.relation == "neighbour" else case.site
    return [Ask({"file_id": case.site.photo}, query=case.world.address(sealed.photo))]


def _appointment(grid_id: str) -> dict[str, Any]:
    return {
        "phone": "13900000005",
        "role": "micro_grid_worker",
        "grid_id": grid_id,
        "starts_on": "2026-02-01",
    }


def _forms(case: Case, *, body: Any = None) -> list[Ask]:
    """A district's administrator has the forms of the district, others those of the community."""
    district = case.role == "district_administrator"
    owners = {
        "own": ["district"] if district else ["home"],
        "neighbour": ["next_district", "home"] if district else ["far", "abroad"],
        "none": ["nowhere"],
    }
    found = [case.world.forms[owner] for owner in owners[case.relation]]
    return [Ask({"key": form.key}, body=body, headers={"If-Match": form.etag}) for form in found]


def _form_versions(case: Case) -> list[Ask]:
    by_key = {form.key: form.version for form in case.world.forms.values()}
    return [Ask({"version_id": by_key[ask.path["key"]]}) for ask in _forms(case)]


def _form_lines(case: Case) -> list[Ask]:
    versions = frozenset(ask.path["version_id"] for ask in _form_versions(case))
    return [] if case.relation == "none" else [Ask(query={"limit": "100"}, rows=versions)]


BASE = {
    "log_in_with_wechat": Operation(ONCE, _log_in),
    "refresh_tokens": Operation(ONCE, _refresh),
    "log_out": once(ONCE, lambda _: Ask()),
    "get_me": once(ONCE, lambda _: Ask()),
    "replace_my_profile": once(ONCE, lambda _: Ask(body={"name": "新名"})),
    "bind_my_phone": Operation(PERSONAL, _bind),
    "claim_residency": at(
        COMMUNITY,
        lambda s: Ask(
            body={"dwelling_id": s.spare, "belonging": "tenant", "starts_on": "2026-03-01"}
        ),
    ),
    "list_residencies": listed(SUBTREE, lambda s: s.residency),
    "verify_residency": by(SUBTREE, "residency_id", lambda s: s.residency),
    "register_organisation": at(
        COMMUNITY,
        lambda s: Ask(
            body={"name": "便民店", "partner_kind": "business", "community_id": s.community}
        ),
    ),
    "appoint_person": at(SUBTREE, lambda s: Ask(body=_appointment(s.grid))),
    "list_postings": listed(SUBTREE, lambda s: s.posting),
    "end_posting": Operation(SUBTREE, _end_posting),
    "list_places": listed(COMMUNITY, lambda s: s.building, parent_id=lambda s: s.compound),
    "get_place": by(COMMUNITY, "place_id", lambda s: s.building),
    "found_compound": Operation(SUBTREE, _found_compound),
    "list_grids": listed(COMMUNITY, lambda s: s.grid, community_id=lambda s: s.community),
    "draw_grid": at(
        COMMUNITY,
        lambda s: Ask(body={"community_id": s.community, "kind": "dedicated_grid", "name": "市场"}),
    ),
    "cover_buildings": at(
        SUBTREE, lambda s: Ask({"grid_id": s.grid}, body={"building_ids": [s.building]})
    ),
    "list_calendar_days": once(
        ONCE, lambda _: Ask(query={"from": "2026-10-01", "to": "2026-10-11"})
    ),
    "upload_photo": once(
        ONCE, lambda case: Ask(files={"file": ("a.jpg", case.world.photo, "image/jpeg")})
    ),
    "show_photo": Operation(ONCE, _show_photo),
    "list_inspection_forms": Operation(ONCE, _form_lines),
    "get_inspection_form": Operation(ONCE, _forms),
    "get_inspection_form_version": Operation(ONCE, _form_versions),
    "get_inspection_form_draft": Operation(ONCE, _forms),
    "draft_inspection_form": Operation(
        ONCE, lambda case: _forms(case, body=FORM | {"title": "新题"})
    ),
    "publish_inspection_form": Operation(ONCE, _forms),
}
OPERATIONS: dict[str, Operation] = BASE | FEATURES
