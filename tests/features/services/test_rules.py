"""Who may apply: what is known bars, what is not known never does."""

from dataclasses import dataclass

import pytest

from shequ_api.features.services.rules import Known, RuleVerdict, judge

MET, NOT_MET, UNKNOWN = RuleVerdict.MET, RuleVerdict.NOT_MET, RuleVerdict.UNKNOWN


@dataclass(frozen=True)
class Said:
    fact: str
    at_least: int | None = None
    at_most: int | None = None
    one_of: tuple[str, ...] | None = None
    key: str = "rule"
    reason: str = "须符合"
    binding: bool = True


@pytest.mark.parametrize(
    ("rule", "known", "verdict"),
    [
        (Said("age", at_least=80), {"age": (80, 80)}, MET),
        (Said("age", at_least=80), {"age": (79, 79)}, NOT_MET),
        (Said("age", at_least=80), {"age": (78, 83)}, UNKNOWN),
        (Said("age", at_least=80), {"age": (80, 85)}, MET),
        (Said("age", at_least=80), {"age": (70, 79)}, NOT_MET),
        (Said("age", at_most=17), {"age": (17, 17)}, MET),
        (Said("age", at_most=17), {"age": (18, 18)}, NOT_MET),
        (Said("age", at_least=16, at_most=17), {"age": (10, 20)}, UNKNOWN),
        (Said("age", at_least=16, at_most=17), {"age": (16, 17)}, MET),
        (Said("age", at_least=80), {}, UNKNOWN),
        (Said("sex", one_of=("female",)), {"sex": frozenset({"female"})}, MET),
        (Said("sex", one_of=("female",)), {"sex": frozenset({"male"})}, NOT_MET),
        (Said("belonging", one_of=("owner",)), {"belonging": frozenset({"owner", "tenant"})}, MET),
    ],
)
def test_a_rule_is_met_not_met_or_not_known(rule: Said, known: Known, verdict: RuleVerdict) -> None:
    [judged] = judge([rule], known)
    assert judged.verdict == verdict
    assert judged.bars == (verdict == NOT_MET)


def test_what_is_only_said_never_bars() -> None:
    [judged] = judge([Said("age", at_least=80, binding=False)], {"age": (3, 3)})
    assert judged.verdict == NOT_MET
    assert not judged.bars
