"""Pick-up codes, and what records come to, without a database."""

import itertools
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from shequ_api.features.pick_up_codes.codes import (
    LENGTH,
    PickUpCode,
    StallKeys,
    check_sign,
    code_in,
    digest_of,
    fresh_number,
    last_day_of,
    proof_of,
    shown,
)
from shequ_api.features.redemptions.flow import RedemptionState
from shequ_api.features.redemptions.rules import (
    CLOCK_TOLERANCE,
    Ordered,
    RecordOutcome,
    by_our_clock,
    days_of_keys,
    outcome_of,
)
from shequ_api.kit.clock import china_midnight
from shequ_api.kit.crypto import KeyRing
from shequ_api.kit.short_codes import SIGNS

STALL, OTHER, GOODS, ELSE = (UUID(int=n) for n in range(1, 5))
DAY = date(2026, 11, 29)
KEYS = StallKeys(KeyRing({"a": b"a" * 32, "b": b"b" * 32}, "a"))
BEFORE = StallKeys(KeyRing({"b": b"b" * 32}, "b"))
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


def test_every_single_error_and_nearly_every_swap_is_noticed() -> None:
    code = shown(PickUpCode("K7WM2P", "XD9QR")).replace("-", "")
    assert len(code) == LENGTH and code_in(code) == ("K7WM2P", "XD9QR")
    for place, sign in itertools.product(range(LENGTH), SIGNS):
        if sign != code[place]:
            assert code_in(code[:place] + sign + code[place + 1 :]) is None
    swaps = [
        (first, second)
        for first, second in itertools.permutations(SIGNS, 2)
        if check_sign("2222" + first + second) == check_sign("2222" + second + first)
    ]
    assert len(swaps) <= 2


@pytest.mark.parametrize(
    "text", ["", "/", "K7WM-2PXD", "０" * 12, "\x00" * 12, "K" * 99, "K7WM" * 3]
)
def test_other_texts_are_no_codes(text: str) -> None:
    assert code_in(text) is None


def test_a_code_is_read_in_any_spelling() -> None:
    code = PickUpCode(fresh_number(), "XD9QR")
    said = shown(code)
    full_width = "".join(chr(ord(sign) + 0xFEE0) if sign != "-" else " " for sign in said)
    for spelling in (said, said.lower(), full_width, f" {said}/{GOODS}/2"):
        assert code_in(spelling) == code
        assert digest_of(spelling) == digest_of(said)


def test_a_proof_is_of_one_stall_day_thing_and_count() -> None:
    code = KEYS.code_of(STALL, DAY, "K7WM2P", GOODS, 2)
    assert KEYS.holds(code, STALL, DAY, GOODS, 2)
    for stall, day, goods, count in (
        (OTHER, DAY, GOODS, 2),
        (STALL, DAY + timedelta(days=1), GOODS, 2),
        (STALL, DAY, ELSE, 2),
        (STALL, DAY, GOODS, 3),
    ):
        assert not KEYS.holds(code, stall, day, goods, count)
    assert not KEYS.holds(code._replace(number="K7WM2Q"), STALL, DAY, GOODS, 2)
    assert proof_of(KEYS.of(STALL, DAY)[0], "K7WM2P", GOODS, 2) == code.proof


def test_codes_outlast_a_change_of_keys_while_the_old_one_is_kept() -> None:
    code = BEFORE.code_of(STALL, DAY, "K7WM2P", GOODS, 1)
    assert KEYS.holds(code, STALL, DAY, GOODS, 1)
    assert KEYS.code_of(STALL, DAY, "K7WM2P", GOODS, 1) != code
    assert len(KEYS.of(STALL, DAY)) == 2


def test_the_last_day_is_the_one_before_midnight() -> None:
    assert last_day_of(china_midnight(DAY + timedelta(days=1))) == DAY
    days = days_of_keys(NOW)
    assert days[0] == date(2026, 11, 22) and DAY in days


def order(state: RedemptionState = RedemptionState.RESERVED) -> Ordered:
    until = NOW + timedelta(days=2)
    return Ordered(state, GOODS, 2, NOW, until, until + timedelta(days=1))


JUST = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("state", "goods", "count", "at", "now", "outcome"),
    [
        ("reserved", GOODS, 2, 0, 3, "fulfilled"),
        ("reserved", None, None, 0, 1, "fulfilled"),
        ("reserved", ELSE, 2, 0, 1, "mismatch"),
        ("reserved", GOODS, 1, 0, 1, "mismatch"),
        ("reserved", GOODS, 2, 48, 49, "untimely"),
        ("reserved", GOODS, 2, 47, 71, "fulfilled"),
        ("reserved", GOODS, 2, -1, 1, "untimely"),
        ("reserved", GOODS, 2, 1, 72, "expired"),
        ("fulfilled", GOODS, 2, 1, 2, "elsewhere"),
        ("cancelled", GOODS, 2, 1, 2, "cancelled"),
        ("expired", GOODS, 2, 1, 72, "expired"),
        ("refunded", GOODS, 2, 1, 2, "refunded"),
    ],
)
def test_what_a_record_comes_to(
    state: str, goods: UUID | None, count: int | None, at: int, now: int, outcome: str
) -> None:
    found = outcome_of(
        order(RedemptionState(state)),
        goods_id=goods,
        quantity=count,
        handed_over_at=NOW + timedelta(hours=at),
        now=NOW + timedelta(hours=now),
    )
    assert found == RecordOutcome(outcome)


def test_a_clock_may_be_a_little_slow() -> None:
    early, now = NOW - CLOCK_TOLERANCE, NOW + timedelta(hours=1)
    for at, outcome in (
        (early, RecordOutcome.FULFILLED),
        (early - JUST, RecordOutcome.UNTIMELY),
    ):
        found = outcome_of(order(), goods_id=None, quantity=None, handed_over_at=at, now=now)
        assert found == outcome


def test_what_a_device_says_is_read_by_our_clock() -> None:
    far = NOW - timedelta(days=900)
    assert by_our_clock(far, far + timedelta(hours=2), NOW) == NOW - timedelta(hours=2)
    assert by_our_clock(NOW + timedelta(hours=3), NOW, NOW) == NOW
