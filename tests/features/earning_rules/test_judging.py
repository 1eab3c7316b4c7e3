"""What rules say to a fact together, without a database."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequ_api.features.earning_rules.caps import CapPer, Tally, caps_fit, since
from shequ_api.features.earning_rules.judging import (
    Tallies,
    Verdict,
    paid_of,
    verdicts_on,
    worth_of,
)
from shequ_api.features.earning_rules.rules import Earner, Outcome, RuleFact
from tests.features.earning_rules.terms import APPROVER, FACTS, OTHER, WORKER, Rule, a_day

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
CAPS = st.dictionaries(st.sampled_from(CapPer), st.integers(10, 400), min_size=1).map(
    lambda caps: [{"per": per, "points": points} for per, points in caps.items()]
)
RULES = st.lists(
    st.builds(
        Rule,
        points=st.integers(1, 40),
        caps=st.integers(40, 90).map(a_day),
        priority=st.integers(-1, 1),
        stack=st.sampled_from([None, "one", "two"]),
        shadow=st.booleans(),
        created_by_id=st.sampled_from([None, None, WORKER]),
    ),
    max_size=7,
)


def judged(rules: list[Rule], tallies: Tallies | None = None) -> list[Verdict]:
    return verdicts_on([(rule, WORKER) for rule in rules], FACTS, tallies or {}, {})


def alone(rule: Rule, earned: int = 0) -> tuple[int, Outcome]:
    tally = {(WORKER, rule.series_id): {CapPer.DAY: earned}}
    (verdict,) = judged([rule], tally)
    return verdict.due, verdict.outcome


@pytest.mark.parametrize(
    ("earned", "due", "outcome"),
    [
        (0, 10, Outcome.CREDITED),
        (15, 10, Outcome.CREDITED),
        (16, 9, Outcome.CAPPED),
        (24, 1, Outcome.CAPPED),
        (25, 0, Outcome.CAPPED),
        (90, 0, Outcome.CAPPED),  # a later version lowered the cap
    ],
)
def test_a_day_gives_its_cap_and_no_more(earned: int, due: int, outcome: Outcome) -> None:
    assert alone(Rule(), earned) == (due, outcome)


@given(caps=CAPS, days=st.lists(DAYS, max_size=60), points=st.integers(1, 40))
def test_no_cap_is_ever_exceeded(caps: list[dict[str, Any]], days: list[date], points: int) -> None:
    rule = Rule(points=points, caps=caps)
    given_on: dict[date, int] = defaultdict(int)
    for day in sorted(days):
        tally: Tally = {
            per: sum(n for on, n in given_on.items() if (b := since(per, day)) is None or on >= b)
            for per in CapPer
        }
        (verdict,) = judged([rule], {(WORKER, rule.series_id): tally})
        given_on[day] += verdict.due
        for cap in caps:
            begin = since(CapPer(cap["per"]), day)
            counted = sum(n for on, n in given_on.items() if begin is None or on >= begin)
            assert counted <= cap["points"]
        assert verdict.due == points or verdict.outcome == Outcome.CAPPED


@given(day=DAYS)
def test_weeks_begin_on_monday_and_months_on_the_first(day: date) -> None:
    monday, first = since(CapPer.WEEK, day), since(CapPer.MONTH, day)
    assert monday is not None and first is not None
    assert monday.isoweekday() == 1 and monday <= day < monday + timedelta(days=7)
    assert (first.day, first.month) == (1, day.month)
    assert (since(CapPer.DAY, day), since(CapPer.TOTAL, day)) == (day, None)


@given(rules=RULES, order=st.randoms(use_true_random=False))
def test_a_group_pays_its_best_and_the_order_makes_no_difference(
    rules: list[Rule], order: Any
) -> None:
    said = judged(rules)
    shuffled = list(rules)
    order.shuffle(shuffled)
    assert judged(shuffled) == said
    assert [each.rule.id for each in said] == sorted(rule.id for rule in rules)
    for each in said:
        single, outcome = alone(each.rule)  # type: ignore[arg-type]  # a rule of this test
        if each.outcome != Outcome.OUTRANKED:
            assert (each.due, each.outcome) == (single, outcome)
            continue
        rivals = [one for one in said if one.rule.stack == each.rule.stack and one.due]
        (best,) = [one for one in rivals if one.rule.id == each.outranked_by]
        assert not best.rule.shadow and each.due == 0
        ranks = (best.rule.priority, best.due) >= (each.rule.priority, single)
        assert ranks and each.rule.stack is not None
    for stack in ("one", "two"):
        live = [one for one in said if one.rule.stack == stack and not one.rule.shadow]
        assert len([one for one in live if one.due]) <= 1
        assert any(one.due for one in live) == any(alone(one.rule)[0] for one in live)  # type: ignore[arg-type]  # as above


@given(rules=RULES)
def test_a_shadow_moves_nobody(rules: list[Rule]) -> None:
    live = [rule for rule in rules if not rule.shadow]
    assert [each for each in judged(rules) if not each.rule.shadow] == judged(live)


def test_what_is_capped_out_steps_aside_for_the_next_of_its_group() -> None:
    first = Rule(points=10, caps=a_day(10), priority=5, stack="one")
    second = Rule(points=3, stack="one")
    full = {(WORKER, first.series_id): {CapPer.DAY: 10}}
    said = {each.rule.id: each for each in judged([first, second], full)}
    assert (said[first.id].due, said[first.id].outcome) == (0, Outcome.CAPPED)
    assert (said[second.id].due, said[second.id].outcome) == (3, Outcome.CREDITED)
    said = {each.rule.id: each for each in judged([first, second])}
    assert said[first.id].due == 10
    assert said[second.id].outranked_by == first.id


def test_each_earner_has_a_group_of_their_own() -> None:
    one, other = Rule(stack="one"), Rule(stack="one", points=1)
    facts = {**FACTS, "other_id": OTHER}
    said = verdicts_on([(one, WORKER), (other, OTHER)], facts, {}, {})
    assert [each.due for each in sorted(said, key=lambda each: -each.due)] == [10, 1]


@given(rules=RULES, budget=st.integers(0, 200))
def test_a_budget_is_never_exceeded_and_never_left_over(rules: list[Rule], budget: int) -> None:
    said = judged(rules)
    paid = paid_of(said, budget)
    due = sum(each.due for each in said if not each.rule.shadow)
    assert sum(paid.values()) == min(due, budget)
    assert all(0 <= paid[each.rule.id] <= each.due for each in said)


@given(score=st.integers(0, 9), points=st.integers(1, 20), most=st.integers(1, 60))
def test_units_are_paid_up_to_a_most(score: int, points: int, most: int) -> None:
    rule = Rule(points=points, per_unit="score", most_points=most)
    assert worth_of(rule, {"score": score}) == min(points * score, most)
    assert worth_of(rule, {"score": None}) == worth_of(rule, {}) == 0


def test_nobody_earns_by_their_own_approval_or_rule() -> None:
    own = {**FACTS, "approved_by_id": WORKER}
    (verdict,) = verdicts_on([(Rule(), WORKER)], own, {}, {})
    assert (verdict.due, verdict.outcome) == (0, Outcome.OWN_APPROVAL)
    assert alone(Rule(created_by_id=WORKER)) == (0, Outcome.OWN_RULE)
    assert alone(Rule(created_by_id=OTHER)) == (10, Outcome.CREDITED)


def test_the_maker_of_a_rule_is_known_by_the_account_that_they_have_by_now() -> None:
    former = UUID(int=9)
    for rule in (Rule(created_by_id=former), Rule(created_by_id=former, shadow=True)):
        (verdict,) = verdicts_on([(rule, WORKER)], FACTS, {}, {former: WORKER})
        assert (verdict.due, verdict.outcome) == (0, Outcome.OWN_RULE)
        (verdict,) = verdicts_on([(rule, WORKER)], FACTS, {}, {former: APPROVER})
        assert (verdict.due, verdict.outcome) == (0, Outcome.MAKER_APPROVED)
        (verdict,) = verdicts_on([(rule, WORKER)], FACTS, {}, {former: OTHER})
        assert (verdict.due, verdict.outcome) == (10, Outcome.CREDITED)


def test_the_maker_of_a_rule_does_not_approve_what_it_pays_for() -> None:
    assert alone(Rule(created_by_id=APPROVER)) == (0, Outcome.MAKER_APPROVED)
    anonymous = {**FACTS, "approved_by_id": None}
    (verdict,) = verdicts_on([(Rule(), WORKER)], anonymous, {}, {})
    assert verdict.outcome == Outcome.CREDITED


def test_whoever_accepted_their_own_ticket_earns_nothing_by_rating_it() -> None:
    rule = Rule(fact=RuleFact.TICKET_RATED, earner=Earner.REPORTER)
    for approver, due in ((APPROVER, 10), (OTHER, 0)):
        rated: dict[str, UUID] = {"reporter_id": OTHER, "accepted_by_id": approver}
        (verdict,) = verdicts_on([(rule, OTHER)], rated, {}, {})
        assert verdict.due == due


def test_caps_are_one_for_each_period_and_let_a_rule_pay_once() -> None:
    day, week = {"per": "day", "points": 10}, {"per": "week", "points": 9}
    assert caps_fit([day, week], 9)
    assert not caps_fit([day, week], 10)
    assert not caps_fit([day, day], 5)
    assert not caps_fit([], 5)
