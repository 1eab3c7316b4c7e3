"""Flows as data: what can be walked, what is legal, and the drawing."""

import pytest

from shequ_api.blocks.workflow.rules import Flow, Step
from tests.blocks.workflow.kites import KITE, MAKE, STATES, STEPS


def test_what_is_legal() -> None:
    assert KITE.legal_from("made") == ["fly", "lose"]
    assert KITE.legal_from("flying") == ["tear", "lose"]
    assert KITE.legal_from("torn") == ["mend"]
    assert KITE.legal_from("lost") == KITE.legal_from("nowhere") == []
    assert [state for state in STATES if KITE.is_final(state)] == ["lost"]
    step = KITE.step("made", "fly")
    assert step is not None
    assert step.target == "flying"
    assert KITE.step("torn", "fly") is None
    assert KITE.step("made", "make") is None, "the opening is no step to take"


@pytest.mark.parametrize(
    ("states", "opening", "steps"),
    [
        (STATES, MAKE, [*STEPS, Step("fly", "又放", frozenset({"made"}), "lost")]),
        (STATES, MAKE, [*STEPS, Step("swim", "下水", frozenset({"wet"}), "lost")]),
        (STATES, MAKE, [*STEPS, Step("sink", "沉了", frozenset({"made"}), "sunk")]),
        ({**STATES, "wet": "湿了"}, MAKE, STEPS),
        (STATES, Step("make", "做好", frozenset({"lost"}), "made"), STEPS),
        (STATES, Step("make", "做好", frozenset(), "bought"), STEPS),
        ({"made": "已做好"}, MAKE, STEPS),
    ],
)
def test_flows_that_cannot_be_walked_are_refused(
    states: dict[str, str], opening: Step, steps: list[Step]
) -> None:
    with pytest.raises(ValueError, match="kite"):
        Flow("kite", states=states, opening=opening, steps=steps)


def test_the_drawing_shows_every_step() -> None:
    drawing = KITE.as_mermaid().split("\n")
    assert drawing[:2] == ["stateDiagram-v2", "    [*] --> made: 做好"]
    assert "    torn: 破了" in drawing
    for step in STEPS:
        for source in step.sources:
            assert f"    {source} --> {step.target}: {step.title}" in drawing
    assert drawing[-1] == "    lost --> [*]"
    assert len(drawing) == 2 + len(STATES) + sum(len(step.sources) for step in STEPS) + 1
