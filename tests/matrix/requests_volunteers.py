"""How to ask about volunteers: their hours, sessions and certificates."""

from datetime import timedelta

from shequ_api.features.volunteer_hours.schemas import TERMS
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.matrix.asking import Ask, Case, Operation, at, by, has, listed, mine, mine_listed, once
from tests.matrix.planting_check_ins import POSITION

DAYS = {"from": "2026-01-01", "to": "2026-12-31"}
CONFIRMED = {"decision": "confirmed"}


def _services(case: Case) -> list[Ask]:
    row = case.own("vol_service") if case.inside else case.site.of("vol_service")
    query = {"limit": "100", "district_id": case.site.district}
    return [Ask(query=query, rows=frozenset({row}))] if has(case.site, "vol_service") else []


def _tallied(case: Case) -> list[Ask]:
    if not case.site.community:
        return []
    query = {"limit": "100", "place_id": case.site.community, "period": "ever"}
    rows = frozenset({case.site.of("vol_account")} - {""}) if case.inside else frozenset()
    return [Ask(query=query, rows=rows)]


def _marked(code: str) -> dict[str, object]:
    return {"code": code, "position": POSITION, "device_at": utc_now().isoformat()}


def _leave(case: Case) -> list[Ask]:
    service = case.own("vol_open") if case.inside else case.site.of("vol_session")
    body = {**_marked(case.world.sites["home"].of("scene")), "session_id": service}
    return [Ask({"mark_id": str(new_id())}, body=body)] if service else []


def _mend(case: Case, service: str) -> list[Ask]:
    ended = (utc_now() - timedelta(hours=3)).isoformat()
    body = {"ended_at": ended, "reason": "现场登记表"}
    return [Ask({"volunteer_session_id": service}, body=body)] if service else []


OPERATIONS = {
    "get_my_volunteer_hours": at(lambda s: Ask(query={"district_id": s.district}), "district"),
    "list_my_volunteer_services": Operation(_services),
    "get_volunteer_statement": at(
        lambda s: Ask(query={"district_id": s.district, **DAYS}), "district"
    ),
    "list_volunteers": Operation(_tallied),
    "download_volunteers_sheet": at(
        lambda s: Ask(query={"place_id": s.community, "period": "ever"}), "community"
    ),
    "list_volunteer_policies": at(
        lambda s: Ask(
            query={"limit": "100", "district_id": s.district},
            rows=frozenset({s.of("vol_policy")} - {""}),
        ),
        "district",
    ),
    "set_volunteer_policy": once(lambda _: Ask(body={**TERMS})),
    "check_in_volunteer": at(
        lambda s: Ask({"mark_id": str(new_id())}, body=_marked(s.of("scene"))), "scene"
    ),
    "check_out_volunteer": Operation(_leave),
    "list_my_volunteer_sessions": mine_listed("vol_open", "vol_session"),
    "list_volunteer_sessions": listed("vol_session"),
    "get_volunteer_session": by("volunteer_session_id", "vol_session"),
    "get_volunteer_session:own": mine("vol_open", "volunteer_session_id", "vol_session"),
    "review_volunteer_session": by("volunteer_session_id", "vol_session", CONFIRMED),
    "review_volunteer_session:own": mine(
        "vol_open", "volunteer_session_id", "vol_session", CONFIRMED
    ),
    "mend_volunteer_session": Operation(lambda case: _mend(case, case.site.of("vol_session"))),
    "mend_volunteer_session:own": Operation(
        lambda case: _mend(
            case, case.own("vol_open") if case.inside else case.site.of("vol_session")
        )
    ),
    "issue_volunteer_certificate": at(
        lambda s: Ask(body={"district_id": s.district, "name_shown": "full"}), "district"
    ),
    "list_my_volunteer_certificates": mine_listed("vol_certificate", "vol_certificate"),
    "get_volunteer_certificate": mine("vol_certificate", "certificate_id", "vol_certificate"),
    "print_volunteer_certificate": mine("vol_certificate", "certificate_id", "vol_certificate"),
    "withdraw_volunteer_certificate": mine("vol_certificate", "certificate_id", "vol_certificate"),
    "check_volunteer_certificate": by("code", "vol_code"),
    "show_certificate_page": by("code", "vol_code"),
}
