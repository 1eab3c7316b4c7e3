"""Answers are sound or their faults are named, at their place, without quoting them."""

import json
from pathlib import Path
from typing import Any

import pytest

import shequ_api
from shequ_api.blocks.forms.checking import Checker, compile_checker
from shequ_api.blocks.forms.definition import FormDefinition

SHIPPED = Path(shequ_api.__file__).parent / "features/patrols/forms/household_safety.json"
PHOTO = "0190a6f0-0000-7000-8000-00000000000{}"

ENTERED: dict[str, Any] = {
    "visit_result": "entered",
    "gas_kind": "natural_gas",
    "gas_smell": False,
    "hose_material": "stainless_steel",
    "metal_hose_months": 12,
    "hose_condition": ["good"],
    "gas_alarm": "working",
    "wiring": ["good"],
}
ELDER = {"person_label": "户主的母亲", "measurement_consent": True}


@pytest.fixture(scope="module")
def household() -> Checker:
    return compile_checker(FormDefinition.model_validate(json.loads(SHIPPED.read_text("utf-8"))))


def sheet(*fields: dict[str, Any], **repeat: Any) -> Checker:
    """A checker of one section with these fields."""
    section = {"key": "only", "label": "唯一", "fields": list(fields), **repeat}
    return compile_checker(FormDefinition.model_validate({"title": "表", "sections": [section]}))


def faults(checker: Checker, answers: dict[str, Any]) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in checker.check(answers)]


def raised(checker: Checker, answers: dict[str, Any]) -> set[tuple[str, str]]:
    assert checker.check(answers) == []
    return {(flag.pointer, flag.flag) for flag in checker.flags(answers)}


def test_a_sound_household_raises_nothing(household: Checker) -> None:
    elder = {**ELDER, "systolic_mmhg": 139, "diastolic_mmhg": 89}
    assert raised(household, {**ENTERED, "blood_pressure": [elder]}) == set()


def test_nobody_home_asks_for_nothing_more(household: Checker) -> None:
    assert faults(household, {"visit_result": "nobody_home", "return_on": "2026-03-01"}) == []
    assert faults(household, {"visit_result": "vacant"}) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"gas_smell": True}, {("/gas_smell", "critical")}),
        ({"metal_hose_months": 95}, set()),
        ({"metal_hose_months": 96}, {("/metal_hose_months", "general")}),
        ({"hose_condition": ["cracked"]}, {("/hose_condition", "critical")}),
        (
            {"hose_condition": ["date_unknown", "ageing"]},
            {("/hose_condition", "general"), ("/hose_condition", "major")},
        ),
        ({"gas_alarm": "missing"}, {("/gas_alarm", "general")}),
        ({"gas_alarm": "faulty"}, {("/gas_alarm", "major")}),
        ({"ageing_pipes": ["water_supply"]}, {("/ageing_pipes", "general")}),
        ({"leaking_pipes": ["drainage"]}, {("/leaking_pipes", "major")}),
        ({"leaking_pipes": ["gas_pipe"]}, {("/leaking_pipes", "critical")}),
        ({"wiring": ["exposed", "ageing"]}, {("/wiring", "critical"), ("/wiring", "major")}),
    ],
)
def test_hazards_of_the_household_are_flagged(
    household: Checker, changes: dict[str, Any], expected: set[tuple[str, str]]
) -> None:
    assert raised(household, {**ENTERED, **changes}) == expected


@pytest.mark.parametrize(("months", "flags"), [(17, 1), (18, 2), (18.0, 2)])
def test_a_rubber_hose_expires_after_eighteen_months(
    household: Checker, months: float, flags: int
) -> None:
    answers = {**ENTERED, "hose_material": "rubber", "rubber_hose_months": months}
    del answers["metal_hose_months"]
    assert len(raised(household, answers)) == flags


