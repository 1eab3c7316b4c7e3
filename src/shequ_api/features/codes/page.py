"""The page behind a plate for browsers and other scanners: no script, nobody's name.

It is the same for everybody, signed in or not.
"""

import base64
import hashlib
from html import escape
from importlib.resources import files
from string import Template

from shequ_api.base.offering import HEAD_TITLES, Head
from shequ_api.features.codes.queries import Scanned

_TEMPLATE = Template((files("shequ_api.features.codes") / "page.html").read_text(encoding="utf-8"))
_STYLE = _TEMPLATE.template.partition("<style>")[2].partition("</style>")[0]
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}
"""The one style block is allowed by its hash (CSP level 3, §6.7.2), all else is not."""

OWNER = "社区服务"


def place_page(found: Scanned, offered: set[Head]) -> str:
    """What anybody may read about a place, and which heads have something to offer."""
    grid = f"所属网格：{found.grid_name}。" if found.grid_name else ""
    entries = "".join(
        f"<li>{title}<span>{'可办理' if head in offered else '暂未开放'}</span></li>"
        for head, title in HEAD_TITLES.items()
    )
    return _page(
        found.place.full_name,
        found.community_name,
        f"{grid}请用微信扫一扫同一个码，进入小程序办理。",
        f"<ul>{entries}</ul>",
    )


def refusal_page(title: str) -> str:
    """The page of a code that is no good."""
    return _page(title, OWNER, "请核对码牌是否完整；如有疑问，请联系所在社区。", "")


def _page(title: str, community: str, lead: str, body: str) -> str:
    """`body` is markup of ours; all else is text."""
    texts = {"title": title, "community": community, "lead": lead}
    return _TEMPLATE.substitute({key: escape(text) for key, text in texts.items()}, body=body)
