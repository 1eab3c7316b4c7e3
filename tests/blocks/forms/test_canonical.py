"""What cannot be stored is refused without a crash, and one meaning has one hash."""

import math
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequ_api.blocks.forms.canonical import BodyUnreadable, body_hash, unreadable

NESTED: Any = "core"
for _ in range(200_000):
    NESTED = [NESTED]

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=5)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
bodies = st.dictionaries(texts, values, max_size=4)


def deepest(node: Any) -> int:
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return 1 + max(map(deepest, inner), default=0)


def turned(node: Any) -> Any:
    """The same with the keys in another order and integers as floats."""
    if isinstance(node, dict):
        return {key: turned(node[key]) for key in reversed(node)}
    if isinstance(node, list):
        return [turned(item) for item in node]
    return float(node) if isinstance(node, int) and not isinstance(node, bool) else node


@given(bodies.filter(lambda body: deepest(body) <= 8))
def test_neither_order_of_keys_nor_the_spelling_of_numbers_changes_the_hash(
    body: dict[str, Any],
) -> None:
    assert body_hash(turned(body)) == body_hash(body)
    assert len(body_hash(body)) == 32


@given(bodies.filter(lambda body: deepest(body) <= 6), st.data())
def test_other_content_has_another_hash(body: dict[str, Any], data: st.DataObject) -> None:
    other = data.draw(bodies.filter(lambda drawn: deepest(drawn) <= 6))
    assert (body_hash(body) == body_hash(other)) == (repr_of(body) == repr_of(other))


def repr_of(node: Any) -> Any:
    """Equality that tells true from 1."""
    if isinstance(node, dict):
        return {key: repr_of(value) for key, value in node.items()}
    return [repr_of(item) for item in node] if isinstance(node, list) else (type(node), node)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1, True),
        (0, False),
        (1, "1"),
        (1, 1.5),
        ([1, 2], [2, 1]),
        (None, "null"),
        ("é", "e\u0301"),
        ([["a"], []], [[], ["a"]]),
        ({"b": 1}, [["b", 1]]),
    ],
)
def test_what_differs_in_meaning_differs_in_hash(left: Any, right: Any) -> None:
    assert body_hash({"a": left}) != body_hash({"a": right})


def test_zero_has_no_sign_and_left_out_is_not_null() -> None:
    assert body_hash({"a": -0.0}) == body_hash({"a": 0})
    assert body_hash({"a": None}) != body_hash({})


def test_the_hash_is_of_this_very_text() -> None:
    text = '{"a":"é\\n\\"","n":0.1,"乙":[1,true,null]}'
    body = {"乙": [1.0, True, None], "n": 0.1, "a": 'é\n"'}
    assert body_hash(body) == sha256(text.encode()).digest()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: math.nan, "number_out_of_range"),
        (lambda: math.inf, "number_out_of_range"),
        (lambda: -math.inf, "number_out_of_range"),
        (lambda: 10**5000, "number_out_of_range"),
        (lambda: -(2**53), "number_out_of_range"),
        (lambda: 1e300, "number_out_of_range"),
        (lambda: "a\x00b", "unclean_text"),
        (lambda: "中\ud800", "unclean_text"),
        (lambda: {"\ud800": 1}, "unclean_text"),
        (lambda: {"\x00": 1}, "unclean_text"),
        (lambda: {1: 1}, "unclean_text"),
        (lambda: NESTED, "too_deep"),
        (lambda: b"bytes", "wrong_type"),
        (lambda: (1, 2), "wrong_type"),
    ],
)
def test_what_cannot_be_stored_is_refused(make: Callable[[], Any], code: str) -> None:
    body = {"known": [{"inner": make()}], "sound": 1}
    (fault,) = unreadable(body, {"known", "inner"})
    assert fault.code == code
    assert fault.pointer.startswith("/known/0/inner")
    with pytest.raises(BodyUnreadable):
        body_hash(body)


@pytest.mark.parametrize(
    "body",
    [
        {"known": list(range(20_000))},
        {"known": ["文" * 300_000]},
        {f"key{n}": n for n in range(20_000)},
        {"known": [["a" * 1000] * 100] * 100},
    ],
)
def test_size_is_bounded(body: dict[str, Any]) -> None:
    assert [fault.code for fault in unreadable(body)] == ["too_large"]


def test_names_of_the_clients_making_are_not_quoted() -> None:
    body = {"secret": {"known": [math.nan]}, "known": {"secret": ["\x00"], "known": "\x00"}}
    assert {fault.pointer for fault in unreadable(body, {"known"})} == {
        "",
        "/known",
        "/known/known",
    }
