"""Sealed fields, indexes and codes held against the standards they follow and against tampering."""

import base64
import hashlib
import hmac
import os
import random

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shequ_api.kit import crypto
from shequ_api.kit.crypto import (
    BlindIndex,
    CannotOpen,
    FieldCipher,
    KeyRing,
    KeyStanding,
    KeyUnknown,
)

OLD, NEW = bytes(range(32)), bytes(range(100, 132))
PLACE = "residents/0192-a/phone"
PHONE = "13812345678"


def cipher(current: str = "k1", **keys: bytes) -> FieldCipher:
    return FieldCipher(KeyRing(keys or {"k1": OLD}, current))


def hkdf(master: bytes, info: bytes) -> bytes:
    """RFC 5869 for one block, by its two lines."""
    extracted = hmac.digest(bytes(32), master, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def test_derived_keys_follow_rfc_5869_and_differ_by_purpose_and_master() -> None:
    assert crypto.derive(OLD, "cursor") == hkdf(OLD, b"shequ/v1/cursor")
    made = [crypto.derive(m, p) for m in (OLD, NEW) for p in ("cursor", "code", "Cursor")]
    assert len(set(made)) == len(made)
    for master, purpose in ((OLD[:31], "cursor"), (b"", "cursor"), (OLD, "")):
        with pytest.raises(ValueError, match="a key"):
            crypto.derive(master, purpose)


def test_mac_is_hmac_sha256_as_in_rfc_4231() -> None:
    message = b"Test Using Larger Than Block-Size Key - Hash Key First"
    code = crypto.mac(b"\xaa" * 131, message, 32)
    assert code.hex() == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    assert crypto.mac(b"\xaa" * 131, message, 10) == code[:10]


def test_a_code_holds_at_its_own_size_only() -> None:
    code = crypto.mac(OLD, b"m", 10)
    assert crypto.mac_holds(OLD, b"m", code, 10)
    longer = crypto.mac(OLD, b"m", 32)
    for wrong in (b"", code[:9], longer, longer[:11], bytes(10), code[:-1] + b"\x00\x00"):
        assert not crypto.mac_holds(OLD, b"m", wrong, 10)
    assert not crypto.mac_holds(OLD, b"n", code, 10)
    assert not crypto.mac_holds(NEW, b"m", code, 10)
    for size in (-1, 0, 9, 33):
        with pytest.raises(ValueError, match="a code has"):
            crypto.mac_holds(OLD, b"m", b"", size)


@pytest.mark.parametrize(
    "text", ["", PHONE, "成都市新津区 1 号楼 𠮷", "\x00", "\ud800", "长" * 5000]
)
def test_what_is_sealed_opens_as_it_was(text: str) -> None:
    sealed = cipher().seal(text, binding=PLACE)
    assert cipher().open(sealed, binding=PLACE) == text


def test_the_layout_is_the_documented_one() -> None:
    sealed = cipher().seal(PHONE, binding=PLACE)
    assert sealed[:4] == b"\x01\x02k1"
    assert len(sealed) == 4 + 12 + len(PHONE) + 16
    key = hkdf(OLD, b"shequ/v1/field-cipher")
    opened = AESGCM(key).decrypt(sealed[4:16], sealed[16:], sealed[:4] + PLACE.encode())
    assert opened.decode() == PHONE


def test_nonces_do_not_repeat() -> None:
    sealer = cipher()
    assert len({sealer.seal(PHONE, binding=PLACE)[4:16] for _ in range(2000)}) == 2000


@pytest.mark.parametrize(
    "elsewhere", ["residents/0192-b/phone", "residents/0192-a/phone ", "residents/0192-a", "k1"]
)
def test_a_value_moved_to_another_place_does_not_open(elsewhere: str) -> None:
    sealed = cipher().seal(PHONE, binding=PLACE)
    with pytest.raises(CannotOpen) as refused:
        cipher().open(sealed, binding=elsewhere)
    assert PHONE not in repr(refused.value)


def test_a_value_without_a_place_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="place"):
        cipher().seal(PHONE, binding="")
    with pytest.raises(ValueError, match="place"):
        cipher().open(cipher().seal(PHONE, binding=PLACE), binding="")


def test_no_bit_can_change_and_no_byte_be_missing_or_added() -> None:
    sealed = cipher().seal(PHONE, binding=PLACE)
    altered = [
        bytes(byte ^ (1 << bit if at == place else 0) for at, byte in enumerate(sealed))
        for place in range(len(sealed))
        for bit in range(8)
    ]
    altered += [sealed[:length] for length in range(len(sealed))]
    altered += [sealed[start:] for start in range(1, len(sealed))]
    altered += [sealed + b"\x00", sealed + sealed, os.urandom(60)]
    for value in altered:
        with pytest.raises(CannotOpen):
            cipher().open(value, binding=PLACE)


def test_keys_change_while_old_values_keep_opening() -> None:
    sealed = cipher().seal(PHONE, binding=PLACE)
    both = cipher("k2", k1=OLD, k2=NEW)
    assert both.open(sealed, binding=PLACE) == PHONE
    assert not sealed.startswith(both.head)
    anew = both.seal(PHONE, binding=PLACE)
    assert anew.startswith(both.head)
    standings = [both.standing_of(key_id) for key_id in ("k2", "k1", "k")]
    assert standings == [KeyStanding.CURRENT, KeyStanding.PREVIOUS, KeyStanding.UNKNOWN]
    with pytest.raises(KeyUnknown, match="'k2'"):
        cipher().open(anew, binding=PLACE)
    with pytest.raises(CannotOpen):
        cipher(k1=NEW).open(sealed, binding=PLACE)
    relabelled = anew[:2] + b"k1" + anew[4:]
    with pytest.raises(CannotOpen):
        cipher("k2", k1=NEW, k2=NEW).open(relabelled, binding=PLACE)


