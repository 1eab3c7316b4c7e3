"""Pure decisions about hazards and answers."""

import json

from pydantic import Field

from shequ_api.blocks.forms.checking import compile_checker
from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.features.inspection_forms.public import LEVEL_TITLES, HazardLevel
from shequ_api.features.patrols.flow import FLOW, STEP_OF, InspectionState, ReviewDecision
from shequ_api.features.patrols.rules import (
    Flag,
    flags_of,
    highest,
    judged_by,
    sensitive_keys,
    without,
)
from shequ_api.features.patrols.schemas import InspectionDraft
from shequ_api.features.patrols.seed import shipped_forms
from shequ_api.features.patrols.service.reception import filling_of
from shequ_api.kit.ids import new_id
from tests.features.patrols.field import NOBODY, OLD_HOSE, PRESSURE, SOUND


def hazard(level: str, text: str = "需要处理") -> Flag:
    return Flag("gas", level, "燃气", text, "/gas", sensitive=False)


def test_levels_rise() -> None:
    assert highest([]) is None
    assert highest([hazard("general"), hazard("critical"), hazard("major")]) == HazardLevel.CRITICAL
    assert highest([hazard("general"), hazard("major")]) == HazardLevel.MAJOR
    assert set(LEVEL_TITLES) == set(HazardLevel)


def test_shipped_forms_are_sound() -> None:
    shipped = shipped_forms()
    assert "household_safety" in shipped
    for definition in shipped.values():
        assert {flag.key for flag in definition.flags} <= set(HazardLevel)
        labels = {flag.key: flag.label for flag in definition.flags}
        assert all(labels[level] == LEVEL_TITLES[HazardLevel(level)] for level in labels)


def test_what_is_hidden_is_not_there_and_what_is_blank_is_not_said() -> None:
    household, pipes = shipped_forms()["household_safety"], shipped_forms()["pipe_ageing"]
    assert not any(judged_by(household, NOBODY).values()), "nobody was at home"
    without_gas = judged_by(household, SOUND)
    assert without_gas["hose_condition"], "no gas, no hose"
    assert "wiring" in without_gas
    assert "leaking_pipes" in without_gas, "none is picked"
    assert not {"systolic_mmhg", "difficulties"} & without_gas.keys(), "health is no hazard"
    with_gas = judged_by(household, OLD_HOSE)
    assert {"gas_smell", "rubber_hose_months", "metal_hose_months"} <= with_gas.keys()
    blank = {key: answer for key, answer in OLD_HOSE.items() if key != "rubber_hose_months"}
    assert "rubber_hose_months" not in judged_by(household, blank)
    one = {"pipe_kind": "water_pipe", "pipe_state": "sound"}
    two = judged_by(pipes, {"pipes_found": [one, {"pipe_kind": "gas_pipe"}]})
    assert "pipe_state" not in two, "of the second row nothing is said"
    assert "pipe_state" in judged_by(pipes, {"pipes_found": [one]})
    assert "pipe_state" in judged_by(pipes, {"pipes_found": []})


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
