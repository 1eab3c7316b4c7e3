"""How to ask about partners, absences, covers, vacancies and accounts."""

from datetime import timedelta

from shequ_api.kit.clock import china_date, utc_now
from tests.matrix.asking import Ask, Case, Operation, by, listed, mine, mine_listed, once
from tests.matrix.planting_people_covers import CODES, CODES_OF_STAFF

SPARE = "13900000005"
TODAY = china_date(utc_now())
DAYS = {
    "starts_on": (TODAY + timedelta(days=40)).isoformat(),
    "ends_on": (TODAY + timedelta(days=47)).isoformat(),
}
WHY = {"reason": "核查身份"}


def _announce(case: Case) -> list[Ask]:
    posting = case.own("office") if case.inside else case.site.of("posting")
    return [Ask(body={"posting_id": posting, **DAYS})] if posting else []


def _merge_myself(case: Case) -> Ask:
    code = CODES_OF_STAFF.get(case.role, CODES[1])
    # A code is used up before it tells whose it is; the refusal undoes it.
    return Ask(body={"kept_code": code, "merged_code": CODES[0]}, traced=case.inside)


OPERATIONS = {
    "merge_at_counter:oneself": once(_merge_myself),
    "disable_person:oneself": once(
        lambda case: Ask({"person_id": case.world.people[case.role]}, body=WHY)
    ),
    **{
        f"disable_person:{role}": by("person_id", f"holder_of_{role}", WHY)
        for role in ("community_worker", "district_administrator")
    },
    "list_organisations": listed("organisation"),
    "get_organisation": by("organisation_id", "organisation"),
    "rename_organisation": by("organisation_id", "organisation", {"name": "新名"}),
    "end_organisation": by("organisation_id", "organisation"),
    "count_open_work": by("posting_id", "posting"),
    "list_my_postings": mine_listed("past_office", "posting"),
    "name_cover": by("posting_id", "posting", {"phone": SPARE, **DAYS}),
    "list_absences": listed("absence"),
    "announce_absence": Operation(_announce),
    "list_my_absences": mine_listed("absence", "absence"),
    "take_back_absence": mine("absence", "absence_id", "absence"),
    "list_grid_vacancies": listed("vacancy"),
    "list_my_sessions": mine_listed("login", "login"),
    "end_my_session": mine("login", "session_id", "login"),
    "unbind_my_phone": once(lambda _: Ask()),
    "list_my_merges": mine_listed("merge", "merge"),
    "issue_merge_code": once(lambda _: Ask()),
    "merge_my_accounts": once(lambda _: Ask(body={"code": CODES[0]})),
    "merge_at_counter": once(lambda _: Ask(body={"kept_code": CODES[1], "merged_code": CODES[0]})),
    "disable_person": by("person_id", "lodger", WHY),
    "enable_person": by("person_id", "lodger", WHY),
}
