"""What answers tell beyond their form, and the answer that a known fact would be."""

import copy
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.telling import Told, answer_for, tellings

ONE, TWO = "0199a3c4-5d6e-7f80-9a1b-000000000001", "0199a3c4-5d6e-7f80-9a1b-000000000002"
CHOICES = [{"key": key, "label": key} for key in ("piped", "bottled", "none", "unclear")]
SHEET: dict[str, Any] = {
    "title": "表",
    "sections": [
        {
            "key": "top",
            "label": "一",
            "fields": [
                {"key": "entered", "kind": "boolean", "label": "入户"},
                {"key": "shop", "kind": "reference", "label": "单位", "to": "shop"},
                {
                    "key": "gas",
                    "kind": "single_choice",
                    "label": "燃气",
                    "choices": CHOICES,
                    "shown_when": {"field": "entered", "equals": True},
                    "tells": {"fact": "gas", "values": {"piped": "a", "bottled": "b", "none": "b"}},
                },
                {
                    "key": "found",
                    "kind": "multiple_choice",
                    "label": "发现",
                    "choices": CHOICES,
                    "tells": {"fact": "danger", "about": "shop", "one_of": ["bottled", "none"]},
                },
            ],
        },
        {
            "key": "people",
            "label": "二",
            "repeat": {"maximum": 3, "label": "一人"},
            "fields": [
                {"key": "who", "kind": "reference", "label": "谁", "to": "person"},
                {
                    "key": "age",
                    "kind": "integer",
                    "label": "年龄",
                    "tells": {"fact": "age", "about": "who"},
                },
            ],
        },
    ],
}


def told(**answers: Any) -> list[Told]:
    return tellings(FormDefinition.model_validate(SHEET), answers)


def test_of_the_place_of_a_thing_and_of_each_row() -> None:
    rows = [{"who": ONE, "age": 3.0}, {"age": 4}, {"who": TWO}]
    assert told(entered=True, shop=TWO, gas="piped", found=["none"], people=rows) == [
        Told("gas", "a", "/gas"),
        Told("danger", True, "/found", "shop", UUID(TWO), "/shop"),
        Told("age", 3, "/people/0/age", "person", UUID(ONE), "/people/0/who"),
        Told("age", 4, "/people/1/age", "person", None, "/people/1/who"),
    ]


@pytest.mark.parametrize(
    ("answers", "count"),
    [
        ({"entered": True, "gas": "unclear"}, 0),  # no value stands for it
        ({"entered": False, "gas": "piped"}, 0),  # hidden
        ({"found": ["piped"]}, 1),  # false is a value
        ({}, 0),
    ],
)
def test_what_tells_nothing(answers: dict[str, Any], count: int) -> None:
    assert len(told(**answers)) == count


def test_a_known_value_is_an_answer_where_only_one_tells_it() -> None:
    definition = FormDefinition.model_validate(SHEET)
    _, _, gas, found = definition.sections[0].fields
    age = definition.sections[1].fields[1]
    assert [answer_for(gas, value) for value in ("a", "b", "c", None)] == ["piped"] + [None] * 3
    assert answer_for(found, True) is None
    assert answer_for(age, 5) == 5
    assert answer_for(definition.sections[0].fields[0], True) is None


@pytest.mark.parametrize(
    ("section", "index", "tells", "code"),
    [
        (0, 3, {"fact": "danger", "about": "nobody", "one_of": ["none"]}, "telling_unreachable"),
        (0, 3, {"fact": "danger", "about": "entered"}, "telling_unreachable"),
        (0, 3, {"fact": "danger", "about": "who"}, "telling_unreachable"),  # of which row?
        (0, 3, {"fact": "danger", "one_of": ["strange"]}, "telling_unfit"),
        (0, 3, {"fact": "danger", "values": {"none": True}}, "telling_unfit"),  # of several
        (0, 2, {"fact": "gas", "values": {"strange": "a"}}, "telling_unfit"),
        (0, 2, {"fact": "gas", "values": {"none": "a"}, "one_of": ["none"]}, "telling_unclear"),
        (0, 2, {"fact": "gas", "values": {}}, "too_short"),
        (0, 0, {"fact": "Strange fact"}, "string_pattern_mismatch"),
    ],
)
def test_what_no_form_may_tell(section: int, index: int, tells: dict[str, Any], code: str) -> None:
    sheet = copy.deepcopy(SHEET)
    sheet["sections"][section]["fields"][index]["tells"] = tells
    with pytest.raises(ValidationError) as caught:
        FormDefinition.model_validate(sheet)
    assert code in {error["type"] for error in caught.value.errors()}


def test_it_survives_being_stored() -> None:
    definition = FormDefinition.model_validate(SHEET)
    stored = definition.model_dump(mode="json", exclude_none=True)
    assert FormDefinition.model_validate(stored) == definition
