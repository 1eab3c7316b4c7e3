"""Whom a line means among those known at its dwelling, and what it would change: pure."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from shequ_api.base.register.rules import Identity, settled, with_changes
from shequ_api.base.register.sealing import plain_name
from shequ_api.features.register_imports.columns import Line, Reason
from shequ_api.kit.errors import Refusal


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


WITHDRAWN = Reason("证件号码", "consent_withdrawn", "本人已撤回同意，证件号码未导入")


@dataclass(slots=True)
class Known:
    """An entry at a dwelling, in clear. `row` and `stay` are what is written to."""

    identity: Identity = field(repr=False)
    row: Any
    stay: Any | None
    """The live occupancy; None for who has left."""
    seen_on: date
    left_on: date | None = None
    """The first day without them, of who has left."""
    taken_by: int | None = None
    """The line of this file that means it."""
    withdrawn: bool = False
    """They took back the consent on which their ID number rests."""


class People:
    """Some people of one dwelling, found by number, name and phone at once, however many."""

    def __init__(self) -> None:
        self._by_number: dict[str, Known] = {}
        self._by_name: dict[tuple[str, str | None, bool], list[Known]] = defaultdict(list)

    def add(self, known: Known) -> None:
        identity, number = known.identity, known.identity.id_number
        if number:
            self.number(number, known)
        for phone in {None, identity.phone} if identity.name else ():
            for bare in (False,) if number else (False, True):
                self._by_name[plain_name(identity.name or ""), phone, bare].append(known)

    def number(self, number: str, known: Known) -> None:
        """Somebody's number became known: it is nobody else's."""
        self._by_number.setdefault(number, known)

    def meant(self, said: Identity) -> Known | Reason | None:
        """The one whom a line means; never the first of several."""
        name = plain_name(said.name or "")
        known = self._by_number.get(said.id_number or "")
        if known is not None and plain_name(known.identity.name or "") != name:
            return Reason(None, "name_differs", "证件号码已登记在另一姓名下，请核对")
        if known is not None:
            return known
        # A namesake whose number is known and another is somebody else.
        bare = bool(said.id_number)
        namesakes = self._by_name.get((name, None, bare), [])
        fitting = (said.phone and self._by_name.get((name, said.phone, bare))) or namesakes
        if len(fitting) > 1:
            words = "这一户有多个同名的人，请补充证件号码或手机号"
            return Reason(None, "person_ambiguous", words)
        if fitting and said.phone and fitting[0].identity.phone not in {None, said.phone}:
            words = "这一户有同名而手机号不同的人，请核对是否同一人，并补充证件号码"
            return Reason(None, "person_ambiguous", words)
        return fitting[0] if fitting else None


class Household:
    """Whom the register knows at a dwelling, and who has moved from it to another."""

    def __init__(self) -> None:
        self.here, self.gone = People(), People()

    def meant(self, said: Identity, line: Line) -> Known | Reason | None:
        """Who moved elsewhere is meant by lines of the time before alone."""
        found = self.here.meant(said)
        if found is not None:
            return found
        gone = self.gone.meant(said)
        return gone if isinstance(gone, Known) and _left_since(line, gone) else None


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a line."""

    line: Line
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    known: Known | None = None
    identity: Identity | None = field(default=None, repr=False)
    """What the entry will say."""
    stay_from: date | None = None
    """Where a stay begins with this line: its first day."""


def decide(line: Line, household: Household, *, today: date) -> Decision:
    """Enter, update, confirm, leave alone, or refuse; what it decides can be written.

    The line has been read without a fault. Later lines know whom this one means.
    """
    plain = Identity(name=line.name, phone=line.phone, id_number=line.id_number)
    try:
        said = settled(plain, today=today)
        found = household.meant(said, line)
        if isinstance(found, Reason):
            return _refused(line, found)
        if found is None:
            household.here.add(Known(said, None, None, today, taken_by=line.number))
            stay_from = line.starts_on or line.verified_on or today
            return Decision(line, Outcome.ENTERED, line.reasons, None, said, stay_from)
        return _about(line, said, found, household, today=today)
    except Refusal as refusal:
        return _refused(line, Reason(None, refusal.code, refusal.detail or refusal.title))


