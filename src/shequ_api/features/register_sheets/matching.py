"""Whom a line means among those known at its dwelling, and what it would change: pure."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from typing import Any

from shequ_api.base.register.households import Relation
from shequ_api.base.register.papers import Paper
from shequ_api.base.register.rules import Identity, Stay, check_sex, settled, with_changes
from shequ_api.base.register.sealing import plain_name
from shequ_api.base.register.sheets.columns import Reason
from shequ_api.base.register.sheets.outcomes import LineOutcome
from shequ_api.features.register_sheets.columns import Line
from shequ_api.kit.errors import Refusal
from shequ_api.kit.national_codes import FEMALE, MALE

WITHDRAWN = Reason("证件号码", "consent_withdrawn", "本人已撤回同意，证件号码未导入")
SEVERAL = Reason(None, "person_ambiguous", "这一户有多个同名的人，请补充证件号码或手机号")
OTHER_PHONE = Reason(
    None,
    "person_ambiguous",
    "这一户有同名而手机号不同的人，请核对是否同一人，并补充证件号码",
)
OTHER_PAPER = Reason(
    None,
    "person_ambiguous",
    "这一户有同名而证件类型不同的人，请核对是否同一人，并补充手机号",
)
NAME_DIFFERS = Reason(None, "name_differs", "证件号码已登记在另一姓名下，请核对")
LEFT_SINCE = Reason(None, "left_since", "此人已于核实日期之后迁出，未作改动")
TOO_EARLY = Reason("入住日期", "occupancy_dates_unfit", "日期早于已登记的入住日期")
OLDER = Reason(None, "older", "人房信息里有更新的核实记录，只补充空缺项")
UNDATED = Reason("核实日期", "undated", "没有核实日期，只补充空缺项")


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
        self.all: list[Known] = []
        self._by_number: dict[Paper, Known] = {}
        self._by_name: dict[tuple[str, str | None], dict[str | None, list[Known]]] = {}

    def add(self, known: Known) -> None:
        identity, paper = known.identity, known.identity.paper
        self.all.append(known)
        if paper:
            self.number(paper, known)
        for phone in {None, identity.phone} if identity.name else ():
            of_name = self._by_name.setdefault(
                (plain_name(identity.name or ""), phone), defaultdict(list)
            )
            of_name[paper.kind if paper else None].append(known)

    def number(self, paper: Paper, known: Known) -> None:
        """Somebody's number became known: it is nobody else's."""
        self._by_number.setdefault(paper, known)

    def meant(self, said: Identity) -> Known | Reason | None:
        """The one whom a line means; never the first of several."""
        name, paper = plain_name(said.name or ""), said.paper
        known = self._by_number.get(paper) if paper else None
        if known is not None:
            return known if plain_name(known.identity.name or "") == name else NAME_DIFFERS
        fitting = self._named(name, said.phone, paper) if said.phone else []
        by_phone = bool(fitting)
        fitting = fitting or self._named(name, None, paper)
        if not fitting:
            return None
        if len(fitting) > 1:
            return SEVERAL
        if said.phone and fitting[0].identity.phone not in {None, said.phone}:
            return OTHER_PHONE
        if paper and fitting[0].identity.paper and not by_phone:
            return OTHER_PAPER
        return fitting[0]

    def _named(self, name: str, phone: str | None, paper: Paper | None) -> list[Known]:
        """At most two. A namesake with another number of the same kind is somebody else."""
        of_name = self._by_name.get((name, phone), {})
        fitting = (some for kind, some in of_name.items() if not paper or kind != paper.kind)
        return list(islice(chain.from_iterable(fitting), 2))


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

    def heads(self) -> Iterator[tuple[int, Known]]:
        """Those whom the register says to be the head of which household."""
        for known in self.here.all:
            if known.stay is not None and known.stay.relation == Relation.HEAD:
                yield known.stay.household, known


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a line."""

    line: Line
    outcome: LineOutcome
    reasons: tuple[Reason, ...] = ()
    known: Known | None = None
    identity: Identity | None = field(default=None, repr=False)
    """What the entry will say."""
    stay: Stay | None = None
    """The stay that begins with this line, where one does."""
    relation: Relation | None = None
    """Where the present stay goes on and its relation was not known: what it is."""

    @property
    def number(self) -> int:
        return self.line.number

    @property
    def heads(self) -> int | None:
        """Of which household this line makes somebody the head."""
        if self.stay is not None:
            return self.stay.household if self.stay.relation == Relation.HEAD else None
        if self.relation != Relation.HEAD or self.known is None or self.known.stay is None:
            return None
        household: int = self.known.stay.household
        return household


