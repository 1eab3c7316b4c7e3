"""Pure decisions about hazards and answers."""

from shequ_api.blocks.forms.checking import compile_checker
from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.features.inspection_forms.public import LEVEL_TITLES, HazardLevel
from shequ_api.features.patrols.flow import FLOW, STEP_OF, InspectionState, ReviewDecision
from shequ_api.features.patrols.rules import (
    MAX_TICKET_TEXT,
    Flag,
    flags_of,
    highest,
    sensitive_keys,
    ticket_text,
    without,
)
from shequ_api.features.patrols.seed import shipped_forms
from tests.features.patrols.field import OLD_HOSE, PRESSURE


def hazard(level: str, text: str = "需要处理") -> Flag:
    return Flag("gas", level, "燃气", text, "/gas", sensitive=False)


def test_levels_rise() -> None:
    assert highest([]) is None
    assert highest([hazard("general"), hazard("critical"), hazard("major")]) == HazardLevel.CRITICAL
    assert highest([hazard("general"), hazard("major")]) == HazardLevel.MAJOR
    assert set(LEVEL_TITLES) == set(HazardLevel)


def test_a_ticket_says_the_worst_first_and_stays_short() -> None:
    text = ticket_text([hazard("general", "甲"), hazard("critical", "乙"), hazard("general", "丙")])
    assert text.split("\n") == [
        "入户排查发现 3 处隐患：",
        "【重大隐患】燃气：乙",
        "【一般隐患】燃气：甲",
        "【一般隐患】燃气：丙",
    ]
    long = ticket_text([hazard("major", "长" * 90) for _ in range(100)])
    assert len(long) == MAX_TICKET_TEXT
    assert long.endswith("…")


def test_shipped_forms_are_sound() -> None:
    shipped = shipped_forms()
    assert "household_safety" in shipped
    for definition in shipped.values():
        assert {flag.key for flag in definition.flags} <= set(HazardLevel)
        labels = {flag.key: flag.label for flag in definition.flags}
        assert all(labels[level] == LEVEL_TITLES[HazardLevel(level)] for level in labels)


def test_health_is_left_out_at_any_depth() -> None:
    definition: FormDefinition = shipped_forms()["household_safety"]
    secret = sensitive_keys(definition)
    assert secret == {"person_label", "systolic_mmhg", "diastolic_mmhg", "takes_medicine"}
    answers = OLD_HOSE | {"blood_pressure": [PRESSURE, PRESSURE]}
    shown = without(answers, secret)
    assert shown == OLD_HOSE | {"blood_pressure": [{"measurement_consent": True}] * 2}
    assert "person_label" in answers["blood_pressure"][0], "the answers themselves are not touched"
    flags = flags_of(compile_checker(definition), answers)
    assert [flag.pointer for flag in flags if flag.sensitive] == [
        "/blood_pressure/0/systolic_mmhg",
        "/blood_pressure/1/systolic_mmhg",
    ]


def test_every_decision_leads_somewhere() -> None:
    for decision in ReviewDecision:
        step = FLOW.step(InspectionState.RECEIVED, STEP_OF[decision])
        assert step is not None
        assert (step.target, FLOW.is_final(step.target)) == (decision.value, True)
