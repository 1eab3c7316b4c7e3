"""Cells as spreadsheet programs mangle them."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequ_api.kit.sheets.cells import (
    EPOCH,
    CellMangled,
    CellUnfit,
    DayUnfit,
    day_of,
    number_text_of,
    text_of,
)

IDENTITY = "510108199001011234"
NOON = datetime.fromisoformat("2026-01-31T12:00:00")
"""Without a zone, as a cell is."""
READERS: list[Callable[[Any], Any]] = [text_of, number_text_of, day_of]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, None),
        ("  \u3000", None),
        ("'13900000001", "13900000001"),
        (f'="{IDENTITY}"', IDENTITY),
        ("\u200e甲乙\u202c", "甲乙"),
        (3.0, "3"),
        (3, "3"),
        (3.5, "3.5"),
        (13900000001.0, "13900000001"),
        (True, "是"),
        (date(2026, 1, 31), "2026-01-31"),
        (NOON, "2026-01-31 12:00:00"),
    ],
)
def test_text(cell: Any, text: str | None) -> None:
    assert text_of(cell) == text


@pytest.mark.parametrize(
    "cell", [float(IDENTITY), int(IDENTITY), "5.10108E+17", "5.10108e17", 1e15]
)
def test_digits_that_are_lost_are_not_guessed(cell: Any) -> None:
    with pytest.raises(CellMangled):
        number_text_of(cell)


@pytest.mark.parametrize("cell", [float("nan"), float("inf")])
def test_numbers_that_are_none(cell: float) -> None:
    with pytest.raises(CellUnfit):
        text_of(cell)


@pytest.mark.parametrize(
    "cell",
    [
        *("2026-01-31", "2026/1/31", "2026.1.31", "2026年1月31日", "2026 年 1 月 31 日"),
        *("２０２６-０１-３１", "20260131", 20260131, 46053, 46053.75, "46053"),
        *("2026-01-31 08:00:00", date(2026, 1, 31), NOON),
    ],
)
def test_days(cell: Any) -> None:
    assert day_of(cell) == date(2026, 1, 31)


@pytest.mark.parametrize(
    "cell",
    [
        "31/01/2026",
        "01-31-2026",
        "26-1-31",
        "2026-02-30",
        "不详",
        0,
        60,
        1990,
        "1990",
        -1,
        1e300,
        True,
    ],
)
def test_no_day(cell: Any) -> None:
    with pytest.raises(DayUnfit):
        day_of(cell)


@given(st.dates(min_value=date(1927, 5, 18), max_value=date(2099, 12, 31)))
def test_a_day_survives_every_program(day: date) -> None:
    serial = (day - EPOCH).days
    forms: list[Any] = [
        serial,
        float(serial),
        str(serial),
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
    ]
    assert {day_of(form) for form in forms} == {day}


@given(st.one_of(st.none(), st.text(max_size=40), st.floats(), st.integers(), st.booleans()))
def test_whatever_stands_there_is_read_or_refused(cell: Any) -> None:
    for read in READERS:
        try:
            read(cell)
        except CellUnfit as refused:
            assert refused.status == 422
