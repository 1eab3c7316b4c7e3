"""A form tells only what the register has, as the register keeps it."""

import copy
from typing import Any

import pytest

from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.features.inspection_forms.telling import TellingUnfit, refuse_unfit_tellings
from tests.features.patrols.field import Field

GAS: dict[str, Any] = {
    "kind": "single_choice",
    "choices": [{"key": "piped", "label": "管道"}, {"key": "none", "label": "不用"}],
    "tells": {"fact": "gas_supply"},
}
ABOUT = {"about": "who"}


def sheet(to: str = "person", **field: Any) -> dict[str, Any]:
    asked = {"key": "asked", "label": "问题", **copy.deepcopy(field)}
    who = {"key": "who", "kind": "reference", "label": "谁", "to": to}
    return {"title": "表", "sections": [{"key": "s", "label": "节", "fields": [who, asked]}]}


@pytest.mark.parametrize(
    "field",
    [
        GAS,
        {"kind": "boolean", "tells": {"fact": "bicycle_charging"}},
        {"kind": "integer", "minimum": 0, "maximum": 9, "tells": {"fact": "room_count"}},
        {"kind": "boolean", "tells": {"fact": "lives_alone", **ABOUT}},
        {"kind": "date", "tells": {"fact": "residence_permit_until", **ABOUT}},
        {"kind": "text", "sensitive": True, "max_length": 22, "tells": {"fact": "phone", **ABOUT}},
        GAS | {"tells": {"fact": "bicycle_charging", "one_of": ["none"]}},
        GAS | {"tells": {"fact": "lives_alone", **ABOUT, "values": {"none": True}}},
    ],
)
def test_what_fits(field: dict[str, Any]) -> None:
    refuse_unfit_tellings(FormDefinition.model_validate(sheet(**field)))


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ({"kind": "boolean", "tells": {"fact": "strange"}}, "1/tells"),
        ({"kind": "boolean", "tells": {"fact": "lives_alone"}}, "1/tells"),  # about a person
        ({"kind": "boolean", "tells": {"fact": "bicycle_charging", **ABOUT}}, "1/tells"),
        ({"kind": "boolean", "tells": {"fact": "room_count"}}, "1/tells"),
        ({"kind": "integer", "tells": {"fact": "room_count"}}, "1/tells"),  # below 0
        (
            {"kind": "number", "minimum": 0, "maximum": 9, "tells": {"fact": "room_count"}},
            "1/tells",
        ),
        (
            {"kind": "text", "max_length": 22, "tells": {"fact": "phone", **ABOUT}},
            "1/tells",
        ),  # open
        (
            {"kind": "text", "sensitive": True, "tells": {"fact": "phone", **ABOUT}},
            "1/tells",
        ),  # longer than any
        (
            {"kind": "boolean", "sensitive": True, "tells": {"fact": "lives_alone", **ABOUT}},
            "1/tells",
        ),
        (GAS | {"choices": [{"key": "wood", "label": "柴"}]}, "1/tells"),
        (GAS | {"tells": {"fact": "gas_supply", "values": {"none": "wood"}}}, "1/tells"),
        (GAS | {"tells": {"fact": "gas_supply", "values": {"none": True}}}, "1/tells"),
        (GAS | {"tells": {"fact": "gas_supply", "one_of": ["none"]}}, "1/tells"),
        ({"kind": "photos", "tells": {"fact": "phone", **ABOUT}}, "1/tells"),
        ({"to": "dragon", "kind": "boolean"}, "0/to"),
    ],
)
def test_what_does_not(field: dict[str, Any], place: str) -> None:
    with pytest.raises(TellingUnfit) as caught:
        refuse_unfit_tellings(FormDefinition.model_validate(sheet(**field)))
    assert [fault.pointer for fault in caught.value.errors] == [f"/sections/0/fields/{place}"]


async def test_nobody_drafts_what_the_register_does_not_have(field: Field) -> None:
    strange = sheet(kind="boolean", tells={"fact": "strange"})
    path = "/inspection-forms/strange_form/draft"
    refused = await field.ask("community_worker", "PUT", path, json=strange)
    assert (refused.status_code, refused.json()["code"]) == (422, "telling_unfit")
    assert refused.json()["errors"][0]["pointer"] == "/sections/0/fields/1/tells"
    drafted = await field.ask("community_worker", "PUT", path, json=sheet(**GAS))
    assert drafted.status_code == 200, drafted.text
