"""How to talk about tickets, and what belongs to that: notes, templates, timelines, redactions."""

from typing import Any

from shequ_api.kit.ids import new_id
from tests.matrix.asking import Ask, Case, Operation, at, by, mine, once
from tests.matrix.requests_tickets import for_another, given_to_one
from tests.matrix.sites import Site

WORDS: dict[str, Any] = {"text": "请问什么时候来"}
RECTANGLE = {"left": 0.0, "top": 0.0, "right": 0.5, "bottom": 0.5}
REASON = {"reason": "核对遮挡"}
CHANGED = {"title": "已受理", "text": "您在{place}反映的问题已受理"}


def _under_an_id(name: str, body: Any, kind: str = "ticket", others: str = "") -> Operation:
    """On one's own of a kind, or where none is named on the site's: under an id of one's making."""

    def make(case: Case) -> list[Ask]:
        own = others and case.inside
        thing = case.own(kind) if own else case.site.of(others or kind)
        return [Ask({"ticket_id": thing, name: str(new_id())}, body=body)] if thing else []

    return Operation(make)


def _photo(site: Site, body: Any) -> Ask:
    return Ask({"ticket_id": site.of("ticket"), "file_id": site.of("photo")}, body=body)


def _text(site: Site) -> Ask:
    length = len(f"canary-{site.key}-ticket")
    body = {"length": length, "spans": [{"start": 0, "end": 1}]}
    return Ask({"ticket_id": site.of("ticket")}, body=body)


def _drafted(site: Site) -> Ask:
    return Ask({"ticket_id": site.of("ticket"), "template_id": site.of("template")})


OPERATIONS = {
    "list_ticket_messages": by("ticket_id", "ticket"),
    "list_ticket_messages:reported": mine("ticket", "ticket_id", "ticket"),
    "list_ticket_messages:assigned": given_to_one(),
    "list_ticket_messages:for_another": for_another("filed", "ticket"),
    "say_on_ticket": _under_an_id("message_id", WORDS),
    "say_on_ticket:reported": _under_an_id("message_id", WORDS, others="ticket"),
    "say_on_ticket:assigned": _under_an_id("message_id", WORDS, "task", "accepted_ticket"),
    "say_on_ticket:for_another": for_another("filed", "ticket", WORDS, message_id=str(new_id())),
    "get_ticket_talk": by("ticket_id", "ticket"),
    "get_ticket_talk:reported": mine("ticket", "ticket_id", "ticket"),
    "read_ticket_talk": by("ticket_id", "ticket", {"number": 0}),
    "read_ticket_talk:reported": mine("ticket", "ticket_id", "ticket", {"number": 0}),
    "list_my_ticket_talks": once(lambda _: Ask()),
    "note_on_ticket": _under_an_id("note_id", WORDS),
    "note_on_ticket:reported": _under_an_id("note_id", WORDS, others="ticket"),
    "list_ticket_notes": by("ticket_id", "ticket"),
    "list_ticket_notes:reported": mine("ticket", "ticket_id", "ticket"),
    "get_ticket_timeline": by("ticket_id", "ticket"),
    "get_ticket_timeline:reported": mine("ticket", "ticket_id", "ticket"),
    "list_reply_templates": once(lambda _: Ask()),
    "make_reply_template": once(lambda _: Ask(body={"title": "已受理", "text": "已受理"})),
    "get_reply_template": by("template_id", "template"),
    "draft_ticket_reply": at(_drafted, "ticket", "template"),
    "change_reply_template": at(
        lambda s: Ask(
            {"template_id": s.of("template")}, body=CHANGED, headers={"If-Match": '"v1"'}
        ),
        "template",
    ),
    "retire_reply_template": by("template_id", "template"),
    "redact_ticket_photo": at(lambda s: _photo(s, {"rectangles": [RECTANGLE]}), "ticket", "photo"),
    "redact_ticket_text": at(_text, "ticket"),
    "open_original_photo": at(lambda s: _photo(s, REASON), "ticket", "photo"),
    "open_original_text": by("ticket_id", "ticket", REASON),
}
