"""How to ask about notices, and what is carried out to phones."""

from typing import Any
from uuid import uuid4

from tests.matrix.asking import Ask, Case, Operation, at, by, listed, listed_at, mine, once
from tests.matrix.sites import Site

ANY = {"If-Match": "*"}
WORDS = {"title": "停水通知", "text": "明日停水"}
KINDS = ("notice", "notice_draft", "notice_waiting")
SEEN = {"number": 1}


def _draft(site: Site) -> dict[str, Any]:
    expires_at = "2099-01-01T00:00:00.000+08:00"
    # No later than a year from when it begins, which is long after.
    begins_at = "2098-12-01T00:00:00.000+08:00"
    times = {"begins_at": begins_at, "expires_at": expires_at}
    return {**WORDS, **times, "target_ids": [site.community]}


def _changed(kind: str, body: Any = None) -> Operation:
    def make(site: Site) -> Ask:
        sent = _draft(site) if body == "draft" else body
        return Ask({"notice_id": site.of(kind)}, body=sent, headers=ANY)

    return at(make, kind)


def _template(case: Case) -> list[Ask]:
    thing = str(uuid4()) if case.nowhere else case.world.own.get("template", "")
    return [Ask({"template_id": thing})] if case.inside or case.nowhere else []


def _report(case: Case) -> Ask:
    answer = {"template_id": case.world.own.get("template", ""), "answer": "accept"}
    return Ask({"report_id": str(uuid4())}, body={"answers": [answer]})


def _new_template(_: Case) -> Ask:
    body = {
        "wechat_template_id": "another",
        "title": "社区消息",
        "fields": [{"key": "thing1", "source": "title", "text": None}],
        "page": "pages/index/index",
        "kinds": [],
    }
    return Ask({"template_id": str(uuid4())}, body=body)


def _unread(site: Site) -> Ask:
    return Ask({"notice_id": site.of("notice")}, {"within_id": site.community, "limit": "100"})


OPERATIONS = {
    "list_notices": listed(lambda case: frozenset(case.site.of(kind) for kind in KINDS)),
    "get_notice": by("notice_id", "notice"),
    "write_notice": at(lambda s: Ask(body=_draft(s)), "notice", "community"),
    "rewrite_notice": _changed("notice_draft", "draft"),
    "publish_notice": _changed("notice_draft"),
    "review_notice": _changed("notice_waiting", {"passed": True}),
    "correct_notice": _changed("notice", {**WORDS, "change_note": "改期"}),
    "discard_notice_draft": _changed("notice_draft"),
    "recall_notice": by("notice_id", "notice_waiting"),
    "recall_notice:own": mine("waiting_notice", "notice_id", "notice_waiting"),
    "withdraw_notice": by("notice_id", "notice", {"reason": "检修取消"}),
    "get_notice_counts": by("notice_id", "notice"),
    "list_unread_readers": at(_unread, "notice", "community"),
    "remind_of_notice": by("notice_id", "notice"),
    "get_send_counts": at(lambda s: Ask(query={"notice_id": s.of("notice")}), "notice"),
    "list_notice_audiences": once(lambda _: Ask()),
    "list_my_notices": once(lambda _: Ask()),
    "get_my_notice": mine("my_notice", "notice_id", "notice"),
    "read_my_notice": mine("my_notice", "notice_id", "notice", SEEN),
    "confirm_my_notice": mine("my_notice", "notice_id", "notice", SEEN),
    "list_place_notices": listed_at("public_notice", {"place_id": "building"}),
    "get_templates_to_ask": once(lambda _: Ask()),
    "report_subscription_answers": once(_report),
    "get_my_notification_settings": once(lambda _: Ask()),
    "set_my_notification_settings": once(lambda _: Ask(body={"wechat": {}, "quiet_hours": None})),
    "get_quiet_hours": by("place_id", "building"),
    "set_quiet_hours": at(
        lambda s: Ask(
            {"place_id": s.district}, body={"starts": "23:00", "ends": "07:00"}, headers=ANY
        ),
        "district",
    ),
    "list_subscription_templates": once(lambda _: Ask()),
    "get_subscription_template": Operation(_template),
    "save_subscription_template": once(_new_template),
    "retire_subscription_template": Operation(_template),
}
