"""What is judged again, since what it earned before was taken back. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from shequ_api.features.earning_rules.public import Outcome, Verdict


def less_left(
    verdicts: Sequence[Verdict], left: Mapping[UUID, int]
) -> tuple[list[Verdict], dict[UUID, int]]:
    """The same, without what earlier rounds left to each person; and how much that was, by rule."""
    rest, said, spared = dict(left), [], {}
    for verdict in verdicts:
        part = 0 if verdict.rule.shadow else min(verdict.due, rest.get(verdict.earner_id, 0))
        if part:
            rest[verdict.earner_id] -= part
            spared[verdict.rule.id] = part
            verdict = replace(verdict, due=verdict.due - part, outcome=Outcome.KEPT_BEFORE)
        said.append(verdict)
    return said, spared
