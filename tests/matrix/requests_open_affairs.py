"""How to ask about open affairs, the feed of a place, rosters, and who serves."""

from typing import Any

from tests.matrix.asking import (
    Ask,
    Case,
    Operation,
    at,
    by,
    listed,
    listed_at,
    mine,
    mine_listed,
    once,
)
from tests.matrix.sites import Site

ANY = {"If-Match": "*"}
WORDS = {"title": "收支", "text": "收入与支出", "answered_by": "居委会"}
CATEGORY = {"title": "电梯", "position": 9}
CONSENT = {"consent_version": 1, "name_shown": "surname"}
REVEAL = {"purpose": "contact", "reason": "请本人确认"}


def _changed(kind: str, body: Any = None) -> Operation:
    def make(site: Site) -> Ask:
        return Ask({"disclosure_id": site.of(kind)}, body=body, headers=ANY)

    return at(make, kind)


def _written(site: Site) -> Ask:
    return Ask(body=WORDS | {"place_id": site.community, "category": "other"})


def _proposed(site: Site) -> Ask:
    body = {
        "place_id": site.building,
        "person_id": site.of("roster_neighbour"),
        "role": "party_member",
    }
    return Ask(body=body | {"pledge": "承诺"})


def _category(body: Any = None) -> Operation:
    """That of the district itself."""

    def make(case: Case) -> Ask:
        path = {"category_id": case.site.of("district_category")}
        return Ask(path, body=body, headers=ANY)

    return once(make)


def _feed(case: Case) -> list[Ask]:
    """Who lives in the community reads there what is addressed to it; nobody else does."""
    site, sites = case.site, case.world.sites
    if not site.building:
        return []
    lives_here = case.role == "resident" and site.community == sites["home"].community
    around = [each for each in sites.values() if lives_here and each.community == site.community]
    words = {f"canary-{each.key}-notice" for each in around}
    return [
        Ask(
            {"place_id": site.building},
            {"limit": "100"},
            rows=frozenset({site.of("disclosure")} - {""}),
            tells=frozenset(words | {each.of("notice") for each in around}),
        )
    ]


OPERATIONS = {
    "list_disclosure_categories": by("place_id", "building"),
    "list_place_disclosures": listed_at("disclosure", {"place_id": "building"}),
    "get_disclosure": by("disclosure_id", "disclosure"),
    "get_disclosure:draft": by("disclosure_id", "disclosure_draft"),
    "list_place_feed": Operation(_feed),
    "list_kept_disclosures": listed("disclosure_draft"),
    "get_kept_disclosure": by("disclosure_id", "disclosure_draft"),
    "list_disclosure_editions": by("disclosure_id", "disclosure"),
    "write_disclosure": at(_written, "community"),
    "rewrite_disclosure": _changed("disclosure_draft", WORDS),
    "discard_disclosure_draft": _changed("disclosure_draft"),
    "publish_disclosure": _changed("disclosure_draft"),
    "withdraw_disclosure": by("disclosure_id", "disclosure", {"reason": "有误"}),
    "make_disclosure_category": once(lambda _: Ask(body=CATEGORY | {"code": "another"})),
    "change_disclosure_category": _category(CATEGORY),
    "retire_disclosure_category": _category(),
    "list_building_roster": by("place_id", "building"),
    "list_roster_entries": listed("community_roster_entry"),
    "propose_roster_entry": at(_proposed, "building", "roster_neighbour"),
    "reveal_roster_entry": by("entry_id", "roster_entry", REVEAL),
    "remove_roster_entry": by("entry_id", "roster_entry", {"reason": "有误"}),
    "list_my_roster_entries": mine_listed("roster_entry", "roster_entry"),
    "agree_to_roster_entry": mine("roster_entry", "entry_id", "roster_entry", CONSENT),
    "withdraw_roster_consent": mine("roster_entry", "entry_id", "roster_entry"),
    "list_serving_staff": by("place_id", "building"),
    "get_my_service_card": once(lambda _: Ask()),
    "show_my_service_card": once(lambda _: Ask(body={"consent_version": 1})),
    "withdraw_my_service_card": once(lambda _: Ask()),
}
