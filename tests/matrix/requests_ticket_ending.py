"""How to ask about what comes after a settlement, about twins of tickets, and about incidents."""

from tests.matrix.asking import (
    Ask,
    Case,
    Operation,
    at,
    by,
    listed,
    mine,
    mine_listed,
    once,
)
from tests.matrix.requests_tickets import for_another
from tests.matrix.sites import Site

STARS = {"score": 4}
TERMS = {
    "rating_days": 10,
    "change_days": 5,
    "reopen_days": 5,
    "most_reopenings": 1,
    "low_score": 2,
    "visit_workdays": 3,
    "archive_days": 20,
    "first_reminder_days": 2,
    "reminders": 2,
    "sample_percent": 10,
}
REASON = {"reason": "现场看过"}
PARTS = {"parts": [{"service_code": "noise", "text": "夜里施工"}], **REASON}
OUTCOME = {"outcome": "已恢复"}
OUTAGE = {
    "service_code": "public_facility",
    "title": "停水",
    "answer": "正在抢修",
    "starts_at": "2026-11-22T09:30:00.000+08:00",
}


def _sampled(case: Case) -> list[Ask]:
    site = case.site
    if not (site.of("sample") and site.of("settled_ticket")):
        return []
    path = {"sample_id": site.of("sample"), "ticket_id": site.of("settled_ticket")}
    return [Ask(path, body={"passed": True, "note": "已看"})]


def _merge(site: Site) -> Ask:
    body = {"ticket_ids": [site.of("loose_ticket")], **REASON}
    return Ask({"ticket_id": site.of("lead_ticket")}, body=body)


def _publish(site: Site) -> Ask:
    return Ask(body={**OUTAGE, "place_ids": [site.building or site.place]})


def _revise(site: Site) -> Ask:
    body = {key: value for key, value in OUTAGE.items() if key != "service_code"}
    areas = {"place_ids": [site.building or site.place]}
    path = {"incident_id": site.of("incident")}
    return Ask(path, body=body | areas | {"answer": "正在换阀门"}, headers={"If-Match": "*"})


def _of_incident(site: Site, body: object = None) -> Ask:
    path = {"incident_id": site.of("incident"), "ticket_id": site.of("incident_ticket")}
    return Ask(path, body=body)


def _draw(case: Case) -> Ask:
    community = case.world.sites["home"].community
    return Ask(body={"community_id": community, "month": "2026-01"})


CALL = {"reason": "电话回访"}
OPERATIONS = {
    "set_my_ticket_rating": by("ticket_id", "settled_ticket", STARS),
    "set_my_ticket_rating:reported": mine("rateable", "ticket_id", "settled_ticket", STARS),
    "set_my_ticket_rating:for_another": for_another("rateable_for", "settled_ticket", STARS),
    "refuse_to_rate_ticket": by("ticket_id", "settled_ticket"),
    "refuse_to_rate_ticket:reported": mine("rateable", "ticket_id", "settled_ticket"),
    "refuse_to_rate_ticket:for_another": for_another("rateable_for", "settled_ticket"),
    "get_ticket_rating_summary": by("ticket_id", "settled_ticket"),
    "get_ticket_rating_summary:reported": mine("rateable", "ticket_id", "settled_ticket"),
    "list_ticket_ratings": by("ticket_id", "settled_ticket"),
    "list_ticket_ratings:reported": mine("rateable", "ticket_id", "settled_ticket"),
    "reopen_ticket": by("ticket_id", "settled_ticket", REASON),
    "reopen_ticket:reported": mine("rateable", "ticket_id", "settled_ticket", REASON),
    "reopen_ticket:for_another": for_another("rateable_for", "settled_ticket", REASON),
    "get_ticket_terms": once(lambda _: Ask()),
    "set_ticket_terms": once(lambda _: Ask(body=TERMS, headers={"If-Match": '"v0"'})),
    "list_return_visits": listed("return_visit"),
    "get_return_visit": by("visit_id", "return_visit"),
    "reveal_visit_contact": at(
        lambda s: Ask({"visit_id": s.of("return_visit")}, body=CALL, shows_phones=True),
        "return_visit",
    ),
    "note_visit_attempt": by("visit_id", "return_visit", {"note": "无人接听"}),
    "finish_return_visit": by("visit_id", "return_visit", {"outcome": "explained", "note": "好"}),
    "list_quality_samples": listed("sample"),
    "draw_quality_sample": once(_draw),
    "get_quality_sample": by("sample_id", "sample"),
    "check_ticket_quality": Operation(_sampled),
    "find_similar_tickets": once(
        lambda case: Ask(body={"place_id": case.world.sites["home"].place, "text": "路灯"})
    ),
    "get_public_ticket": by("ticket_id", "public_ticket"),
    "get_public_ticket:reported": mine("ticket", "ticket_id", "ticket"),
    "support_ticket": by("ticket_id", "public_ticket", {"kind": "follows"}),
    "support_ticket:affected": by("ticket_id", "public_ticket", {"kind": "affected"}),
    "take_back_ticket_support": by("ticket_id", "public_ticket"),
    "list_my_supported_tickets": mine_listed("supported", "public_ticket"),
    "get_ticket_twins": by("ticket_id", "ticket"),
    "merge_tickets": at(_merge, "lead_ticket", "loose_ticket"),
    "unmerge_ticket": by("ticket_id", "merged_ticket", REASON),
    "split_ticket": by("ticket_id", "lead_ticket", PARTS),
    "undo_ticket_split": by("ticket_id", "split_ticket", REASON),
    "list_incidents": listed("incident"),
    "get_incident": by("incident_id", "incident"),
    "list_place_incidents": by("place_id", "place"),
    "publish_incident": at(_publish, "place"),
    "list_incident_tickets": by("incident_id", "incident"),
    "revise_incident": at(_revise, "incident"),
    "list_incident_editions": by("incident_id", "incident"),
    "list_ticket_incidents": by("ticket_id", "incident_ticket"),
    "link_incident_ticket": at(_of_incident, "incident", "incident_ticket"),
    "unlink_incident_ticket": at(
        lambda site: _of_incident(site, REASON), "incident", "incident_ticket"
    ),
    "resolve_incident": by("incident_id", "incident", OUTCOME),
    "cancel_incident": by("incident_id", "incident", OUTCOME),
}
FACTS = {"not_of_community": frozenset({"operation"})}
