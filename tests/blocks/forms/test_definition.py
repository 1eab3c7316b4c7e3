"""A definition is refused where its parts do not fit, at the place where they do not."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from shequ_api.blocks.forms.definition import FormDefinition

SHEET: dict[str, Any] = {
    "title": "排查表",
    "flags": [{"key": "major", "label": "较大"}],
    "choice_lists": {"levels": [{"key": "low", "label": "低"}, {"key": "high", "label": "高"}]},
    "sections": [
        {
            "key": "top",
            "label": "概况",
            "fields": [
                {"key": "entered", "kind": "boolean", "label": "已入户"},
                {"key": "level", "kind": "single_choice", "label": "程度", "choice_list": "levels"},
                {"key": "months", "kind": "integer", "label": "月数", "minimum": 0, "maximum": 600},
                {
                    "key": "found",
                    "kind": "multiple_choice",
                    "label": "发现",
                    "choices": [{"key": "rust", "label": "锈"}, {"key": "leak", "label": "漏"}],
                },
                {"key": "weight", "kind": "number", "label": "重量", "unit": "千克"},
            ],
        },
        {
            "key": "people",
            "label": "人员",
            "repeat": {"minimum": 0, "maximum": 5, "label": "一人"},
            "fields": [
                {"key": "consent", "kind": "boolean", "label": "同意"},
                {"key": "born_on", "kind": "date", "label": "出生日期"},
            ],
        },
        {
            "key": "end",
            "label": "结束",
            "fields": [
                {"key": "note", "kind": "text", "label": "备注"},
                {"key": "pictures", "kind": "photos", "label": "照片"},
            ],
        },
    ],
}
TOP, PEOPLE, END = 0, 1, 2
Edit = Callable[[dict[str, Any]], None]


def field(section: int, index: int, **members: Any) -> Edit:
    """An edit that sets members of one field."""
    return lambda sheet: sheet["sections"][section]["fields"][index].update(members)


def section(number: int, **members: Any) -> Edit:
    return lambda sheet: sheet["sections"][number].update(members)


def refusals(edit: Edit) -> list[tuple[tuple[Any, ...], str]]:
    sheet = copy.deepcopy(SHEET)
    edit(sheet)
    with pytest.raises(ValidationError) as caught:
        FormDefinition.model_validate(sheet)
    return [(error["loc"], error["type"]) for error in caught.value.errors()]


def test_a_coherent_sheet_survives_being_stored() -> None:
    definition = FormDefinition.model_validate(SHEET)
    stored = json.loads(json.dumps(definition.model_dump(mode="json")))
    assert FormDefinition.model_validate(stored) == definition
    level = definition.sections[TOP].fields[1]
    assert [choice.key for choice in definition.choices_of(level)] == ["low", "high"]


NOTE = ("sections", END, "fields", 0, "shown_when")


@pytest.mark.parametrize(
    "condition",
    [
        {"field": "entered", "equals": False},
        {"field": "level", "equals": "high"},
        {"field": "level", "one_of": ["low", "high"]},
        {"field": "found", "one_of": ["leak"]},
        {"field": "months", "equals": 600},
        {"field": "weight", "answered": True},
        {"field": "found", "answered": False},
    ],
)
def test_a_condition_may_look_back(condition: dict[str, Any]) -> None:
    sheet = copy.deepcopy(SHEET)
    field(END, 0, shown_when=condition)(sheet)
    section(PEOPLE, shown_when=condition)(sheet)
    FormDefinition.model_validate(sheet)


@pytest.mark.parametrize("name", ["note", "pictures", "consent", "people", "nothing", "top"])
def test_a_condition_cannot_look_ahead_at_itself_or_into_a_repeat(name: str) -> None:
    found = refusals(field(END, 0, shown_when={"field": name, "answered": True}))
    assert found == [((*NOTE, "field"), "condition_unreachable")]


def test_a_section_cannot_hang_on_its_own_field() -> None:
    found = refusals(section(TOP, shown_when={"field": "entered", "equals": True}))
    assert found == [(("sections", TOP, "shown_when", "field"), "condition_unreachable")]


@pytest.mark.parametrize(
    "condition",
    [
        {"field": "entered", "equals": 1},
        {"field": "entered", "one_of": ["low"]},
        {"field": "months", "equals": True},
        {"field": "months", "equals": 601},
        {"field": "level", "equals": "middle"},
        {"field": "level", "one_of": ["low", "middle"]},
        {"field": "found", "equals": "leak"},
        {"field": "weight", "equals": 1},
    ],
)
def test_a_condition_that_can_never_hold_is_refused(condition: dict[str, Any]) -> None:
    assert refusals(field(END, 0, shown_when=condition)) == [(NOTE, "condition_unfit")]


@pytest.mark.parametrize(
    "condition",
    [
        {"field": "entered"},
        {"field": "entered", "equals": True, "answered": True},
        {"field": "level", "equals": "low", "one_of": ["low"]},
    ],
)
def test_a_condition_says_exactly_one_thing(condition: dict[str, Any]) -> None:
    assert "condition_unclear" in {
        code for _, code in refusals(field(END, 0, shown_when=condition))
    }


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        (field(END, 0, key="entered"), ("sections", END, "fields", 0, "key")),
        (field(PEOPLE, 1, key="consent"), ("sections", PEOPLE, "fields", 1, "key")),
        (field(END, 0, key="people"), ("sections", END, "fields", 0, "key")),
        (section(END, key="top"), ("sections", END, "key")),
        (
            lambda sheet: sheet["choice_lists"]["levels"].append({"key": "low", "label": "又低"}),
            ("choice_lists", "levels", 2, "key"),
        ),
        (
            field(TOP, 3, choices=[{"key": "rust", "label": "锈"}] * 2),
            ("sections", TOP, "fields", 3, "choices", 1, "key"),
        ),
        (lambda sheet: sheet["flags"].append({"key": "major", "label": "大"}), ("flags", 1, "key")),
    ],
)
def test_keys_are_unique(edit: Edit, place: tuple[Any, ...]) -> None:
    assert (place, "key_repeated") in refusals(edit)


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (field(TOP, 2, minimum=601), "range_empty"),
        (field(TOP, 4, minimum=1.5, maximum=1.25), "range_empty"),
        (field(PEOPLE, 1, earliest="2026-02-01", latest="2026-01-31"), "range_empty"),
        (field(PEOPLE, 1, earliest="2026-02-30"), "not_a_date"),
        (field(PEOPLE, 1, earliest="20260201"), "not_a_date"),
        (field(PEOPLE, 1, earliest="2026-02-01\n"), "not_a_date"),
        (field(END, 1, min_count=3, max_count=2), "range_empty"),
        (section(PEOPLE, repeat={"minimum": 3, "maximum": 2, "label": "一人"}), "range_empty"),
        (field(TOP, 1, choices=[{"key": "a", "label": "甲"}]), "choices_unclear"),
        (field(TOP, 1, choice_list=None), "choices_unclear"),
        (field(TOP, 1, choice_list="unlisted"), "choice_list_unknown"),
        (field(TOP, 0, flags=[{"flag": "minor", "equals": True, "text": "注意"}]), "flag_unknown"),
        (field(TOP, 1, flags=[{"flag": "major", "one_of": ["no"], "text": "注意"}]), "flag_never"),
        (field(TOP, 2, flags=[{"flag": "major", "at_least": 601, "text": "注意"}]), "flag_never"),
        (field(TOP, 2, flags=[{"flag": "major", "below": 0, "text": "注意"}]), "flag_never"),
        (
            field(TOP, 2, flags=[{"flag": "major", "at_least": 9, "below": 9, "text": "空"}]),
            "band_empty",
        ),
        (field(TOP, 2, flags=[{"flag": "major", "text": "注意"}]), "band_open"),
        (
            field(TOP, 2, flags=[{"flag": "major", "equals": True, "text": "注意"}]),
            "extra_forbidden",
        ),
        (field(END, 0, flags=[]), "extra_forbidden"),
        (field(END, 0, kind="drawing"), "union_tag_invalid"),
    ],
)
def test_ranges_lists_and_flags_fit(edit: Edit, code: str) -> None:
    assert code in {found for _, found in refusals(edit)}


@pytest.mark.parametrize(
    "edit",
    [
        field(TOP, 2, maximum=2**53),
        field(TOP, 4, maximum=float("inf")),
        field(TOP, 4, minimum=float("nan")),
        field(END, 0, max_length=1_000_000),
        field(END, 0, label="备\x00注"),
        field(END, 0, help="\ud800"),
        field(END, 0, label="　"),
        field(END, 0, key="Note"),
        field(END, 0, key="note\n"),
        field(END, 0, key="a/b"),
        field(END, 1, max_count=13),
        section(PEOPLE, repeat={"maximum": 51, "label": "一人"}),
        section(PEOPLE, fields=[]),
        lambda sheet: sheet.update(sections=[]),
        lambda sheet: sheet["choice_lists"].update({"Bad Name": []}),
    ],
)
def test_sizes_and_texts_are_bounded(edit: Edit) -> None:
    assert refusals(edit)


def test_a_sheet_whose_answers_would_be_huge_is_refused() -> None:
    def widen(sheet: dict[str, Any]) -> None:
        fields = [{"key": f"pictures_{n}", "kind": "photos", "label": "照片"} for n in range(100)]
        section(PEOPLE, repeat={"maximum": 50, "label": "一人"}, fields=fields)(sheet)

    assert (("sections",), "too_many_values") in refusals(widen)


def test_all_doubts_are_told_at_once() -> None:
    def spoil(sheet: dict[str, Any]) -> None:
        field(END, 0, key="entered", shown_when={"field": "nothing", "answered": True})(sheet)
        field(TOP, 1, choice_list="unlisted")(sheet)

    codes = {code for _, code in refusals(spoil)}
    assert codes == {"key_repeated", "condition_unreachable", "choice_list_unknown"}
