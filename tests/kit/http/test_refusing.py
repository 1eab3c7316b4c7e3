"""What the search for refusals finds, and what it leaves alone."""

from dataclasses import replace
from typing import Annotated, Any

import pytest
from fastapi import Depends

from shequ_api.kit import errors
from shequ_api.kit.errors import Absent, Gone, NotNow, Refusal, Stale, TooMany
from shequ_api.kit.http import refusing
from shequ_api.kit.http.refusing import Reading, Surroundings


class Shelf:
    """What a row is made of."""

    place: int

    def take(self) -> None:
        raise Gone

    def put(self) -> None:
        raise TooMany

    @property
    def label(self) -> str:
        raise Stale


class Hand:
    """An interface."""

    place: int

    def reach(self) -> None:
        """Somebody else's."""


class Arm:
    def reach(self) -> None:
        raise NotNow


def take(shelf: Shelf | None) -> None:
    """Named as a method is."""
    raise Absent


SHELF = Shelf()
MEANT = {"late": NotNow, "gone": Gone}
NOTHING = Surroundings(recognising=(), registered={}, stand_ins={}, by_model={}, by_attribute={})


def through_an_annotation(shelf: Annotated[Shelf, Depends(take)]) -> None:
    shelf.take()


def through_a_constant() -> Any:
    return [SHELF.label for _ in range(3)]


def through_a_module() -> None:
    raise errors.Gone


def by_a_call() -> None:
    take(None)


def through_an_interface(hand: Hand) -> None:
    hand.reach()


def by_a_table(word: str) -> None:
    raise MEANT[word]


def holding(thing: type[Refusal]) -> Any:
    def raising() -> None:
        raise thing

    return raising


def making_a_row() -> Shelf:
    return Shelf()


def changing_a_row(shelf: Shelf) -> None:
    shelf.place = 3


def looking_at_a_row(shelf: Shelf) -> int:
    return shelf.place


def changing_another(hand: Hand) -> None:
    hand.place = 3


def looking_at_rows(kind: type = Shelf) -> bool:
    return isinstance(kind, Shelf)


def of_any_kind(error: Exception) -> bool:
    return isinstance(error, Refusal)


@pytest.fixture(autouse=True)
def these_are_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusing, "OURS", ("shequ_api.", __name__))


@pytest.mark.parametrize(
    ("function", "found"),
    [
        (through_an_annotation, {Gone}),
        (through_a_constant, {Stale}),
        (through_a_module, {Gone}),
        (by_a_call, {Absent}),
        (through_an_interface, set()),
        (by_a_table, {NotNow, Gone}),
        (making_a_row, set()),
        (of_any_kind, set()),
    ],
)
def test_names_are_followed(function: Any, found: set[type[Refusal]]) -> None:
    assert Reading(NOTHING).behind([function]) == found


def test_an_interface_is_what_stands_behind_it() -> None:
    around = replace(NOTHING, stand_ins={Hand: Arm})
    assert Reading(around).behind([through_an_interface]) == {NotNow}


def test_whoever_calls_what_is_registered_meets_its_refusals() -> None:
    around = replace(NOTHING, registered={Hand: {"reach": [take]}})
    assert Reading(around).behind([through_an_interface]) == {Absent}


def test_only_who_makes_rows_meets_their_constraints() -> None:
    taken = frozenset({NotNow})
    around = replace(NOTHING, by_model={Shelf: taken})
    assert Reading(around).behind([making_a_row]) == taken
    assert Reading(around).behind([looking_at_rows]) == set()


def test_only_who_changes_what_a_constraint_is_over_meets_it() -> None:
    taken = frozenset({NotNow})
    around = replace(NOTHING, by_attribute={Shelf: {"place": taken}})
    assert Reading(around).behind([changing_a_row]) == taken
    for other in (looking_at_a_row, changing_another):
        assert Reading(around).behind([other]) == set()


def test_two_that_one_function_made_are_two() -> None:
    reading = Reading(NOTHING)
    for kind in (Gone, Stale):
        assert reading.behind([holding(kind)]) == {kind}
