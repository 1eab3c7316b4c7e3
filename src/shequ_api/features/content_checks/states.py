"""What may come of a check, and how the parts of a content make one of the whole."""

from collections.abc import Collection
from enum import StrEnum


class ContentState(StrEnum):
    PENDING = "pending"
    """Nobody has judged yet: for its author and staff alone."""
    PASS = "pass"  # noqa: S105 - a state
    REVIEW = "review"
    """People are to say; until then as before."""
    RISKY = "risky"
    """For its author alone, and for those who judge; the words of a ticket for those who handle it,
    too: what is said in bad words may be a danger still."""


STATE_TITLES = {
    ContentState.PENDING: "待审核",
    ContentState.PASS: "已通过",
    ContentState.REVIEW: "人工审核中",
    ContentState.RISKY: "未通过",
}


class Reason(StrEnum):
    """Why something did not simply pass."""

    PLATFORM = "platform"
    WORD = "word"
    NOT_CHECKABLE = "not_checkable"
    UNREACHABLE = "unreachable"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    """Something went wrong with it here, each time."""


REASON_TITLES = {
    Reason.PLATFORM: "平台判断内容可能违规",
    Reason.WORD: "含有需要审核的词语",
    Reason.NOT_CHECKABLE: "平台无法审核此内容，需人工审核",
    Reason.UNREACHABLE: "审核服务暂时不可用，需人工审核",
    Reason.NO_ANSWER: "审核结果没有按时返回，需人工审核",
    Reason.FAILED: "自动审核出错，需人工审核",
}


def whole_of(parts: Collection[ContentState]) -> ContentState:
    """The worst; only what waits for no part any more is for people, or passes."""
    for state in (ContentState.RISKY, ContentState.PENDING, ContentState.REVIEW):
        if state in parts:
            return state
    return ContentState.PASS
