"""Layers over each other, and opening hours beside the calendar."""

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shequ_api.base.calendar.hours import OFFICE
from shequ_api.base.calendar.rules import DayKind
from shequ_api.base.offering import Action, Head
from shequ_api.features.five_codes.rules import ALWAYS, Opening, laid_over, opening, unplaced
from shequ_api.features.five_codes.schemas import CatalogueContent
from tests.features.five_codes.conftest import ENTRY

UNDER = unplaced([Action(key, Head.ASK, key, "do_it", None) for key in "abcde"])
KEYS = st.sampled_from("abcdefg")
HOLIDAY, EXCHANGED = date(2026, 10, 1), date(2026, 10, 10)


def special(year: int) -> dict[date, str]:
    return {
        day: kind
        for day, kind in ((HOLIDAY, DayKind.HOLIDAY), (EXCHANGED, DayKind.WORKDAY))
        if day.year == year
    }


def china(day: int, hour: int, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour - 8, tzinfo=UTC)


def test_open_by_the_calendar() -> None:
    assert opening(OFFICE, special, china(9, 9)) == ALWAYS
    assert opening(OFFICE, special, china(1, 9)) == Opening(
        False, datetime(2026, 10, 2, 0, 30, tzinfo=UTC)
    )
    assert opening(OFFICE, special, china(10, 9)) == ALWAYS, "a Saturday worked in exchange"
    assert opening(OFFICE, special, china(17, 9)) == Opening(
        False, datetime(2026, 10, 19, 0, 30, tzinfo=UTC)
    )
    at_noon = opening(OFFICE, special, china(9, 12))
    assert at_noon == Opening(False, datetime(2026, 10, 9, 5, 30, tzinfo=UTC))


@st.composite
def layers(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = []
    for number in range(draw(st.integers(0, 3))):
        content = CatalogueContent.model_validate(
            {
                "inherits": draw(st.booleans()),
                "hidden": draw(st.lists(KEYS, unique=True)),
                "entries": [
                    {**ENTRY, "key": key, "title": f"{number}{key}"}
                    for key in draw(st.lists(KEYS, unique=True))
                ],
            }
        )
        found.append(content.model_dump(mode="json"))
    return found


@given(layers())
def test_the_nearest_word_counts(given_layers: list[dict[str, Any]]) -> None:
    """Asked key by key, from the nearest layer up, what holds is what all together say."""
    shown = {entry.key: entry.title for entry in laid_over(given_layers, UNDER)}

    def said_of(key: str) -> str | None:
        for layer in reversed(given_layers):
            for entry in layer["entries"]:
                if entry["key"] == key:
                    return str(entry["title"])
            if key in layer["hidden"] or not layer["inherits"]:
                return None
        return key if key in "abcde" else None

    assert shown == {key: said for key in "abcdefg" if (said := said_of(key)) is not None}