def test_rings_refuse_unfit_keys_and_do_not_show_them() -> None:
    for key_id, key, current in (
        ("k1", OLD[:31], "k1"),
        ("k1", OLD, "k2"),
        ("", OLD, ""),
        ("k/1", OLD, "k/1"),
        ("k1\n", OLD, "k1\n"),
        ("k" * 33, OLD, "k" * 33),
        ("钥", OLD, "钥"),
    ):
        with pytest.raises(ValueError, match=r"key"):
            KeyRing({key_id: key}, current)
    assert "\\x01" not in repr(KeyRing({"k1": OLD}, "k1"))


@pytest.mark.parametrize(
    ("value", "normal"),
    [
        ("138 1234 5678", PHONE),
        ("１３８１２３４５６７８", PHONE),
        ("138-1234-5678", PHONE),
        ("138－1234—5678", PHONE),
        ("+86 138 1234 5678", PHONE),
        ("＋８６１３８１２３４５６７８", PHONE),
        ("(+86) 138.1234.5678", PHONE),
        ("0086-13812345678", PHONE),
        ("8613812345678", PHONE),
        ("\u202d+86\xa0138\u200b1234\u20115678\u202c\n", PHONE),
        ("\u0661\u0663\u0668\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668", PHONE),
        ("(028) 8555-1234", "02885551234"),
        ("00852 9123 4567", "+85291234567"),
        ("+852 9123 4567", "+85291234567"),
        ("86123456", "86123456"),
        ("", ""),
        ("不是号码", "不是号码"),
    ],
)
def test_phones_have_one_normal_form(value: str, normal: str) -> None:
    assert crypto.normalise_phone(value) == normal
    assert crypto.normalise_phone(normal) == normal


@pytest.mark.parametrize(
    "value", ["51010819900101123x", "510108 1990 0101 123X", "５１０１０８１９９００１０１１２３ｘ"]
)
def test_id_numbers_have_one_normal_form(value: str) -> None:
    assert crypto.normalise_id_number(value) == "51010819900101123X"


def test_a_blind_index_is_keyed_short_and_blind_to_spelling() -> None:
    index = BlindIndex(OLD, crypto.normalise_phone)
    assert index.of("+86 138-1234-5678") == index.of(PHONE)
    assert index.of(PHONE) == hmac.digest(OLD, PHONE.encode(), "sha256")[:16]
    assert index.of(PHONE) != BlindIndex(NEW, crypto.normalise_phone).of(PHONE)
    assert index.of(PHONE) != hashlib.sha256(PHONE.encode()).digest()[:16]
    assert index.of(PHONE) != index.of("13812345679")
    assert len(index.of("\ud800")) == 16
    with pytest.raises(ValueError, match="at least 32"):
        BlindIndex(b"short", crypto.normalise_phone)


@pytest.mark.parametrize(
    ("secret", "problem"),
    [
        ("", "missing"),
        (b"", "missing"),
        ("   \n", "missing"),
        ("k3J9-x_Q2mZ8vT5wB7nR4cY6pL1sD0f", "shorter"),
        (bytes(range(31)), "shorter"),
        ("short" + " " * 40, "shorter"),
        ("09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7", "sample"),
        ("ChangeMe-7f3a9b1c5d8e2f4a6b0c9d8e7f", "sample"),
        ("a-string-secret-at-least-256-bits-long", "sample"),
        ("a" * 64, "entropy"),
        (bytes(32), "entropy"),
        (bytes(range(150, 214)), "entropy"),
        ("b7d2f09c5e18a346" * 4, "entropy"),
        ("Zk8" * 20, "entropy"),
        ("fe8c21d07b3a9546e0c7f1b25d8a3946", "entropy"),
        ("correcthorsebatterystapleandsomemore", "entropy"),
        ("KLMNOPQRSTUVWXYZ[]^_`bcdefghijklm", "entropy"),
    ],
)
def test_weak_secrets_are_named_and_not_quoted(secret: str | bytes, problem: str) -> None:
    (line,) = crypto.weak_secrets({"SHEQU_X": secret})
    assert line.startswith("SHEQU_X：")
    assert problem in line
    assert len(secret.strip()) < 5 or str(secret) not in line


def test_equal_secrets_are_found_in_whatever_form() -> None:
    good = "k3J9-x_Q2mZ8vT5wB7nR4cY6pL1sD0fHq"
    problems = crypto.weak_secrets({"A": good, "B": good.encode(), "C": f" {good}\n"})
    assert [line.split("：")[0] for line in problems] == ["B", "C"]
    assert all("equal to A" in line for line in problems)


def test_random_secrets_pass_in_the_usual_forms() -> None:
    seed = random.randrange(2**32)
    dice = random.Random(seed)
    for _ in range(1000):
        raw = [dice.randbytes(32) for _ in range(4)]
        named: dict[str, str | bytes] = {
            "RAW": raw[0],
            "HEX": raw[1].hex(),
            "BASE64": base64.b64encode(raw[2]).decode(),
            "URL": base64.urlsafe_b64encode(raw[3]).rstrip(b"=").decode(),
        }
        assert crypto.weak_secrets(named) == [], (seed, named)
