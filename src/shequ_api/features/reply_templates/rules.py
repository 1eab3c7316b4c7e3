"""Pure decisions about templates: which placeholders there are, and how they are filled."""

import re
from collections.abc import Mapping

from shequ_api.kit.errors import Malformed

PLACEHOLDERS = {
    "service": "诉求分类",
    "place": "诉求地点",
    "community": "社区名称",
    "handler": "回复人姓名",
    "filed_on": "下单日期",
}
_MARK = re.compile(r"\{([^{}]{0,40})\}")


class PlaceholderUnknown(Malformed):
    """Says which there are."""

    code, title = "reply_placeholder_unknown", "常用语里的占位符不存在，或花括号没有成对"

    def __init__(self) -> None:
        super().__init__(placeholders=sorted(PLACEHOLDERS))


def check_text(text: str) -> None:
    """Refuse a template that could not be filled: a brace alone, or a name that is none."""
    left = _MARK.sub(lambda mark: "" if mark[1] in PLACEHOLDERS else mark[0], text)
    if "{" in left or "}" in left:
        raise PlaceholderUnknown


def filled(text: str, values: Mapping[str, str]) -> str:
    """A checked template with its values; what they say is not looked into again."""
    return _MARK.sub(lambda mark: values[mark[1]], text)
