"""Whom a line means among those known at its dwelling, and what it would change: pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from shequ_api.features.register.public import Identity, plain_name, settled, with_changes
from shequ_api.features.register_imports.columns import Line, Reason


class Outcome(StrEnum):
    ENTERED = "entered"
    UPDATED = "updated"
    CONFIRMED = "confirmed"
    """Nothing is new but the day on which somebody saw to it."""
    UNCHANGED = "unchanged"
    REFUSED = "refused"


OUTCOME_TITLES = {
    Outcome.ENTERED: "新增",
    Outcome.UPDATED: "更新",
    Outcome.CONFIRMED: "核实",
    Outcome.UNCHANGED: "未变",
    Outcome.REFUSED: "未通过",
}


@dataclass(slots=True)
class Known:
    """An entry at a dwelling, in clear. `row` and `stay` are what is written to."""

    identity: Identity = field(repr=False)
    row: Any
    stay: Any | None
    """The live occupancy; None for who has left."""
    belonging: str | None
    seen_on: date
    taken_by: int | None = None
    """The line of this file that means it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a line."""

    line: Line
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    known: Known | None = None
    identity: Identity | None = field(default=None, repr=False)
    """What the entry will say."""
    belongs_anew: bool = False


def decide(line: Line, at_dwelling: Sequence[Known], *, today: date) -> Decision:
    """Enter, update, confirm, leave alone, or refuse; never the first of several.

    The line has been read without a fault.
    """
    plain = Identity(name=line.name, phone=line.phone, id_number=line.id_number)
    said = settled(plain, today=today)
    found = _meant(said, at_dwelling)
    if isinstance(found, Reason):
        return Decision(line, Outcome.REFUSED, (*line.reasons, found))
    if found is None:
        return Decision(line, Outcome.ENTERED, line.reasons, identity=said)
    if found.taken_by is not None:
        reason = Reason(None, "line_doubled", f"与第 {found.taken_by} 行是同一人")
        return Decision(line, Outcome.REFUSED, (*line.reasons, reason))
    return _change(line, said, found, today=today)


def _meant(said: Identity, at_dwelling: Sequence[Known]) -> Known | Reason | None:
    same_name = [known for known in at_dwelling if _same_name(known.identity, said)]
    if said.id_number:
        by_number = [k for k in at_dwelling if k.identity.id_number == said.id_number]
        if by_number and by_number[0] not in same_name:
            words = "证件号码已登记在另一姓名下，请核对"
            return Reason(None, "name_differs", words)
        if by_number:
            return by_number[0]
        # A namesake whose number is known and another is somebody else.
        same_name = [known for known in same_name if not known.identity.id_number]
    by_phone = [k for k in same_name if said.phone and k.identity.phone == said.phone]
    fitting = by_phone or same_name
    if len(fitting) > 1:
        words = "这一户有多个同名的人，请补充证件号码或手机号"
        return Reason(None, "person_ambiguous", words)
    return fitting[0] if fitting else None


def _same_name(one: Identity, other: Identity) -> bool:
    return bool(one.name and other.name) and plain_name(one.name or "") == plain_name(
        other.name or ""
    )


def _change(line: Line, said: Identity, known: Known, *, today: date) -> Decision:
    """What is older than what is known fills gaps only."""
    older = line.verified_on is not None and line.verified_on < known.seen_on
    given = _given(said)
    if older:
        given = {name: value for name, value in given.items() if not getattr(known.identity, name)}
    after = settled(with_changes(known.identity, given), today=today)
    returns = known.stay is None
    belongs_anew = returns or (not older and line.belonging != known.belonging)
    if after != known.identity or belongs_anew:
        outcome = Outcome.UPDATED
    elif line.verified_on is not None and line.verified_on > known.seen_on:
        outcome = Outcome.CONFIRMED
    else:
        outcome = Outcome.UNCHANGED
    notes = line.reasons
    if older:
        notes += (Reason(None, "older", "人房信息里有更新的核实记录，只补充空缺项"),)
    return Decision(line, outcome, notes, known, after, belongs_anew)


def _given(said: Identity) -> dict[str, Any]:
    """What a line says of somebody's identity; the name is how they were found."""
    given = {"phone": said.phone, "id_number": said.id_number}
    return {name: value for name, value in given.items() if value}
