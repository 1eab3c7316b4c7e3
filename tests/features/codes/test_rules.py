"""What is printed on a plate: no other text passes for it."""

import base64
import os
import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequ_api.features.codes.rules import (
    LENGTH,
    CodeKeyRetired,
    CodeSigner,
    code_in,
    fresh_nonce,
    is_far,
)
from shequ_api.kit.crypto import KeyRing

ALPHABET = string.ascii_letters + string.digits + "-_"
PREFIX = "https://sq.example.cn/q/"
OLD, NEW, FOREIGN = (bytes((n,)) * 32 for n in (1, 2, 3))
SIGNER = CodeSigner(KeyRing({"old": OLD, "new": NEW}, "new"))
OTHER_VERSION = (set(SIGNER._keys) - {SIGNER.current}).pop()


def codes(count: int) -> list[str]:
    return [SIGNER.text_of(SIGNER.current, fresh_nonce()) for _ in range(count)]


def test_a_code_is_25_characters_and_opens_to_its_nonce() -> None:
    nonce = fresh_nonce()
    text = SIGNER.text_of(SIGNER.current, nonce)
    opened = SIGNER.open(text)
    assert len(text) == LENGTH == 25
    assert set(text) <= set(ALPHABET)
    assert (opened.version, opened.nonce, opened.genuine) == (SIGNER.current, nonce, True)
    assert text == SIGNER.text_of(SIGNER.current, nonce), "a plate can be printed again"


def test_every_change_of_one_character_is_refused() -> None:
    for code in codes(100):
        for place in range(LENGTH):
            for char in ALPHABET:
                if char != code[place]:
                    assert not SIGNER.open(code[:place] + char + code[place + 1 :]).genuine


def test_every_change_of_one_bit_is_refused() -> None:
    for code in codes(100):
        for place in range(LENGTH):
            for bit in range(8):
                flipped = chr(ord(code[place]) ^ (1 << bit))
                assert not SIGNER.open(code[:place] + flipped + code[place + 1 :]).genuine


def _none_of(count: int) -> None:
    drawn = random.Random(os.urandom(16))
    for _ in range(count):
        forged = SIGNER.current + "".join(drawn.choices(ALPHABET, k=LENGTH - 1))
        assert not SIGNER.open(forged).genuine


def test_no_random_code_is_accepted() -> None:
    _none_of(100_000)


@pytest.mark.campaign
def test_none_of_a_million_random_codes_is_accepted() -> None:
    _none_of(1_000_000)


def test_changes_of_case_and_length_are_refused() -> None:
    (code,) = codes(1)
    assert not SIGNER.open(code.swapcase()).genuine
    assert not SIGNER.open(code.lower() if code != code.lower() else code.upper()).genuine
    for length in range(LENGTH):
        assert not SIGNER.open(code[:length]).genuine
    for extra in ("A", "=", "==", "\n", " ", "\x00", "A" * 8, "A" * 10_000):
        assert not SIGNER.open(code + extra).genuine
        assert not SIGNER.open(extra + code).genuine


def test_there_is_one_spelling() -> None:
    """A decoder that takes + for - would let a second text pass for the first."""
    code = next(text for text in iter(lambda: codes(1)[0], None) if "-" in text and "_" in text)
    for char, twin in (("-", "+"), ("_", "/"), ("-", "−"), ("_", "＿"), ("-", "‐")):
        assert not SIGNER.open(code.replace(char, twin)).genuine
    standard = base64.b64encode(base64.urlsafe_b64decode(code[1:])).decode()
    assert not SIGNER.open(code[0] + standard).genuine


@pytest.mark.parametrize(
    ("char", "twin"),
    [
        ("A", "А"),
        ("e", "е"),
        ("0", "０"),
        ("a", "ａ"),
        ("o", "ο"),
        ("1", "①"),
        ("9", "٩"),
        ("k", "K"),
    ],
)
def test_look_alikes_are_refused(char: str, twin: str) -> None:
    code = next(text for text in iter(lambda: codes(1)[0], None) if char in text[1:])
    assert not SIGNER.open(code.replace(char, twin)).genuine


@given(st.text(max_size=60))
def test_opening_is_total(text: str) -> None:
    assert not SIGNER.open(text).genuine
    assert not SIGNER.open(code_in(text, PREFIX)).genuine


def test_another_installations_code_is_refused() -> None:
    theirs = CodeSigner(KeyRing({"new": FOREIGN}, "new"))
    assert theirs.current == SIGNER.current
    assert not SIGNER.open(theirs.text_of(theirs.current, fresh_nonce())).genuine


def test_an_old_key_reads_what_is_printed_until_it_is_retired() -> None:
    before = CodeSigner(KeyRing({"old": OLD}, "old"))
    printed = before.text_of(before.current, fresh_nonce())
    assert SIGNER.open(printed).genuine
    assert SIGNER.current != before.current
    after = CodeSigner(KeyRing({"new": NEW}, "new"))
    assert not after.open(printed).genuine
    assert not after.holds(before.current)
    with pytest.raises(CodeKeyRetired):
        after.text_of(before.current, fresh_nonce())


def test_the_version_is_signed_too() -> None:
    (code,) = codes(1)
    assert not SIGNER.open(OTHER_VERSION + code[1:]).genuine


def test_two_keys_of_one_version_are_refused_at_the_start() -> None:
    ids = [f"key-{number}" for number in range(200)]
    with pytest.raises(ValueError, match="version"):
        CodeSigner(KeyRing({key_id: os.urandom(32) for key_id in ids}, ids[0]))


def test_nonces_are_not_guessable() -> None:
    assert len({fresh_nonce() for _ in range(10_000)}) == 10_000


def test_a_code_is_found_in_what_phones_scan() -> None:
    (code,) = codes(1)
    encoded = PREFIX.replace(":", "%3A").replace("/", "%2F") + code
    for scanned in (code, PREFIX + code, encoded):
        assert code_in(scanned, PREFIX) == code


@pytest.mark.parametrize(
    "scanned",
    [
        "https://other.example.cn/q/{}",
        "http://sq.example.cn/q/{}",
        "https://sq.example.cn.evil.cn/q/{}",
        "https://sq.example.cn@evil.cn/q/{}",
        "https://sq.example.cn:8443/q/{}",
        "https://sq.example.cn/p/{}",
        "https://sq.example.cn/q//{}",
        "https://sq.example.cn/q/../q/{}",
        "https://sq.example.cn/q/{}/",
        "https://sq.example.cn/q/{}?a=b",
        "https://sq.example.cn/q/{}#x",
        "https%253A%252F%252Fsq.example.cn%252Fq%252F{}",
        "https://sq.example.cn/q/https://sq.example.cn/q/{}",
        "{}%00",
        "%0A{}",
        "{}%ff",
        "%",
        "%zz{}",
    ],
)
def test_no_other_address_carries_a_code(scanned: str) -> None:
    (code,) = codes(1)
    assert not SIGNER.open(code_in(scanned.format(code), PREFIX)).genuine


def test_far_is_known_only_with_a_distance() -> None:
    assert is_far(None) is None
    assert is_far(500) is False
    assert is_far(501) is True
