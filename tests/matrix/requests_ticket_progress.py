"""How to say how far tickets are, label them, and follow their trails."""

from typing import Any

from tests.matrix.asking import Ask, Case, Operation, at, by, mine, once
from tests.matrix.requests_tickets import given_to_one
from tests.matrix.sites import Site

SUBSTATE: dict[str, Any] = {"state": "resolving", "code": "matrix", "title": "查看"}
CONTENT = {"title": "现场查看"}
MATCH = {"If-Match": '"v1"'}


def _said(site: Site) -> Ask:
    return Ask({"ticket_id": site.of("ticket")}, body={"substate_id": _of(site, "submitted")})


def _of(site: Site, state: str) -> str:
    return site.of(f"substate_{state}")


def _own(kind: str, state: str, others: str) -> Operation:
    """One's own of a kind, which lies at home, or the site's."""

    def make(case: Case) -> list[Ask]:
        site = case.world.sites["home"] if case.inside else case.site
        thing = case.own(kind) if case.inside else case.site.of(others)
        body = {"substate_id": _of(site, state) or _of(case.world.sites["home"], state)}
        return [Ask({"ticket_id": thing}, body=body)] if thing else []

    return Operation(make)


def _labelled(site: Site) -> Ask:
    return Ask({"ticket_id": site.of("ticket"), "label_id": site.of("label")})


def _label_own(case: Case) -> list[Ask]:
    site = case.world.sites["home"] if case.inside else case.site
    thing = case.own("ticket") if case.inside else case.site.of("ticket")
    return [Ask({"ticket_id": thing, "label_id": site.of("label")})] if thing else []


OPERATIONS = {
    "get_ticket_trail": by("ticket_id", "ticket"),
    "get_ticket_trail:reported": mine("ticket", "ticket_id", "ticket"),
    "get_ticket_trail:assigned": given_to_one(),
    "list_ticket_substates": once(lambda _: Ask()),
    "define_ticket_substate": once(lambda _: Ask(body=SUBSTATE)),
    "get_ticket_substate": by("substate_id", "substate_resolving"),
    "change_ticket_substate": at(
        lambda s: Ask({"substate_id": _of(s, "resolving")}, body=CONTENT, headers=MATCH),
        "substate_resolving",
    ),
    "retire_ticket_substate": by("substate_id", "substate_resolving"),
    "list_tickets_in_substate": by("substate_id", "substate_resolving"),
    "count_tickets_by_substate": once(lambda _: Ask()),
    "get_ticket_progress": by("ticket_id", "ticket"),
    "get_ticket_progress:reported": mine("ticket", "ticket_id", "ticket"),
    "get_ticket_progress:assigned": given_to_one(),
    "set_ticket_substate": at(_said, "ticket", "substate_submitted"),
    "set_ticket_substate:assigned": _own("task", "resolving", "accepted_ticket"),
    "set_ticket_substate:reported": _own("wanted", "accepted", "accepted_ticket"),
    "list_ticket_substate_changes": by("ticket_id", "ticket"),
    "list_ticket_substate_changes:reported": mine("ticket", "ticket_id", "ticket"),
    "list_ticket_labels": once(lambda _: Ask()),
    "make_ticket_label": once(lambda _: Ask(body={"title": "独居老人"})),
    "rename_ticket_label": at(
        lambda s: Ask({"label_id": s.of("label")}, body={"title": "改名"}, headers=MATCH), "label"
    ),
    "retire_ticket_label": by("label_id", "label"),
    "list_labelled_tickets": by("label_id", "label"),
    "get_ticket_labels": by("ticket_id", "ticket"),
    "get_ticket_labels:reported": mine("ticket", "ticket_id", "ticket"),
    "put_label_on_ticket": at(_labelled, "ticket", "label"),
    "put_label_on_ticket:reported": Operation(_label_own),
    "take_label_off_ticket": at(_labelled, "ticket", "label"),
    "take_label_off_ticket:reported": Operation(_label_own),
}
