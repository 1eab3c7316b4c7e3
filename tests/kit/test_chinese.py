"""By which terms Chinese text is found."""

import pytest

from shequ_api.kit.chinese import (
    LONGEST_LATIN,
    asked_terms,
    folded,
    parts_of,
    syllables_in,
    terms_of,
)


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("yibao", ["yi", "bao"]),
        ("lvshi", ["lv", "shi"]),
        ("fangan", ["fan", "gan"]),
        ("jieyuhun", ["jie", "yu", "hun"]),
        ("xian", ["xian"]),
        ("jzz", []),
        ("hpv", []),
        ("", []),
    ],
)
def test_letters_are_read_as_the_fewest_syllables(word: str, syllables: list[str]) -> None:
    assert syllables_in(word) == syllables


@pytest.mark.parametrize(
    ("said", "met"),
    [
        ("居住", {"=居住", ".居", ".住", "~ju zhu", "-ju", "-zhu"}),
        ("居主", {".居", "~ju zhu", "-ju", "-zhu"}),
        ("juzhu", {"~ju zhu", "-ju", "-zhu"}),
        ("ju zhu", {"~ju zhu", "-ju", "-zhu"}),
        ("JZZ", {"^jzz"}),
        ("ＪＺＺ", {"^jzz"}),
        ("住", {".住", "-zhu"}),
        ("办居", {"=办居", ".办", ".居", "~ban ju", "-ban", "-ju"}),
    ],
)
def test_a_word_is_found_by_what_it_shares(said: str, met: set[str]) -> None:
    assert set(asked_terms(said)) & set(terms_of("办居住证")) == met


def test_a_long_run_of_letters_counts_by_its_beginning() -> None:
    long = "x" * 3000
    [term] = terms_of(long)
    assert term == "a" + "x" * LONGEST_LATIN
    assert term in asked_terms(long + "y")
    assert term not in asked_terms(long[: LONGEST_LATIN - 1])


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
