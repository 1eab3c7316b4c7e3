"""Drawn definitions: answers made after them pass, and one wrong thing is found where it is.

What is shown is told here by a second, simpler reading of the conditions, so that the walk of the
block is not judged by itself.
"""

import copy
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from shequ_api.blocks.forms.checking import compile_checker
from shequ_api.blocks.forms.definition import FormDefinition

Draw = Callable[[st.SearchStrategy[Any]], Any]
Json = dict[str, Any]

CHOICES = ["north", "south", "east"]
PHOTOS = [f"0190a6f0-0000-7000-8000-00000000000{digit}" for digit in "0123"]
KINDS: dict[str, Json] = {
    "boolean": {},
    "integer": {"minimum": -5, "maximum": 5},
    "number": {"minimum": 0.5, "maximum": 2.5},
    "text": {"max_length": 4},
    "date": {"earliest": "2024-01-01", "latest": "2024-12-31"},
    "single_choice": {"choice_list": "sides"},
    "multiple_choice": {"choice_list": "sides", "max_count": 2},
    "photos": {"min_count": 1, "max_count": 2},
}
SOUND: dict[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "integer": st.integers(-5, 5) | st.integers(-5, 5).map(float),
    "number": st.floats(0.5, 2.5) | st.just(1),
    "text": st.text("文a é😀", min_size=1, max_size=4).filter(str.strip),
    "date": st.sampled_from(["2024-01-01", "2024-02-29", "2024-12-31"]),
    "single_choice": st.sampled_from(CHOICES),
    "multiple_choice": st.lists(st.sampled_from(CHOICES), min_size=1, max_size=2, unique=True),
    "photos": st.lists(st.sampled_from(PHOTOS), min_size=1, max_size=2, unique=True),
}
NEVER: list[Any] = [None, {}, float("nan"), float("inf"), 10**400, "\ud800", "a\x00", [[[[1]]]]]
WRONG: dict[str, list[Any]] = {
    "boolean": [0, 1, "true", [True]],
    "integer": [-6, 6, 1.5, True, "1", 1e300],
    "number": [0.49, 2.51, False, "1", [1]],
    "text": ["", " ", "\u3000\n", "aaaaa", 5, ["a"]],
    "date": [
        "2023-12-31",
        "2025-01-01",
        "2024-02-30",
        "20240201",
        "2024-02-01T00:00:00Z",
        20240201,
    ],
    "single_choice": ["west", "", "North", ["north"], True],
    "multiple_choice": [[], ["west"], ["east", "east"], CHOICES, "north", [["north"]]],
    "photos": [[], ["x"], [PHOTOS[0], PHOTOS[0]], PHOTOS[:3], [PHOTOS[1].upper()], PHOTOS[0]],
}


class Place(NamedTuple):
    """A field in the answers: the object that holds it by path, the field, and its state."""

    path: tuple[str | int, ...]
    field: Json
    state: str

    @property
    def pointer(self) -> str:
        return "".join(f"/{step}" for step in (*self.path, self.field["key"]))


def draw_condition(draw: Draw, reach: Sequence[Json]) -> Json | None:
    if not reach or not draw(st.booleans()):
        return None
    asked = draw(st.sampled_from(list(reach)))
    told: list[Json] = [{"answered": True}, {"answered": False}]
    if asked["kind"] == "boolean":
        told += [{"equals": True}, {"equals": False}]
    elif asked["kind"] == "integer":
        told += [{"equals": 0}]
    elif asked["kind"] == "single_choice":
        told += [{"equals": "north"}, {"one_of": ["south", "east"]}]
    elif asked["kind"] == "multiple_choice":
        told += [{"one_of": ["south", "east"]}]
    return {"field": asked["key"], **draw(st.sampled_from(told))}


@st.composite
def sheets(draw: Draw) -> Json:
    """A coherent definition of one to four sections with one to four fields each."""
    sections: list[Json] = []
    reach: list[Json] = []
    for number in range(draw(st.integers(1, 4))):
        repeats = draw(st.booleans())
        section: Json = {"key": f"section{number}", "label": "节", "fields": []}
        section["shown_when"] = draw_condition(draw, reach)
        if repeats:
            least = draw(st.integers(0, 2))
            section["repeat"] = {"minimum": least, "maximum": 3, "label": "一次"}
        within = list(reach)
        for index in range(draw(st.integers(1, 4))):
            kind = draw(st.sampled_from(sorted(KINDS)))
            field: Json = {"key": f"field{number}_{index}", "label": "项", "kind": kind}
            field |= KINDS[kind] | {"required": draw(st.booleans())}
            field["shown_when"] = draw_condition(draw, within)
            section["fields"].append(field)
            within.append(field)
        sections.append(section)
        reach = reach if repeats else within
    sides = [{"key": key, "label": "边"} for key in CHOICES]
    return {"title": "表", "choice_lists": {"sides": sides}, "sections": sections}


