"""Pure decisions about hazards and answers."""

import json

from pydantic import Field

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
from shequ_api.features.patrols.schemas import InspectionDraft
from shequ_api.features.patrols.seed import shipped_forms
from shequ_api.features.patrols.service.reception import filling_of
from shequ_api.kit.ids import new_id
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
        assert step.target == decision.value
    assert FLOW.legal_from(InspectionState.REJECTED) == ["delete"]
    assert FLOW.is_final(InspectionState.DELETED)


class LaterDraft(InspectionDraft):
    """As a later release may have it."""

    weather: str | None = None
    visits: list[str] = Field(default_factory=list)


def test_the_same_bytes_have_the_same_hash_in_every_release() -> None:
    """Phones keep what they could not send, and send it after the server was renewed."""
    sent = {
        "form_version_id": "0199a3c4-5d6e-7f80-9a1b-00000000010f",
        "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
        "answers": {"visit_result": "entered", "note": None, "wiring": ["good"]},
        "filled_at": "2026-11-22T09:30:00.000+08:00",
    }
    golden = "51f5ab29489037287b08b622260f2ac67016c0625c3e1aa5283bbf0c855bbc85"
    for draft in (InspectionDraft, LaterDraft):
        for body in (sent, {**sent, "check_in_id": None}):
            filling = filling_of(new_id(), draft.model_validate_json(json.dumps(body)))
            assert filling.body_hash.hex() == golden
    silent = {**sent, "answers": {"visit_result": "entered", "wiring": ["good"]}}
    unlike = filling_of(new_id(), InspectionDraft.model_validate_json(json.dumps(silent)))
    assert unlike.body_hash.hex() != golden, "in answers null is a value"