def decide(line: Line, household: Household, *, today: date) -> Decision:
    """Enter, update, confirm, leave alone, or refuse; what it decides can be written.

    The line has been read without a fault. Later lines know whom this one means.
    """
    try:
        said = settled(line.identity, today=today)
        found = household.meant(said, line)
        if isinstance(found, Reason):
            return refused(line, found)
        if found is None:
            household.here.add(Known(said, None, None, today, taken_by=line.number))
            stay = _stay_of(line, line.starts_on or line.verified_on or today)
            return Decision(line, LineOutcome.ENTERED, line.reasons, None, said, stay)
        return _about(line, said, found, household, today=today)
    except Refusal as refusal:
        return refused(line, Reason(None, refusal.code, refusal.detail or refusal.title))


def refused(line: Line, reason: Reason) -> Decision:
    return Decision(line, LineOutcome.REFUSED, (*line.reasons, reason))


def _about(
    line: Line, said: Identity, known: Known, household: Household, *, today: date
) -> Decision:
    if known.taken_by is not None:
        words = f"与第 {known.taken_by} 行是同一人"
        return refused(line, Reason(None, "line_doubled", words))
    known.taken_by = line.number
    if _left_since(line, known):
        return Decision(line, LineOutcome.UNCHANGED, (*line.reasons, LEFT_SINCE), known)
    decision = _change(line, said, known, today=today)
    if decision.identity is not None and (paper := decision.identity.paper):
        household.here.number(paper, known)
    return decision


def _left_since(line: Line, known: Known) -> bool:
    """Whether somebody left, and the line is no proof of having been seen there after that."""
    if known.stay is not None or known.left_on is None:
        return False
    return line.verified_on is None or line.verified_on <= known.left_on


def _change(line: Line, said: Identity, known: Known, *, today: date) -> Decision:
    """What nobody saw to since fills gaps only."""
    newer = line.verified_on is not None and line.verified_on >= known.seen_on
    given = _given(line, said, known)
    gaps = {key: value for key, value in given.items() if not getattr(known.identity, key)}
    after = settled(with_changes(known.identity, given if newer else gaps), today=today)
    check_sex(line.sex, after)
    belongs_else = known.stay is not None and _belongs_else(line, known.stay)
    stay = None
    if known.stay is None or (newer and belongs_else):
        stay = _stay_of(line, _stay_from(line, known, today), known.stay)
    if known.stay is not None and stay is not None and stay.starts_on < known.stay.starts_on:
        return refused(line, TOO_EARLY)
    relation = None if stay is not None else _filled_relation(line, known.stay)
    if after != known.identity or stay is not None or relation is not None:
        outcome = LineOutcome.UPDATED
    elif newer and line.verified_on != known.seen_on:
        outcome = LineOutcome.CONFIRMED
    else:
        outcome = LineOutcome.UNCHANGED
    withheld = belongs_else or with_changes(after, given) != after
    notes = (*line.reasons, *_notes(line, newer=newer, withheld=withheld))
    if known.withdrawn and said.id_number:
        notes = (*notes, WITHDRAWN)
    return Decision(line, outcome, notes, known, after, stay, relation)


def _given(line: Line, said: Identity, known: Known) -> dict[str, Any]:
    """What a line says of somebody beside the name, by which they were found."""
    given: dict[str, Any] = {"phone": said.phone}
    if line.sex in {MALE, FEMALE}:
        given["sex"] = line.sex
    if said.id_number and not known.withdrawn:
        given |= {"id_number": said.id_number, "id_kind": said.id_kind}
    return {key: value for key, value in given.items() if value}


def _belongs_else(line: Line, stay: Any) -> bool:
    """Whether the line says of a stay something else, not only more."""
    if line.belonging != stay.belonging or line.household not in {None, stay.household}:
        return True
    return bool(line.relation and stay.relation and line.relation != stay.relation)


def _filled_relation(line: Line, stay: Any) -> Relation | None:
    same = stay is not None and line.household in {None, stay.household}
    return line.relation if same and stay.relation is None else None


def _stay_of(line: Line, starts_on: date, former: Any = None) -> Stay:
    """A stay as the line says it; what it leaves open is as it was in the same household."""
    before = former.household if former is not None else 1
    household = line.household or before
    relation = line.relation
    if relation is None and former is not None and household == before:
        relation = former.relation
    return Stay(
        belonging=str(line.belonging),
        household=household,
        relation=relation,
        starts_on=starts_on,
    )


def _stay_from(line: Line, known: Known, today: date) -> date:
    """Who came back did so after they had left, whenever they first moved in."""
    seen_from = line.verified_on or today
    stated = line.starts_on or seen_from
    return seen_from if known.left_on and stated < known.left_on else stated


def _notes(line: Line, *, newer: bool, withheld: bool) -> tuple[Reason, ...]:
    if newer:
        return ()
    if line.verified_on is not None:
        return (OLDER,)
    return (UNDATED,) if withheld else ()
