"""Who earns how much, without a database."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequ_api.base.events.facts import Fact
from shequ_api.features.patrols.events import InspectionApproved
from shequ_api.features.points.rules import (
    TRIGGERS,
    Award,
    Earner,
    Outcome,
    RuleFact,
    applies,
    card_number,
    earner_of,
    fits,
    points_for,
    reason_for,
)
from shequ_api.features.tickets.events import TicketRated, TicketSettled

WORKER, APPROVER, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
CLASSES: dict[str, type[Fact]] = {
    cls.name: cls for cls in (InspectionApproved, TicketSettled, TicketRated)
}


@dataclass(frozen=True)
class Rule:
    fact: str = RuleFact.INSPECTION_APPROVED
    conditions: dict[str, Any] = field(default_factory=dict)
    earner: str = Earner.WORKER
    points: int = 10
    daily_cap_points: int = 25
    created_by_id: UUID | None = None


FACTS = {"worker_id": WORKER, "approved_by_id": APPROVER, "form_key": "home_safety"}


@pytest.mark.parametrize("fact", RuleFact)
def test_triggers_name_fields_that_their_facts_have(fact: RuleFact) -> None:
    fields, trigger = CLASSES[fact].model_fields, TRIGGERS[fact]
    people = [*trigger.earners.values(), *([trigger.approver] if trigger.approver else [])]
    assert people
    assert all(fields[name].annotation in (UUID, UUID | None) for name in people)
    for name, kind in trigger.conditions.items():
        assert fields[name].annotation in (kind, kind | None)


@pytest.mark.parametrize(
    ("earned", "award"),
    [
        (0, Award(10, Outcome.CREDITED)),
        (15, Award(10, Outcome.CREDITED)),
        (16, Award(9, Outcome.CAPPED)),
        (24, Award(1, Outcome.CAPPED)),
        (25, Award(0, Outcome.CAPPED)),
        (90, Award(0, Outcome.CAPPED)),  # a later version lowered the cap
    ],
)
def test_a_day_gives_its_cap_and_no_more(earned: int, award: Award) -> None:
    assert points_for(Rule(), FACTS, earned) == award


@given(points=st.integers(1, 1000), spare=st.integers(0, 9000), facts=st.integers(0, 60))
def test_a_day_never_sums_beyond_its_cap(points: int, spare: int, facts: int) -> None:
    rule = Rule(points=points, daily_cap_points=points + spare)
    earned = 0
    for _ in range(facts):
        earned += points_for(rule, FACTS, earned).points
    assert earned == min(points * facts, points + spare)


def test_nobody_earns_by_their_own_approval() -> None:
    alone = {**FACTS, "approved_by_id": WORKER}
    assert points_for(Rule(), alone, 0) == Award(0, Outcome.OWN_APPROVAL)


def test_nobody_earns_by_a_rule_of_their_own() -> None:
    assert points_for(Rule(created_by_id=WORKER), FACTS, 0) == Award(0, Outcome.OWN_RULE)
    assert points_for(Rule(created_by_id=OTHER), FACTS, 0).points == 10


def test_whoever_accepted_their_own_ticket_earns_nothing_by_rating_it() -> None:
    rule = Rule(fact=RuleFact.TICKET_RATED, earner=Earner.REPORTER)
    rated = {"reporter_id": OTHER, "accepted_by_id": WORKER}
    assert points_for(rule, rated, 0).points == 10
    assert earner_of(rule, rated) == OTHER
    alone = {"reporter_id": OTHER, "accepted_by_id": OTHER}
    assert points_for(rule, alone, 0) == Award(0, Outcome.OWN_APPROVAL)


def test_all_conditions_must_hold() -> None:
    rule = Rule(conditions={"service_code": ["noise", "other"], "score": [4, 5]})
    assert applies(rule, {"service_code": "noise", "score": 5})
    assert not applies(rule, {"service_code": "noise", "score": 3})
    assert not applies(rule, {"service_code": "environment", "score": 5})
    assert not applies(rule, {"score": 5})
    assert applies(Rule(), {})


@pytest.mark.parametrize(
    ("fact", "earner", "conditions", "fit"),
    [
        (RuleFact.TICKET_RATED, Earner.REPORTER, {"score": [4, 5]}, True),
        (RuleFact.TICKET_RATED, Earner.REPORTER, {"score": ["5"]}, False),
        (RuleFact.TICKET_SETTLED, Earner.REPORTER, {"score": [5]}, False),
        (RuleFact.TICKET_SETTLED, Earner.WORKER, {}, False),
        (RuleFact.INSPECTION_APPROVED, Earner.WORKER, {"worker_id": ["x"]}, False),
        (RuleFact.INSPECTION_APPROVED, Earner.WORKER, {"form_key": ["a", 1]}, False),
    ],
)
def test_rules_are_made_of_what_the_fact_knows(
    fact: RuleFact, earner: Earner, conditions: dict[str, list[str | int]], fit: bool
) -> None:
    assert fits(fact, earner, conditions) is fit


def test_reasons_say_why_so_many() -> None:
    assert reason_for("巡查", Award(10, Outcome.CREDITED), 100) == "巡查：10 分"
    assert "本次计 4 分" in reason_for("巡查", Award(4, Outcome.CAPPED), 100)
    assert "不计积分" in reason_for("巡查", Award(0, Outcome.CAPPED), 100)
    assert "本人" in reason_for("巡查", Award(0, Outcome.OWN_APPROVAL), 100)


def _luhn_holds(number: str) -> bool:
    doubled = {str(n): sum(divmod(2 * n, 10)) for n in range(10)}
    tail = number[::-1]
    return (sum(map(int, tail[::2])) + sum(doubled[d] for d in tail[1::2])) % 10 == 0


def test_the_oracle_of_check_digits() -> None:
    assert _luhn_holds("79927398713")
    assert not _luhn_holds("79927398710")


@given(serial=st.integers(0, 10**11 - 1), place=st.integers(0, 17), digit=st.integers(0, 9))
def test_one_wrong_digit_is_found(serial: int, place: int, digit: int) -> None:
    number = card_number("510108000000", serial)
    assert len(number) == 18 and number.startswith("510108")
    assert _luhn_holds(number)
    wrong = f"{number[:place]}{digit}{number[place + 1 :]}"
    assert _luhn_holds(wrong) is (wrong == number)
