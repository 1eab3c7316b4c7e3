"""Which premises a line means among those known, and what it would change: pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from shequ_api.base.register.models import Premises
from shequ_api.base.register.sealing import plain_name
from shequ_api.base.register.sheets.addresses import NOWHERE, Spot
from shequ_api.base.register.sheets.columns import Reason
from shequ_api.base.register.sheets.outcomes import LineOutcome
from shequ_api.features.register_premises.rules import PremisesKind
from shequ_api.features.register_premises.service import Particulars
from shequ_api.features.register_premises.sheet import PremisesLine

GIVEN = ("name", "kind", "credit_code", "business", "opened_on", "keeper_name", "keeper_phone")
SEVERAL_CODES = Reason(
    "统一社会信用代码", "premises_ambiguous", "这个信用代码登记在多个地点，请写明是哪一处"
)
SEVERAL_NAMES = Reason(None, "premises_ambiguous", "同一地点有多个同名单位，请补充统一社会信用代码")
ELSEWHERE = Reason(
    None, "premises_elsewhere", "这个信用代码已登记在另一地点，请核对；已迁走的请先登记停业"
)
CODE_DIFFERS = Reason(
    "统一社会信用代码", "code_differs", "同一地点的同名单位登记的是另一信用代码，请核对"
)
CLOSED_SINCE = Reason(None, "closed_since", "这个单位已于核实日期之后停业，未作改动")
OLDER = Reason(None, "older", "人房信息里有更新的核实记录，只补充空缺项")
UNDATED = Reason("核实日期", "undated", "没有核实日期，只补充空缺项")


@dataclass(slots=True)
class Known:
    """Premises of the community, in clear. `row` is what is written to; None: of this file."""

    said: Particulars
    place_id: UUID
    row: Premises | None
    seen_on: date
    closed_on: date | None = None
    taken_by: int | None = None
    """The line of this file that means them."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a line."""

    line: PremisesLine
    outcome: LineOutcome
    reasons: tuple[Reason, ...] = ()
    known: Known | None = None
    said: Particulars | None = field(default=None, repr=False)
    """What the premises will say."""

    @property
    def number(self) -> int:
        return self.line.number


class Street:
    """The premises of a community, found by credit code, and by name at a place."""

    def __init__(
        self, known: Iterable[Known] = (), sites: Collection[tuple[str, UUID]] = frozenset()
    ) -> None:
        """`sites`: the credit codes of this file, each with a place at which it says they are."""
        self._sites = sites
        self._by_code: dict[str, list[Known]] = defaultdict(list)
        self._by_name: dict[tuple[UUID, str], list[Known]] = defaultdict(list)
        for each in known:
            self.add(each)

    def add(self, known: Known) -> None:
        if known.said.credit_code:
            self._by_code[known.said.credit_code].append(known)
        self._by_name[known.place_id, plain_name(known.said.name)].append(known)

    def learn_code(self, code: str, known: Known) -> None:
        """The code of premises became known."""
        self._by_code[code].append(known)

    def meant(self, line: PremisesLine, place_id: UUID | None) -> Known | Reason | None:
        """The one that a line means: by its code, else by its name at its place; never the first
        of several."""
        coded = self._by_code.get(line.credit_code or "")
        if coded and (found := self._coded(coded, place_id, line)) is not None:
            return found
        if place_id is None:
            return NOWHERE
        named = self._by_name.get((place_id, plain_name(line.name or "")), [])
        standing = [each for each in named if each.closed_on is None]
        if not standing:
            # Namesakes that are gone: the last of them, by a line of the time before alone.
            gone = [each for each in named if not line.credit_code or not each.said.credit_code]
            last = max(gone, key=lambda each: each.closed_on or date.min, default=None)
            return last if last is not None and _closed_since(line, last) else None
        if len(standing) > 1:
            return SEVERAL_NAMES
        other = standing[0].said.credit_code
        return CODE_DIFFERS if line.credit_code and other else standing[0]

    def _coded(
        self, coded: Sequence[Known], place_id: UUID | None, line: PremisesLine
    ) -> Known | Reason | None:
        """Of those under one code: the one at the place, or the only one where none is said.

        One licence may have several places (一照多址), where the file itself says them all; else
        somebody moved, or is mistaken.
        """
        standing = [each for each in coded if each.closed_on is None]
        here = [each for each in standing if place_id in {None, each.place_id}]
        if len(here) > 1:
            return SEVERAL_CODES
        if here:
            return here[0]
        if any((line.credit_code, each.place_id) not in self._sites for each in standing):
            return ELSEWHERE
        gone = [each for each in coded if place_id == each.place_id and each.closed_on]
        last = max(gone, key=lambda each: each.closed_on or date.min, default=None)
        return last if last is not None and _closed_since(line, last) else None


def _closed_since(line: PremisesLine, known: Known) -> bool:
    """Whether they closed, and the line is no proof of having been seen open after that."""
    if known.closed_on is None:
        return False
    return line.verified_on is None or line.verified_on <= known.closed_on


def decide(line: PremisesLine, street: Street, place: Spot | None, *, today: date) -> Decision:
    """Enter, update, confirm, leave alone, or refuse; what it decides can be written.

    The line has been read without a fault. Later lines know which premises this one means.
    """
    found = street.meant(line, place.id if place else None)
    if isinstance(found, Reason):
        return Decision(line, LineOutcome.REFUSED, (*line.notes, found))
    if found is None:
        if place is None:
            return Decision(line, LineOutcome.REFUSED, (*line.notes, NOWHERE))
        said = Particulars(**{"kind": PremisesKind.OTHER} | _given(line))
        street.add(Known(said, place.id, None, today, taken_by=line.number))
        return Decision(line, LineOutcome.ENTERED, line.notes, None, said)
    if found.taken_by is not None:
        words = f"与第 {found.taken_by} 行是同一单位"
        return Decision(
            line, LineOutcome.REFUSED, (*line.notes, Reason(None, "line_doubled", words))
        )
    found.taken_by = line.number
    if found.closed_on is not None:
        return Decision(line, LineOutcome.UNCHANGED, (*line.notes, CLOSED_SINCE), found)
    decision = _change(line, found)
    if decision.said and decision.said.credit_code and not found.said.credit_code:
        street.learn_code(decision.said.credit_code, found)
    return decision


def _given(line: PremisesLine) -> dict[str, Any]:
    return {name: value for name in GIVEN if (value := getattr(line, name))}


def _change(line: PremisesLine, known: Known) -> Decision:
    """What nobody saw to since fills gaps only."""
    newer = line.verified_on is not None and line.verified_on >= known.seen_on
    given = _given(line)
    if plain_name(line.name or "") == plain_name(known.said.name):
        del given["name"]  # Written another way is no other name.
    gaps = {name: value for name, value in given.items() if not getattr(known.said, name)}
    after = replace(known.said, **(given if newer else gaps))
    if after != known.said:
        outcome = LineOutcome.UPDATED
    elif newer and line.verified_on != known.seen_on:
        outcome = LineOutcome.CONFIRMED
    else:
        outcome = LineOutcome.UNCHANGED
    notes = line.notes
    if not newer and line.verified_on is not None:
        notes = (*notes, OLDER)
    elif not newer and replace(after, **given) != after:
        notes = (*notes, UNDATED)
    return Decision(line, outcome, notes, known, after)
