"""How to search for tickets: by number, by the phone of who ordered them, by their words."""

from typing import Any

from tests.matrix.asking import Ask, Case, Operation, at
from tests.matrix.sites import Site


def _searched(site: Site, body: Any, **query: str) -> Ask:
    return Ask(query=query, body=body, rows=frozenset({site.of("ticket")}))


def _own_number(case: Case) -> list[Ask]:
    number = case.own("ticket_number") if case.inside else case.site.of("ticket_number")
    ticket = case.own("ticket") if case.inside else case.site.of("ticket")
    return [Ask(body={"number": number}, rows=frozenset({ticket}))] if number else []


OPERATIONS = {
    "find_ticket_by_number": at(
        lambda s: _searched(s, {"number": s.of("ticket_number")}), "ticket_number"
    ),
    "find_ticket_by_number:reported": Operation(_own_number),
    "find_tickets_by_phone": at(
        lambda s: _searched(s, {"phone": s.phones["inhabitant"], "purpose": "ticket"}), "ticket"
    ),
    "find_tickets_by_text": at(
        lambda s: _searched(s, {"text": f"canary-{s.key}-ticket"}, limit="100"), "ticket"
    ),
}
