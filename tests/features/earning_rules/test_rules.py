"""What rules may say, and who earns by them, without a database."""

from uuid import UUID

import pytest

from shequ_api.base.events.facts import Fact
from shequ_api.features.earning_rules.rules import (
    TRIGGERS,
    Condition,
    Earner,
    RuleFact,
    applies,
    counts_units,
    earner_of,
    fits,
)
from shequ_api.features.patrols.events import InspectionApproved
from shequ_api.features.tickets.events import TicketRated, TicketSettled
from tests.features.earning_rules.terms import OTHER, WORKER, Rule

CLASSES: dict[str, type[Fact]] = {
    cls.name: cls for cls in (InspectionApproved, TicketSettled, TicketRated)
}


@pytest.mark.parametrize("fact", RuleFact)
def test_triggers_name_fields_that_their_facts_have(fact: RuleFact) -> None:
    fields, trigger = CLASSES[fact].model_fields, TRIGGERS[fact]
    people = [*trigger.earners.values(), *([trigger.approver] if trigger.approver else [])]
    assert people
    assert all(fields[name].annotation in (UUID, UUID | None) for name in people)
    for name, kind in trigger.conditions.items():
        assert fields[name].annotation in (kind, kind | None)


def test_whoever_rated_and_whoever_settled_earn_by_a_rating() -> None:
    rated = {"reporter_id": OTHER, "settled_by_id": WORKER}
    by = {earner: Rule(fact=RuleFact.TICKET_RATED, earner=earner) for earner in Earner}
    assert earner_of(by[Earner.REPORTER], rated) == OTHER
    assert earner_of(by[Earner.SETTLER], rated) == WORKER


def test_all_conditions_must_hold() -> None:
    rule = Rule(conditions={"service_code": ["noise", "other"], "score": [4, 5]})
    assert applies(rule, {"service_code": "noise", "score": 5})
    assert not applies(rule, {"service_code": "noise", "score": 3})
    assert not applies(rule, {"service_code": "environment", "score": 5})
    assert not applies(rule, {"score": 5})
    assert applies(Rule(), {})


def test_ranges_have_both_their_ends() -> None:
    good = Rule(conditions={"score": {"at_least": 4}})
    middling = Rule(conditions={"score": {"at_least": 2, "at_most": 3}})
    assert [applies(good, {"score": n}) for n in range(1, 6)] == [False] * 3 + [True] * 2
    assert [applies(middling, {"score": n}) for n in range(1, 6)] == [
        False,
        True,
        True,
        False,
        False,
    ]
    assert not applies(good, {"score": None}) and not applies(good, {})


def test_only_numbers_are_counted_by_units() -> None:
    assert counts_units(RuleFact.TICKET_RATED, "score")
    assert counts_units(RuleFact.TICKET_RATED, None)
    assert not counts_units(RuleFact.TICKET_RATED, "service_code")
    assert not counts_units(RuleFact.TICKET_SETTLED, "score")


@pytest.mark.parametrize(
    ("fact", "earner", "conditions", "fit"),
    [
        (RuleFact.TICKET_RATED, Earner.REPORTER, {"score": [4, 5]}, True),
        (RuleFact.TICKET_RATED, Earner.REPORTER, {"score": ["5"]}, False),
        (RuleFact.TICKET_SETTLED, Earner.REPORTER, {"score": [5]}, False),
        (RuleFact.TICKET_SETTLED, Earner.WORKER, {}, False),
        (RuleFact.INSPECTION_APPROVED, Earner.WORKER, {"worker_id": ["x"]}, False),
        (RuleFact.INSPECTION_APPROVED, Earner.WORKER, {"form_key": ["a", 1]}, False),
        (RuleFact.TICKET_RATED, Earner.SETTLER, {"score": {"at_least": 4}}, True),
        (RuleFact.TICKET_RATED, Earner.SETTLER, {"score": {"at_least": 4, "at_most": 3}}, False),
        (RuleFact.TICKET_RATED, Earner.SETTLER, {"score": {}}, False),
        (RuleFact.TICKET_RATED, Earner.SETTLER, {"service_code": {"at_least": 4}}, False),
        (RuleFact.INSPECTION_APPROVED, Earner.SPECIALIST, {}, False),
        (RuleFact.INSPECTION_APPROVED, Earner.SPECIALIST, {"came_as": ["doctor"]}, True),
    ],
)
def test_rules_are_made_of_what_the_fact_knows(
    fact: RuleFact, earner: Earner, conditions: dict[str, Condition], fit: bool
) -> None:
    assert fits(fact, earner, conditions) is fit
