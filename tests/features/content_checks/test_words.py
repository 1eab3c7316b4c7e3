"""A word is found however it is spelled to pass unseen, and in bounded time."""

import pytest

from shequ_api.features.content_checks.states import ContentState
from shequ_api.features.content_checks.words import Word, folded, judged

WORDS = [
    Word(folded("代开发票"), ContentState.REVIEW),
    Word(folded("加微信138"), ContentState.RISKY),
    Word(folded("casino"), ContentState.REVIEW),
]


@pytest.mark.parametrize(
    "text",
    [
        "代开发票",
        "代 开 发 票",
        "代.开·发-票",
        "代\u200b开\u200d发\ufeff票",
        "代\n开\t发　票",
        "请找我代*开*发*票哦",
        "ＣＡＳＩＮＯ",
        "c a s 1 n 0",
        "СASINО",
        "cаsinо",
    ],
)
def test_disguises_hide_nothing(text: str) -> None:
    assert judged(text, WORDS) == ContentState.REVIEW


@pytest.mark.parametrize("number", ["138", "１３８", "一三八", "壹叁捌", "①③⑧", "l38", "1 3 8"])
def test_digits_in_other_writings_are_digits(number: str) -> None:
    assert judged(f"加微信{number}", WORDS) == ContentState.RISKY


@pytest.mark.parametrize("text", ["", "楼道堆了垃圾", "开发 代票", "代开", "。。。", "💩"])
def test_what_holds_none_passes(text: str) -> None:
    assert judged(text, WORDS) == ContentState.PASS


def test_the_worst_word_decides() -> None:
    assert judged("代开发票，加微信138", WORDS) == ContentState.RISKY


def test_a_hostile_text_is_only_long() -> None:
    """No pattern is tried at each sign: a text made for it costs what its length costs."""
    many = [Word("代" * n + "票", ContentState.REVIEW) for n in range(2, 200)]
    assert judged("代" * 1_000_000, many) == ContentState.PASS