@pytest.mark.parametrize(
    ("systolic", "diastolic", "levels"),
    [
        (140, 89, {"general"}),
        (159, 99, {"general"}),
        (160, 80, {"major"}),
        (179, 110, {"major", "critical"}),
        (180, 100, {"critical", "major"}),
        (300, 200, {"critical"}),
        (90, 60, set()),
        (89, 59, {"major", "general"}),
    ],
)
def test_blood_pressure_is_flagged_per_person(
    household: Checker, systolic: int, diastolic: int, levels: set[str]
) -> None:
    measured = {**ELDER, "systolic_mmhg": systolic, "diastolic_mmhg": diastolic}
    declined = {"person_label": "户主", "measurement_consent": False}
    flags = raised(household, {**ENTERED, "blood_pressure": [declined, measured]})
    assert {level for _, level in flags} == levels
    assert all(pointer.startswith("/blood_pressure/1/") for pointer, _ in flags)


def test_a_flag_tells_whom_it_may_concern(household: Checker) -> None:
    (flag,) = household.flags({**ENTERED, "gas_alarm": "missing"})
    assert (flag.field, flag.label) == ("gas_alarm", "燃气泄漏报警器")
    assert flag.text == "未安装燃气报警器，建议安装"


def test_what_hangs_on_other_answers(household: Checker) -> None:
    declined = {**ELDER, "measurement_consent": False, "systolic_mmhg": 120}
    answers = {**ENTERED, "rubber_hose_months": 3, "blood_pressure": [declined, ELDER]}
    del answers["wiring"]
    assert faults(household, answers) == [
        ("/rubber_hose_months", "hidden"),
        ("/wiring", "required"),
        ("/blood_pressure/0/systolic_mmhg", "hidden"),
        ("/blood_pressure/1/systolic_mmhg", "required"),
        ("/blood_pressure/1/diastolic_mmhg", "required"),
    ]


def test_a_hidden_section_hides_its_fields_and_what_hangs_on_them(household: Checker) -> None:
    found = dict(faults(household, {**ENTERED, "visit_result": "refused"}))
    assert set(found) == {f"/{key}" for key in ENTERED if key != "visit_result"}
    assert set(found.values()) == {"hidden"}


def test_a_hidden_repeat_is_named_once(household: Checker) -> None:
    answers = {"visit_result": "vacant", "blood_pressure": [ELDER, ELDER]}
    assert faults(household, answers) == [("/blood_pressure", "hidden")]


def test_nothing_is_said_of_what_hangs_on_a_faulty_answer(household: Checker) -> None:
    answers = {**ENTERED, "gas_kind": "steam", "rubber_hose_months": 3}
    # metal_hose_months hangs on hose_material, and that on gas_kind: none of them is judged.
    assert faults(household, answers) == [("/gas_kind", "not_a_choice")]


def test_pointers_start_where_the_caller_says(household: Checker) -> None:
    (fault,) = household.check({"visit_result": 5}, at="/items/3/answers")
    assert (fault.pointer, fault.code) == ("/items/3/answers/visit_result", "not_a_choice")


def test_a_choice_that_stands_alone(household: Checker) -> None:
    answers = {**ENTERED, "hose_condition": ["good", "cracked"]}
    assert faults(household, answers) == [("/hose_condition", "not_alone")]


def test_photos_are_listed_once_and_counted_together() -> None:
    kind = {"kind": "photos", "label": "照片"}
    checker = sheet({"key": "near", **kind}, {"key": "far", **kind})
    near, far = [PHOTO.format(digit) for digit in "0123456"], [PHOTO.format(d) for d in "56789ab"]
    assert checker.check({"near": near, "far": far}) == []
    ids = checker.photo_ids({"near": near, "far": far})
    assert [str(photo) for photo in ids] == list(dict.fromkeys(near + far))
    full = {"near": near, "far": [PHOTO.format(digit) for digit in "789abc"]}
    assert faults(checker, full) == [("/far", "too_many_photos")]
    assert faults(checker, {"near": near[:1] * 2}) == [("/near", "repeated")]


