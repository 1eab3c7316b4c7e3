"""How to ask about needs, pools and their ratings."""

from datetime import timedelta
from typing import Any

from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.ids import new_id
from tests.matrix.asking import Ask, at, by, listed, listed_at, mine, mine_listed, once
from tests.matrix.sites import Site

TODAY = china_date(utc_now())
LATER = (TODAY + timedelta(days=20)).isoformat()
CONTENT: dict[str, Any] = {
    "category_code": "repair",
    "title": "统单",
    "text": "一起买",
    "closes_on": LATER,
    "least_members": 1,
    "settlement": "own_service",
}
HAIRCUT = {"title": "理发", "position": 1}
WISH: dict[str, Any] = {"category_code": "repair", "text": "想修水管"}
DAYS = {"first_day": TODAY.isoformat(), "last_day": TODAY.isoformat()}


def _placed(site: Site) -> Ask:
    body = WISH | {"place_id": site.community, "until_on": LATER}
    return Ask({"need_id": str(new_id())}, body=body)


def _sketched(site: Site) -> Ask:
    return Ask(body=WISH | {"place_id": site.community})


def _opened(site: Site) -> Ask:
    return Ask(body=CONTENT | {"place_id": site.community})


def _changed(site: Site) -> Ask:
    return Ask({"need_pool_id": site.of("need_pool")}, body=CONTENT, headers={"If-Match": "*"})


def _joined(site: Site) -> Ask:
    return Ask({"need_pool_id": site.of("need_pool")}, body={"need_id": str(new_id())})


def _gathered(site: Site) -> Ask:
    path, body = {"need_pool_id": site.of("need_pool")}, {"need_ids": [site.of("need")]}
    return Ask(path, body=body)


def _put_back(site: Site) -> Ask:
    return Ask({"need_pool_id": site.of("need_pool"), "need_id": site.of("need_pool_need")})


OPERATIONS = {
    "list_need_categories": once(lambda _: Ask()),
    "set_need_category": once(
        lambda _: Ask({"code": "haircut"}, body={"title": "理发", "position": 1})
    ),
    "place_need": at(_placed, "community"),
    "list_my_needs": mine_listed("need", "need"),
    "list_needs": listed("need", state="waiting"),
    "get_need": by("need_id", "need"),
    "get_need:own": mine("need", "need_id", "need"),
    "withdraw_need": mine("need", "need_id", "need"),
    "make_ticket_need": by(
        "ticket_id", "public_ticket", {"category_code": "repair", "until_on": LATER}
    ),
    "suggest_need_pools": at(_sketched, "community"),
    "list_need_pools": listed_at("need_pool", place_id="community"),
    "list_my_need_pools": mine_listed("need_pool", "need_pool"),
    "get_need_pool": by("need_pool_id", "need_pool"),
    "join_need_pool": at(_joined, "need_pool"),
    "leave_need_pool": mine("need_pool", "need_pool_id", "need_pool"),
    "list_need_pool_work": listed("need_pool", state="gathering"),
    "open_need_pool": at(_opened, "community"),
    "change_need_pool": at(_changed, "need_pool"),
    "list_alike_needs": by("need_pool_id", "need_pool"),
    "list_need_pool_members": listed_at("need_pool_need", {"need_pool_id": "need_pool"}),
    "gather_needs": at(_gathered, "need_pool", "need"),
    "put_back_need": at(_put_back, "need_pool", "need_pool_need"),
    "close_need_pool": by("need_pool_id", "need_pool"),
    "order_need_pool": by("need_pool_id", "closed_pool", {"text": "两台"}),
    "deliver_need_pool": by("need_pool_id", "ordered_pool"),
    "cancel_need_pool": by("need_pool_id", "need_pool", {"reason": "不再供应"}),
    "get_need_statistics": once(lambda _: Ask(query=DAYS)),
    "rate_need_pool": mine("rated_pool", "need_pool_id", "rated_pool", {"score": 5}),
    "get_my_pool_rating": mine("rated_pool", "need_pool_id", "rated_pool"),
    "list_need_pool_ratings": listed_at("need_rating", {"need_pool_id": "rated_pool"}),
}
FACTS = {"need_pool_not_of_community": frozenset({"operation"})}
