"""What fills a template's keys, and WeChat's limits on each kind of them.

Source: developers.weixin.qq.com, subscribeMessage.send, 参数值内容限制说明.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shequ_api.kit.clock import CHINA

KEY = re.compile(r"([a-z_]+)[0-9]{1,3}")
ELLIPSIS, NOTHING = "…", "详见小程序"


class FieldSource(StrEnum):
    """What of ours fills a key."""

    TITLE = "title"
    TEXT = "text"
    SENDER = "sender"
    """Who says it: the community, the district."""
    CATEGORY = "category"
    TIME = "time"
    COUNT = "count"
    REFERENCE = "reference"
    """Eight signs by which people can speak of it."""
    FIXED = "fixed"
    """The same words each time."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a message has to say."""

    title: str
    text: str
    sender: str
    category: str
    at: datetime
    count: int
    reference: str


def _cut(text: str, most: int) -> str:
    """By code points: `len` counts what WeChat counts."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1] + ELLIPSIS


def _thing(text: str) -> str:
    return _cut(text, 20) or NOTHING


def _phrase(text: str) -> str:
    """Nothing but Chinese, and so without an ellipsis."""
    return "".join(re.findall(r"[\u4e00-\u9fff]", text))[:5] or "提醒"


def _name(text: str) -> str:
    chinese = "".join(re.findall(r"[\u4e00-\u9fff]", text))[:10]
    return chinese or " ".join(re.findall(r"[A-Za-z]+", text))[:20].strip() or "社区"


def _string(text: str) -> str:
    return "".join(re.findall(r"[\x21-\x7e]", text))[:32] or "-"


def _letter(text: str) -> str:
    return "".join(re.findall(r"[A-Za-z]", text))[:32] or "N"


def _number(text: str) -> str:
    return "".join(re.findall(r"[0-9]", text))[:32] or "0"


def _as_given(text: str) -> str:
    return text


FITTING: Mapping[str, Callable[[str], str]] = {
    "thing": _thing,
    "phrase": _phrase,
    "name": _name,
    "character_string": _string,
    "letter": _letter,
    "number": _number,
    "time": _as_given,
    "date": _as_given,
}
"""Kind of a key → what makes any text fit it. Kinds that are not here we have nothing for."""
WORDS = frozenset(
    {
        FieldSource.TITLE,
        FieldSource.TEXT,
        FieldSource.SENDER,
        FieldSource.CATEGORY,
        FieldSource.FIXED,
    }
)
TAKES: Mapping[str, frozenset[FieldSource]] = {
    "thing": WORDS | {FieldSource.REFERENCE, FieldSource.COUNT},
    "phrase": frozenset({FieldSource.CATEGORY, FieldSource.FIXED}),
    "name": frozenset({FieldSource.SENDER, FieldSource.FIXED}),
    "character_string": frozenset({FieldSource.REFERENCE, FieldSource.COUNT, FieldSource.FIXED}),
    "letter": frozenset({FieldSource.FIXED}),
    "number": frozenset({FieldSource.COUNT, FieldSource.FIXED}),
    "time": frozenset({FieldSource.TIME}),
    "date": frozenset({FieldSource.TIME}),
}
"""Kind of a key → what may fill it."""


def kind_of(key: str) -> str | None:
    """`thing` of `thing12`; None where we know no such kind."""
    match = KEY.fullmatch(key)
    return match[1] if match and match[1] in FITTING else None


def fits(key: str, source: FieldSource, text: str | None) -> bool:
    """Whether a source may fill a key; fixed words must fit as they are."""
    kind = kind_of(key)
    if (
        kind is None
        or source not in TAKES[kind]
        or (source == FieldSource.FIXED) != (text is not None)
    ):
        return False
    return text is None or FITTING[kind](text) == text


def value_for(key: str, source: FieldSource, text: str | None, contents: Contents) -> str:
    """What a key says, within WeChat's limits."""
    local = contents.at.astimezone(CHINA)
    values = {
        FieldSource.TITLE: contents.title,
        FieldSource.TEXT: contents.text,
        FieldSource.SENDER: contents.sender,
        FieldSource.CATEGORY: contents.category,
        FieldSource.TIME: f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}",
        FieldSource.COUNT: str(contents.count),
        FieldSource.REFERENCE: contents.reference,
        FieldSource.FIXED: text or "",
    }
    return FITTING[kind_of(key) or "thing"](values[source])