def is_shown(condition: Json | None, known: Json) -> bool:
    if condition is None:
        return True
    name = condition["field"]
    if "answered" in condition:
        return (name in known) is condition["answered"]
    if name not in known:
        return False
    picked = known[name] if isinstance(known[name], list) else [known[name]]
    return bool(set(picked) & set(condition.get("one_of", [condition.get("equals")])))


def fill(draw: Draw, sheet: Json) -> tuple[Json, list[Place]]:
    """Sound answers, and each place where a field is or could be."""
    answers: Json = {}
    places: list[Place] = []
    known: Json = {}
    for section in sheet["sections"]:
        shown = is_shown(section["shown_when"], known)
        repeat = section.get("repeat")
        if repeat is None:
            places += fill_group(draw, section, shown, answers, known, ())
            continue
        count = draw(st.integers(repeat["minimum"], repeat["maximum"])) if shown else 0
        rows: list[Json] = [{} for _ in range(count)]
        for number, row in enumerate(rows):
            path = (section["key"], number)
            places += fill_group(draw, section, True, row, dict(known), path)
        if rows:
            answers[section["key"]] = rows
    return answers, places


def fill_group(
    draw: Draw,
    section: Json,
    shown: bool,
    holder: Json,
    known: Json,
    path: tuple[str | int, ...],
) -> list[Place]:
    places = []
    for field in section["fields"]:
        state = "hidden"
        if shown and is_shown(field["shown_when"], known):
            state = "answered" if field["required"] or draw(st.booleans()) else "left out"
        if state == "answered":
            holder[field["key"]] = known[field["key"]] = draw(SOUND[field["kind"]])
        places.append(Place(path, field, state))
    return places


def holder_of(answers: Json, path: tuple[str | int, ...]) -> Json:
    node: Any = answers
    for step in path:
        node = node[step]
    assert isinstance(node, dict)
    return node


drawn = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@drawn
@given(st.data(), sheets())
def test_answers_made_after_the_form_pass(data: st.DataObject, sheet: Json) -> None:
    answers, _ = fill(data.draw, sheet)
    before = copy.deepcopy(answers)
    checker = compile_checker(FormDefinition.model_validate(sheet))
    assert checker.check(answers) == []
    assert answers == before


@drawn
@given(st.data(), sheets())
def test_one_wrong_answer_is_found_where_it_is_and_nowhere_else(
    data: st.DataObject, sheet: Json
) -> None:
    answers, places = fill(data.draw, sheet)
    answered = [place for place in places if place.state == "answered"]
    assume(answered)
    place = data.draw(st.sampled_from(answered))
    wrong = data.draw(st.sampled_from(WRONG[place.field["kind"]] + NEVER))
    holder_of(answers, place.path)[place.field["key"]] = wrong
    found = compile_checker(FormDefinition.model_validate(sheet)).check(answers)
    assert found
    # An item of a list has a place of its own, below the field's.
    assert {fault.pointer[: len(place.pointer)] for fault in found} == {place.pointer}


@drawn
@given(st.data(), sheets())
def test_what_is_required_cannot_be_left_out(data: st.DataObject, sheet: Json) -> None:
    answers, places = fill(data.draw, sheet)
    needed = [p for p in places if p.state == "answered" and p.field["required"]]
    assume(needed)
    place = data.draw(st.sampled_from(needed))
    del holder_of(answers, place.path)[place.field["key"]]
    found = compile_checker(FormDefinition.model_validate(sheet)).check(answers)
    assert (place.pointer, "required") in {(fault.pointer, fault.code) for fault in found}


@drawn
@given(st.data(), sheets())
def test_what_is_hidden_must_be_absent(data: st.DataObject, sheet: Json) -> None:
    answers, places = fill(data.draw, sheet)
    hidden = [place for place in places if place.state == "hidden"]
    assume(hidden)
    place = data.draw(st.sampled_from(hidden))
    answer = data.draw(SOUND[place.field["kind"]])
    holder_of(answers, place.path)[place.field["key"]] = answer
    found = compile_checker(FormDefinition.model_validate(sheet)).check(answers)
    assert [(fault.pointer, fault.code) for fault in found] == [(place.pointer, "hidden")]


@drawn
@given(st.data(), sheets())
def test_a_field_that_was_never_asked_is_found(data: st.DataObject, sheet: Json) -> None:
    answers, places = fill(data.draw, sheet)
    path = data.draw(st.sampled_from([place.path for place in places] or [()]))
    holder_of(answers, path)["stranger"] = data.draw(st.sampled_from([None, 1, "a", {"b": []}]))
    (fault,) = compile_checker(FormDefinition.model_validate(sheet)).check(answers)
    assert fault.pointer == "".join(f"/{step}" for step in (*path, "stranger"))
    assert fault.code == "unknown_field"
