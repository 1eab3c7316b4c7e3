"""How to ask about the codes of places, and what everybody may scan."""

from tests.matrix.asking import Ask, Case, Operation, at, by, listed, once
from tests.matrix.roles import GRID_WORKERS

ON_DUTY = GRID_WORKERS | {
    *("grid_chief", "community_worker", "subdistrict_administrator", "district_administrator"),
}
VERIFICATION = "WW_verify_0123456789"


def _scan(case: Case) -> list[Ask]:
    """Who is on duty here reads the whole number of the grid worker."""
    if not case.site.of("scene"):
        return []
    on_duty = case.inside and case.role in ON_DUTY
    secret = frozenset() if on_duty else case.world.names
    return [Ask(body={"code": case.site.of("scene")}, secret=secret, shows_phones=on_duty)]


def _page(case: Case) -> list[Ask]:
    secret = case.world.names | case.world.phones
    scene = case.site.of("scene")
    return [Ask({"code": scene}, secret=secret)] if scene else []


def _counted(case: Case) -> str:
    """The place of whose code there are scans."""
    return case.site.of("coded") if case.site.of("code") else ""


def _old_plate(case: Case) -> Ask:
    return Ask(body={"code": case.world.sites["razed"].of("old_scene")})


def _verification(case: Case) -> list[Ask]:
    return [Ask({"name": VERIFICATION if case.inside else "WW_verify_none"})]


OPERATIONS = {
    "list_place_codes": listed("code"),
    "list_scan_counts": listed(_counted),
    "list_far_scans": listed("code"),
    "get_place_code": by("code_id", "code"),
    "issue_place_code": at(lambda s: Ask(body={"place_id": s.spare}), "spare"),
    "replace_place_code": by("code_id", "code"),
    "revoke_place_code": by("code_id", "code", {"reason": "码牌遗失"}),
    "issue_code_batch": by("place_id", "compound", {"limit": 200}),
    "issue_code_batch:building": by("place_id", "building", {"limit": 200}),
    "draw_place_code": by("code_id", "code"),
    "draw_wxa_code": by("code_id", "code"),
    "print_code_sheet": by("place_id", "compound"),
    "print_code_sheet:building": by("place_id", "building"),
    "scan_code": Operation(_scan),
    "scan_code:ended": once(_old_plate),
    "show_place_page": Operation(_page),
    "show_domain_verification": Operation(_verification),
}
