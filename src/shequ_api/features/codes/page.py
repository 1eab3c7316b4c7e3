"""The page behind a plate for browsers and other scanners: no script, nobody's name.

It is the same for everybody, signed in or not.
"""

from shequ_api.base.offering import HEAD_TITLES, Head
from shequ_api.features.codes.queries import Scanned
from shequ_api.kit.errors import Refusal
from shequ_api.kit.http.plain_pages import PlainPage, plain_page


def place_page(found: Scanned, offered: set[Head]) -> PlainPage:
    """What anybody may read about a place, and which heads have something to offer."""
    grid = f"所属网格：{found.grid_name}。" if found.grid_name else ""
    return plain_page(
        found.place.full_name,
        owner=found.community_name,
        lead=f"{grid}请用微信扫一扫同一个码，进入小程序办理。",
        entries=[
            (title, "可办理" if head in offered else "暂未开放")
            for head, title in HEAD_TITLES.items()
        ],
    )


def refusal_page(refusal: Refusal) -> PlainPage:
    """The page of a code that is no good."""
    return plain_page(
        refusal.title,
        owner="社区服务",
        lead="请核对码牌是否完整；如有疑问，请联系所在社区。",
        status=refusal.status,
        headers=refusal.headers,
    )
