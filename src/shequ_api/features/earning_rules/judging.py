"""What rules say to a fact, all together: caps, groups of which one pays, shadows. Pure.

The order in which the rules are given makes no difference.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from shequ_api.features.earning_rules.caps import Room, Tally, room_of
from shequ_api.features.earning_rules.rules import Outcome, Terms, approver_of

Tallies = Mapping[tuple[UUID, UUID], Tally]
"""Person and series of the rule → what counts against its caps."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule's word to one fact."""

    rule: Terms
    earner_id: UUID
    worth: int
    """What the rule gives for such a fact, before anything is taken off."""
    due: int
    """What it gives this time, as far as budgets go."""
    outcome: Outcome
    room: Room | None = None
    """Of the caps, as it was found."""
    outranked_by: UUID | None = None
    """The rule of its group that paid instead."""


def worth_of(terms: Terms, facts: Mapping[str, Any]) -> int:
    """What a rule gives for a fact: fixed, or for each unit of a number up to a most."""
    if terms.per_unit is None:
        return terms.points
    units = facts.get(terms.per_unit)
    worth = terms.points * max(0, units) if type(units) is int else 0
    return worth if terms.most_points is None else min(worth, terms.most_points)


def verdicts_on(
    earners: Sequence[tuple[Terms, UUID]],
    facts: Mapping[str, Any],
    tallies: Tallies,
    became: Mapping[UUID, UUID],
) -> list[Verdict]:
    """What rules that apply to a fact say to it, each beside who earns by it, in the order of the
    rules' ids. `became`: of accounts that were merged into others, which ones they are by now; who
    earns and who approved are said as those already.

    Rules add up, but of a group only one pays to each person: of those that would pay something the
    one with the highest priority; at the same priority the one that gives most; of these the
    oldest. A shadow is judged as if it alone were in force beside the others, and moves none.
    """
    found = [_alone(rule, earner, facts, tallies, became) for rule, earner in earners]
    live = [each for each in found if not each.rule.shadow]
    said = _ranked(live)
    for shadow in (each for each in found if each.rule.shadow):
        said += [each for each in _ranked([*live, shadow]) if each.rule is shadow.rule]
    return sorted(said, key=lambda verdict: verdict.rule.id)


def _alone(
    rule: Terms,
    earner_id: UUID,
    facts: Mapping[str, Any],
    tallies: Tallies,
    became: Mapping[UUID, UUID],
) -> Verdict:
    """What one rule says, as if there were no others. Nobody earns by what they approved, or by a
    rule of their own making; and whoever made a rule does not approve what it pays for. At a cap
    its rest is given, then none."""
    worth, approver = worth_of(rule, facts), approver_of(rule, facts)
    maker = rule.created_by_id and became.get(rule.created_by_id, rule.created_by_id)
    if approver == earner_id:
        return Verdict(rule, earner_id, worth, 0, Outcome.OWN_APPROVAL)
    if maker == earner_id:
        return Verdict(rule, earner_id, worth, 0, Outcome.OWN_RULE)
    if maker is not None and maker == approver:
        return Verdict(rule, earner_id, worth, 0, Outcome.MAKER_APPROVED)
    room = room_of(rule.caps, tallies.get((earner_id, rule.series_id), {}))
    if room.points < worth:
        return Verdict(rule, earner_id, worth, room.points, Outcome.CAPPED, room)
    return Verdict(rule, earner_id, worth, worth, Outcome.CREDITED, room)


def _ranked(found: Iterable[Verdict]) -> list[Verdict]:
    """The same, with those that another of their group outranks."""
    groups: dict[tuple[UUID, str], list[Verdict]] = defaultdict(list)
    said = []
    for verdict in found:
        if verdict.rule.stack is None or not verdict.due:
            said.append(verdict)
        else:
            groups[verdict.earner_id, verdict.rule.stack].append(verdict)
    for group in groups.values():
        best = min(group, key=lambda each: (-each.rule.priority, -each.due, each.rule.id))
        said.append(best)
        said += [
            replace(each, due=0, outcome=Outcome.OUTRANKED, outranked_by=best.rule.id)
            for each in group
            if each is not best
        ]
    return said


def paid_of(verdicts: Sequence[Verdict], budget: int) -> dict[UUID, int]:
    """Rule → the points that are paid, where budgets leave so many for all of them: first come the
    rules of the highest priority, then the oldest."""
    paid: dict[UUID, int] = {}
    for each in sorted(verdicts, key=lambda verdict: (-verdict.rule.priority, verdict.rule.id)):
        paid[each.rule.id] = 0 if each.rule.shadow else min(each.due, budget)
        budget -= paid[each.rule.id]
    return paid
