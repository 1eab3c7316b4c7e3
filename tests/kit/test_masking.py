"""Masks in the published formats, and that no spelling makes one show the whole value."""

import random

import pytest

from shequ_api.kit.masking import mask_id_number, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "*三"),
        ("王小四", "王*四"),
        ("欧阳小五", "欧**五"),
        ("阿卜杜拉·买买提", "阿*****提"),
        ("张", "*"),
        ("", ""),
        ("  ", ""),
        ("***", "*"),
        ("Li", "*i"),
    ],
)
def test_names(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    "spelling",
    ["张 三", "张\u3000三", "张·三", "张\u200b三", " 张三 ", "张\U000e0100三", "张-三", "(张)三"],
)
def test_two_characters_stay_two_however_they_are_spaced(spelling: str) -> None:
    assert "张" not in mask_name(spelling)
    assert mask_name(spelling) == "*三"


def test_a_variant_of_a_rare_character_is_one_character() -> None:
    assert mask_name("王葛\U000e0100三") == "王*三"
    assert mask_name("王三葛\U000e0100") == "王*葛\U000e0100"
    assert mask_name("e\u0301a") == "*a"


@pytest.mark.parametrize("rare", ["\ue000", "\U000323b0"])
def test_characters_that_unicode_tables_do_not_know_count(rare: str) -> None:
    assert mask_name(f"王{rare}四") == "王*四"
    assert mask_name(f"{rare}四") == "*四"


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("15612345677", "156******77"),
        ("156 1234 5677", "156******77"),
        ("１５６－１２３４－５６７７", "156******77"),
        ("\u202d15612345677\u202c", "156******77"),
        ("+8615612345677", "+86 156******77"),
        ("0086 156-1234-5677", "+86 156******77"),
        ("+85291234567", "+852 91****67"),
        ("+1 (212) 555-0123", "+1 212*****23"),
        ("028-85551234", "028******34"),
        ("85551234", "85****34"),
        ("123456", "12**56"),
        ("12345", "*****"),
        ("110", "***"),
        ("+86", "+86"),
        ("", ""),
    ],
)
def test_phones(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("51010819900101123X", "5****************X"),
        ("510108 19900101 1239", "5****************9"),
        ("H1234567890", "H*********0"),
        ("12345", "*****"),
        ("", ""),
    ],
)
def test_id_numbers(number: str, shown: str) -> None:
    assert mask_id_number(number) == shown


def test_whatever_is_masked_shows_no_more_than_its_ends() -> None:
    seed = random.randrange(2**32)
    dice = random.Random(seed)
    signs = "张三欧a1 9·-+.\u200b\u3000\U000e0100\u0301（）\x00\ud800"
    for _ in range(2000):
        text = "".join(dice.choices(signs, k=dice.randrange(14)))
        counted = sum(sign in "张三欧a19" for sign in text)
        assert sum(s in "张三欧a19" for s in mask_name(text)) <= min(2, max(0, counted - 1)), (
            seed,
            text,
        )
        assert len(mask_id_number(text).replace("*", "")) <= 2, (seed, text)
        local = mask_phone(text).split(" ")[-1]
        assert local[:1] == "+" or len(local.replace("*", "")) <= 5, (seed, text)
