"""Which characters go: counted as JavaScript counts, signs never cut in two."""

import pytest

from shequ_api.features.ticket_redactions.rules import blacked, length_of


@pytest.mark.parametrize(
    ("text", "spans", "shown"),
    [
        ("我是李小梅", [(2, 5)], "我是███"),
        ("我是李小梅", [(2, 99)], "我是███"),
        ("我是李小梅", [], "我是李小梅"),
        ("abc", [(0, 1), (0, 2)], "██c"),
        ("a😀b", [(2, 3)], "a██b"),
        ("a😀b", [(1, 2)], "a██b"),
        ("a😀b", [(3, 4)], "a😀█"),
        ("𠮷田", [(0, 1)], "██田"),
    ],
)
def test_blacked(text: str, spans: list[tuple[int, int]], shown: str) -> None:
    assert blacked(text, spans) == shown
    assert length_of(shown) == length_of(text), "later marks are at the same places"
