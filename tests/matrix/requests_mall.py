"""How to ask about goods."""

from tests.matrix.asking import Ask, by, listed, listed_at, once, own_or
from tests.matrix.planting_partners_goods import promised
from tests.matrix.requests_partners import WHY

NEW = promised("新商品")
OPERATIONS = {
    "list_mall_goods": listed_at("mall_goods", community_id="community"),
    "get_mall_goods": by("goods_id", "mall_goods"),
    "offer_goods": once(lambda _: Ask(body=NEW | {"kind": "goods", "stock": 1})),
    "list_goods": listed("offered_goods"),
    "get_goods": by("goods_id", "offered_goods"),
    "get_goods:own": own_or("goods", "goods_id", "offered_goods"),
    "list_goods_editions": by("goods_id", "offered_goods"),
    "revise_goods": own_or("goods", "goods_id", "mall_goods", NEW),
    "move_goods_stock": own_or(
        "goods", "goods_id", "mall_goods", {"change": 5, "reason": "supplied"}
    ),
    "list_stock_moves": by("goods_id", "offered_goods"),
    "review_goods": by("goods_id", "offered_goods", {"edition_number": 1, "approved": True}),
    "take_down_goods": own_or("goods", "goods_id", "mall_goods", WHY),
    "shelve_goods": own_or("downed", "goods_id", "barred_goods"),
    "bar_goods": by("goods_id", "mall_goods", WHY),
    "readmit_goods": by("goods_id", "barred_goods"),
}
