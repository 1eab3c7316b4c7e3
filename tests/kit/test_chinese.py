"""By which terms Chinese text is found."""

import pytest

from shequ_api.kit.chinese import asked_terms, folded, parts_of, syllables_in, terms_of


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("yibao", ["yi", "bao"]),
        ("lvshi", ["lv", "shi"]),
        ("fangan", ["fan", "gan"]),
        ("xian", ["xian"]),
        ("jzz", []),
        ("hpv", []),
        ("", []),
    ],
)
def test_letters_are_read_as_the_fewest_syllables(word: str, syllables: list[str]) -> None:
    assert syllables_in(word) in (syllables, ["fang", "an"])


@pytest.mark.parametrize(
    "said", ["居住", "居主", "juzhu", "ju zhu", "JZZ", "ＪＺＺ", "住", "居住证居住证"]
)
def test_a_word_is_found_however_it_is_typed(said: str) -> None:
    assert set(asked_terms(said)) & set(terms_of("办居住证"))


@pytest.mark.parametrize("said", ["狗", "gou", "gz", "hpv", "，", "12"])
def test_what_is_not_in_it_is_not_found(said: str) -> None:
    assert not set(asked_terms(said)) & set(terms_of("办居住证"))


def test_each_term_stands_once() -> None:
    for terms in (terms_of("社保社保 hpv HPV"), asked_terms("社保社保 hpv HPV")):
        assert len(terms) == len(set(terms))


def test_without_sounds_only_signs_are_kept() -> None:
    assert terms_of("社保12", sounds=False) == ["=社保", ".社", ".保", "a12"]


def test_pieces_cross_no_gap() -> None:
    assert parts_of("社保 A", 2) == ["社", "保", "社保", "a"]
    assert folded(" Ａ\u3000b ") == "a b"
