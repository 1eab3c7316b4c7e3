"""How to ask about levels, gifts and the care of cards."""

from shequ_api.features.card_gifts.schemas import TERMS
from shequ_api.features.charity_minors.schemas import TERMS as MINORS
from shequ_api.kit.ids import new_id
from tests.matrix.asking import Ask, Case, Operation, at, by, has, listed, listed_at, once, own_or

STEPS = [{"key": "silver", "title": "银卡", "threshold_points": 40, "gives": "优先"}]
LADDER = {"period": "twelve_months", "steps": STEPS}
WHY = {"reason": "核实"}


def _received(case: Case) -> list[Ask]:
    row = case.own("card_gift") if case.inside else case.site.of("card_gift")
    query = {"limit": "100", "side": "received"}
    return [Ask(query=query, rows=frozenset({row}))] if has(case.site, "card_gift") else []


def _found(case: Case) -> list[Ask]:
    site = case.site
    number = site.of("card_number") if has(site, "card_number") else "510108012345678901"
    body = {"card_number": number, "district_id": site.district}
    return [Ask(body=body)] if case.nowhere or has(site, "card_number") else []


def _looked_at(case: Case) -> list[Ask]:
    known = has(case.site, "worker_card_number")
    number = "510108012345678901" if case.nowhere else case.site.of("worker_card_number")
    body = {"card_number": number, "purpose": "counter", "reason": "核实"}
    return [Ask(body=body)] if case.nowhere or known else []


def _unfound(_: Case) -> Ask:
    body = {"recipient_id": str(new_id()), "amount_points": 1}
    return Ask(body=body)


OPERATIONS = {
    "list_card_ladders": listed_at("card_ladder", {"place_id": "district"}),
    "set_card_ladder": at(lambda s: Ask({"place_id": s.district}, body=LADDER), "district"),
    "get_card_level": at(lambda s: Ask(query={"district_id": s.district}), "district"),
    "list_card_gift_policies": listed_at("card_gift_policy", {"place_id": "district"}),
    "set_card_gift_policy": at(lambda s: Ask({"place_id": s.district}, body=TERMS), "district"),
    "list_charity_minor_policies": listed_at("charity_minor_policy", {"place_id": "district"}),
    "set_charity_minor_policy": at(
        lambda s: Ask({"place_id": s.district}, body=MINORS), "district"
    ),
    "find_gift_recipient": Operation(_found),
    "offer_card_gift": once(_unfound),
    "accept_card_gift": own_or("card_gift", "gift_id", "card_gift"),
    "decline_card_gift": own_or("card_gift", "gift_id", "card_gift"),
    "withdraw_card_gift": own_or("given_card_gift", "gift_id", "card_gift"),
    "list_my_card_gifts": Operation(_received),
    "get_points_card_overview": at(lambda s: Ask(query={"district_id": s.district}), "district"),
    "list_card_freezes": listed("card_freeze"),
    "freeze_points_card": by("alarm_id", "confirmed_alarm", WHY),
    "thaw_points_card": by("freeze_id", "card_freeze", WHY),
    "look_at_points_card": Operation(_looked_at),
}
