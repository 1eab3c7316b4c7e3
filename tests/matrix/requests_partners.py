"""How to ask about partners, their terms and agreements."""

from datetime import timedelta

from shequ_api.kit.clock import china_date, utc_now
from tests.matrix.asking import (
    Ask,
    Operation,
    at,
    by,
    listed,
    listed_at,
    mine,
    mine_listed,
    own_or,
)
from tests.matrix.planting_partners import described
from tests.matrix.sites import Site

WHY = {"reason": "核实投诉"}
SAID = described()


def _offer(site: Site) -> Ask:
    today = china_date(utc_now())
    days = {"starts_on": today + timedelta(days=9), "ends_on": today + timedelta(days=99)}
    body = {
        "terms_id": site.of("terms"),
        "fen_per_100_points": 100,
        "settlement_period": "month",
        **{key: day.isoformat() for key, day in days.items()},
    }
    return Ask({"partner_id": site.of("trader")}, body=body)


def _terms(place: str) -> Operation:
    def ask(site: Site) -> Ask:
        return Ask(body={"place_id": site.of(place), "title": "条款", "text": "一"})

    return at(ask, place)


def _application(site: Site) -> Ask:
    draft = {"community_id": site.community, "partner_kind": "group", "name": "缝补组"}
    return Ask(body=SAID | draft)


def _revealed(site: Site) -> Ask:
    why = {"purpose": "contact", "reason": "核对地址"}
    return Ask({"partner_id": site.of("trader")}, body=why, shows_phones=True)


OPERATIONS = {
    "list_alliance_partners": listed_at("trader", community_id="community"),
    "apply_as_partner": at(_application, "community"),
    "list_my_partners": mine_listed("application", "applied_partner"),
    "list_partners": listed("applied_partner"),
    "get_partner": by("partner_id", "applied_partner"),
    "get_partner:own": mine("application", "partner_id", "applied_partner"),
    "amend_partner_application": mine(
        "application", "partner_id", "applied_partner", SAID | {"name": "新名"}
    ),
    "withdraw_partner_application": mine("application", "partner_id", "applied_partner"),
    "review_partner": by("partner_id", "applied_partner", {"verdict": "accept"}),
    "describe_partner": own_or("stall", "partner_id", "trader", SAID),
    "suspend_partner": by("partner_id", "trader", WHY),
    "resume_partner": by("partner_id", "suspended_partner", WHY),
    "end_partner": by("partner_id", "trader", WHY),
    "leave_alliance": own_or("stall", "partner_id", "trader", WHY),
    "reveal_partner_contact": at(_revealed, "trader"),
    "list_partner_agreements": by("partner_id", "trader"),
    "offer_partner_agreement": at(_offer, "trader", "terms"),
    "withdraw_partner_agreement": by("agreement_id", "offered_agreement"),
    "sign_partner_agreement": own_or("offer", "agreement_id", "offered_agreement"),
    "publish_partner_terms": _terms("community"),
    "publish_partner_terms:district": _terms("district"),
    "list_partner_terms": listed_at("terms", community_id="community"),
}