def test_the_thirteenth_photo_is_one_too_many() -> None:
    kind = {"kind": "photos", "label": "照片"}
    checker = sheet({"key": "near", **kind}, {"key": "far", **kind})
    dozen = [PHOTO.format(digit) for digit in "0123456789ab"]
    assert checker.check({"near": dozen, "far": dozen}) == []
    thirteenth = [PHOTO.format("c")]
    assert faults(checker, {"near": dozen, "far": thirteenth}) == [("/far", "too_many_photos")]


def test_nothing_is_said_by_leaving_it_out() -> None:
    several = {"key": "several", "kind": "multiple_choice", "label": "多选"}
    checker = sheet({**several, "choices": [{"key": "north", "label": "北"}]})
    assert faults(checker, {"several": []}) == [("/several", "too_few")]
    assert faults(checker, {"several": ["north"] * 2}) == [("/several", "repeated")]
    name = {"key": "name", "kind": "text", "label": "姓名"}
    checker = sheet(name, repeat={"minimum": 0, "label": "一人"})
    assert faults(checker, {"only": []}) == [("/only", "too_few")]
    assert faults(checker, {"only": None}) == [("/only", "wrong_type")]
    assert faults(checker, {}) == []


def test_a_repeat_has_a_least_and_a_most() -> None:
    asked = {"key": "name", "kind": "text", "label": "姓名", "max_length": 3}
    checker = sheet(asked, repeat={"minimum": 2, "maximum": 3, "label": "一人"})
    one = {"name": "李四"}
    assert faults(checker, {}) == [("/only", "required")]
    assert faults(checker, {"only": [one]}) == [("/only", "too_few")]
    assert faults(checker, {"only": [one] * 3}) == []
    assert faults(checker, {"only": [one] * 4}) == [("/only", "too_many")]
    assert faults(checker, {"only": [one, "李四"]}) == [("/only/1", "wrong_type")]
    assert faults(checker, {"only": [one, {"name": "𠮷𠮷𠮷"}]}) == []


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2024-02-29", None),
        ("2023-02-29", "not_a_date"),
        ("2024-2-9", "not_a_date"),
        ("20240229", "not_a_date"),
        ("2024-W09-4", "not_a_date"),
        ("２０２４-02-29", "not_a_date"),
        ("2024-02-29\n", "not_a_date"),
        ("0000-01-01", "not_a_date"),
        ("2023-12-31", "below_minimum"),
        ("2025-01-01", "above_maximum"),
    ],
)
def test_days_exist_and_lie_in_their_range(day: str, code: str | None) -> None:
    asked = {"key": "day", "kind": "date", "label": "日期"}
    checker = sheet({**asked, "earliest": "2024-01-01", "latest": "2024-12-31"})
    assert faults(checker, {"day": day}) == ([("/day", code)] if code else [])


@pytest.mark.parametrize(
    "answers",
    [
        {"visit_result": 10**5000},
        {"metal_hose_months": 10**30},
        {"metal_hose_months": float("nan")},
        {"note": "CANARY\x00"},
        {"note": "CANARY\ud800"},
        {"CANARY\ud800": 1},
        {"CANARY": {"CANARY": float("inf")}},
        {"visit_result": "CANARY", "gas_kind": ["CANARY"], "wiring": ["CANARY", "CANARY"]},
        {"blood_pressure": {"CANARY": 1}},
        {"blood_pressure": [[["CANARY"]]]},
        {"hazard_photos": ["CANARY"] * 5000},
        {"canary with spaces": 1, "家庭": "CANARY"},
        {},
    ],
)
def test_hostile_answers_are_refused_and_not_quoted(
    household: Checker, answers: dict[str, Any]
) -> None:
    found = household.check(answers)
    assert 0 < len(found) <= 100
    said = json.dumps([fault.as_dict() for fault in found], ensure_ascii=False)
    said.encode()
    assert "CANARY" not in said.upper()
    assert all("\u4e00" <= fault.detail[0] <= "\u9fff" for fault in found)
