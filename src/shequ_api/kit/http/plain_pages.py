"""Pages for browsers that show what a code says: no script, one style, nothing from elsewhere."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from html import escape
from importlib.resources import files
from string import Template

from fastapi.responses import HTMLResponse

_TEMPLATE = Template((files("shequ_api.kit.http") / "plain_page.html").read_text(encoding="utf-8"))
_STYLE = _TEMPLATE.template.partition("<style>")[2].partition("</style>")[0]
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}
"""The one style block is allowed by its hash (CSP level 3, §6.7.2), all else is not."""


class PlainPage(HTMLResponse):
    """One of them, as it is sent."""


Pairs = Iterable[tuple[str, str]]
NOBODY = "本页不显示任何个人信息"


def plain_page(
    title: str,
    *,
    owner: str,
    lead: str,
    entries: Pairs = (),
    facts: Pairs = (),
    foot: str = NOBODY,
    warning: bool = False,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> PlainPage:
    """A title under its owner's name, a sentence, and pairs of a name and what is said of it: as
    `entries`, line by line, or as `facts`, in a table. All of it is text; a `warning` is red."""
    texts = {"title": title, "owner": owner, "lead": lead, "foot": foot}
    content = _TEMPLATE.substitute(
        {key: escape(text) for key, text in texts.items()},
        kind="warning" if warning else "plain",
        body=_list(entries) + _table(facts),
    )
    return PlainPage(content, status, {**HEADERS, **(headers or {})})


def _list(entries: Pairs) -> str:
    rows = "".join(f"<li>{escape(name)}<span>{escape(said)}</span></li>" for name, said in entries)
    return f"<ul>{rows}</ul>" if rows else ""


def _table(facts: Pairs) -> str:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(said)}</dd>" for name, said in facts)
    return f"<dl>{rows}</dl>" if rows else ""