def _about(
    line: Line, said: Identity, known: Known, household: Household, *, today: date
) -> Decision:
    if known.taken_by is not None:
        words = f"与第 {known.taken_by} 行是同一人"
        return _refused(line, Reason(None, "line_doubled", words))
    known.taken_by = line.number
    if _left_since(line, known):
        words = "此人已于核实日期之后迁出，未作改动"
        note = Reason(None, "left_since", words)
        return Decision(line, Outcome.UNCHANGED, (*line.reasons, note), known)
    decision = _change(line, said, known, today=today)
    if decision.identity is not None and decision.identity.id_number:
        household.here.number(decision.identity.id_number, known)
    return decision


def _refused(line: Line, reason: Reason) -> Decision:
    return Decision(line, Outcome.REFUSED, (*line.reasons, reason))


def _left_since(line: Line, known: Known) -> bool:
    """Whether somebody left, and the line is no proof of having been seen there after that."""
    if known.stay is not None or known.left_on is None:
        return False
    return line.verified_on is None or line.verified_on <= known.left_on


def _change(line: Line, said: Identity, known: Known, *, today: date) -> Decision:
    """What nobody saw to since fills gaps only."""
    newer = line.verified_on is not None and line.verified_on >= known.seen_on
    # The name is how they were found.
    said_of_them = {"phone": said.phone, "id_number": said.id_number}
    if known.withdrawn:
        del said_of_them["id_number"]
    given = {name: value for name, value in said_of_them.items() if value}
    filling = {name: value for name, value in given.items() if not getattr(known.identity, name)}
    after = settled(with_changes(known.identity, given if newer else filling), today=today)
    belongs_else = known.stay is not None and line.belonging != known.stay.belonging
    stay_from = None
    if known.stay is None or (newer and belongs_else):
        stay_from = _stay_from(line, known, today)
    if known.stay is not None and stay_from is not None and stay_from < known.stay.starts_on:
        words = "日期早于已登记的入住日期"
        return _refused(line, Reason("入住日期", "occupancy_dates_unfit", words))
    if after != known.identity or stay_from is not None:
        outcome = Outcome.UPDATED
    elif newer and line.verified_on != known.seen_on:
        outcome = Outcome.CONFIRMED
    else:
        outcome = Outcome.UNCHANGED
    withheld = belongs_else or with_changes(after, given) != after
    notes = (*line.reasons, *_notes(line, newer=newer, withheld=withheld))
    if known.withdrawn and said.id_number:
        notes = (*notes, WITHDRAWN)
    return Decision(line, outcome, notes, known, after, stay_from)


def _stay_from(line: Line, known: Known, today: date) -> date:
    """Who came back did so after they had left, whenever they first moved in."""
    seen_from = line.verified_on or today
    stated = line.starts_on or seen_from
    return seen_from if known.left_on and stated < known.left_on else stated


def _notes(line: Line, *, newer: bool, withheld: bool) -> tuple[Reason, ...]:
    if newer:
        return ()
    if line.verified_on is not None:
        return (Reason(None, "older", "人房信息里有更新的核实记录，只补充空缺项"),)
    if withheld:
        return (Reason("核实日期", "undated", "没有核实日期，只补充空缺项"),)
    return ()


def meaning_of(decision: Decision, dwelling_id: Any) -> bytes | None:
    """16 bytes that stand for the dwelling, the entry and the version of it that a line means.

    None for a line that means none. Who checked a file and who applies it mean the same by it.
    """
    if decision.outcome == Outcome.REFUSED:
        return None
    parts = [dwelling_id]
    if (known := decision.known) is not None:
        parts.append(known.left_on)
        for row in (known.row, known.stay):
            parts += [getattr(row, name, None) for name in VERSION]
    text = "/".join(map(str, parts))
    return hashlib.sha256(text.encode()).digest()[:16]


VERSION = ("id", "place_id", "verified_at", "source", "source_id", "verified_by_id", "ended_at")
