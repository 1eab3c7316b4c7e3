"""What is looked for, and how much each of it counts."""

import pytest

from shequ_api.features.knowledge.rules import BODY, Words, weights_of
from shequ_api.features.knowledge_search.rules import MOST_TERMS, SYNONYM, asked_of, miss_of


def counts(text: str, *groups: list[str]) -> dict[str, float]:
    return {each.term: each.counts for each in asked_of(text, groups)}


def test_a_sign_alone_tells_and_beside_others_does_not() -> None:
    assert {each.term for each in asked_of("狗") if each.telling} >= {".狗"}
    assert not any(each.telling for each in asked_of("狗叫") if each.term in {".狗", "-gou"})


def test_signs_count_more_than_their_sounds() -> None:
    got = counts("居住证")
    assert got["=居住"] > got["~ju zhu"] > got["-ju"]


def test_empty_words_are_not_looked_for_unless_nothing_else_is_said() -> None:
    assert "=怎么" not in counts("居住证怎么办")
    assert "=怎么" in counts("怎么办")


def test_a_synonym_counts_less_than_what_was_said() -> None:
    got = counts("犬证", ["狗", "犬"])
    assert got[".狗"] < counts("狗")[".狗"]
    assert counts("狗犬", ["狗", "犬"]).keys() == counts("狗犬").keys()
    assert counts("猫", ["狗", "犬"]).keys() == counts("猫").keys()
    assert counts("电瓶车", ["电瓶车", "电动车"])["=电动"] == SYNONYM


def test_a_long_text_asks_for_so_many_terms_and_no_more() -> None:
    text = "".join(chr(0x4E00 + n) for n in range(200))
    assert len(asked_of(text)) == MOST_TERMS


def test_a_short_question_says_more_than_a_long_one() -> None:
    short = weights_of(Words("停水", [], "水", "正文"))
    long = weights_of(Words("停水" + "通知" * 40, [], "水", "正文"))
    assert short["=停水"] > long["=停水"]
    assert short["=正文"] == BODY
    assert ".正" not in short
    assert "~zheng wen" not in short


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" 路边 摊 ", "路边 摊"),
        ("ＡＢ", "ab"),
        ("13900000001", None),
        ("3栋201", "3栋#"),
        ("１１０a", "#a"),
        ("字" * 21, None),
        ("", None),
    ],
)
def test_what_may_be_somebodys_is_not_counted(text: str, words: str | None) -> None:
    assert miss_of(text) == words
