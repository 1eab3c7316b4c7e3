"""The official divisions: reading and importing a table of codes, whole or not at all."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.places.history import Author, facts_of, tell
from shequ_api.base.places.history_models import ChangeKind, TreeChange
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.kit.ids import new_id

COLUMNS = ["code", "name", "kind", "parent_code"]
UNREADABLE = "the row is not CSV"
ORDER = [
    PlaceKind.PROVINCE,
    PlaceKind.CITY,
    PlaceKind.DISTRICT,
    PlaceKind.SUBDISTRICT,
    PlaceKind.COMMUNITY,
]
LABEL = {
    PlaceKind.PROVINCE: slice(0, 2),
    PlaceKind.CITY: slice(2, 4),
    PlaceKind.DISTRICT: slice(4, 6),
    PlaceKind.SUBDISTRICT: slice(6, 9),
    PlaceKind.COMMUNITY: slice(9, 12),
}
"""Which digits of the 12-digit code are the place's own (GB/T 2260, GB/T 10114)."""


@dataclass(frozen=True, slots=True)
class Division:
    code: str
    name: str
    kind: PlaceKind
    parent_code: str


@dataclass(frozen=True, slots=True)
class RowFault:
    """One broken row: its line in the file (the header is line 1) and what is wrong."""

    line: int
    problem: str


class ImportRefused(Exception):
    """The file has broken rows; nothing was imported."""

    def __init__(self, faults: list[RowFault]) -> None:
        super().__init__(f"{len(faults)} broken rows")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Known:
    """A division that stands in the database."""

    kind: PlaceKind
    parent_code: str
    """Empty for a province."""


def read_divisions(path: Path, known: Mapping[str, Known] = MappingProxyType({})) -> list[Division]:
    """Read a CSV of code, name, kind, parent_code; parents in the file or already known.

    `known` is what `known_divisions` says. Raises `ImportRefused` with every broken row.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ImportRefused([RowFault(1, "the file is not UTF-8")]) from None
    rows = list(_rows(text))
    if not rows or rows[0][1] != COLUMNS:
        raise ImportRefused([RowFault(1, f"the first line must be {','.join(COLUMNS)}")])
    kinds = {code: str(place.kind) for code, place in known.items()}
    kinds |= {row[0]: row[2] for _, row in rows[1:] if row and len(row) == len(COLUMNS)}
    faults, found, seen = [], [], set[str]()
    for line, row in rows[1:]:
        problem = _problem(row, kinds, known, seen)
        if problem or row is None:
            faults.append(RowFault(line, problem or UNREADABLE))
        else:
            seen.add(row[0])
            found.append(Division(row[0], row[1].strip(), PlaceKind(row[2]), row[3]))
    if faults:
        raise ImportRefused(faults)
    return found


def _rows(text: str) -> Iterator[tuple[int, list[str] | None]]:
    """The lines' numbers and cells; None where a line is no CSV."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield reader.line_num, None
        else:
            yield reader.line_num, row


def _problem(
    row: list[str] | None, kinds: Mapping[str, str], known: Mapping[str, Known], seen: set[str]
) -> str | None:
    if row is None:
        return UNREADABLE
    if len(row) != len(COLUMNS):
        return f"{len(row)} columns instead of {len(COLUMNS)}"
    code, name, kind, parent = row
    checks = [
        (not re.fullmatch(r"[0-9]{12}", code), "the code is not 12 digits"),
        (code in seen, "the code stands twice in the file"),
        (not name.strip() or len(name) > 100, "the name is empty or too long"),
        (not name.isprintable(), "the name has characters nobody can read"),
        (kind not in set(ORDER), "the kind is not a division's"),
        ((parent == "") != (kind == PlaceKind.PROVINCE), "only a province has no parent"),
        (parent != "" and parent not in kinds, "the parent is unknown"),
    ]
    for broken, problem in checks:
        if broken:
            return problem
    own = PlaceKind(kind)
    return _moved(own, parent, known.get(code)) or _misplaced(own, code, parent, kinds)


def _misplaced(kind: PlaceKind, code: str, parent: str, kinds: Mapping[str, str]) -> str | None:
    """What is wrong between a row and the parent that it names."""
    label = LABEL[kind]
    if code[label.stop :].strip("0"):
        return "the code does not end in zeros"
    if parent == "" or kinds[parent] not in set(ORDER):
        return None  # A parent of no kind is its own row's fault.
    if ORDER.index(PlaceKind(kinds[parent])) != ORDER.index(kind) - 1:
        return f"a {kind} cannot lie in a {kinds[parent]}"
    if code[: label.start] != parent[: label.start]:
        return "the code does not begin like the parent's"
    return None


def _moved(kind: PlaceKind, parent: str, known: Known | None) -> str | None:
    """Codes are stable: a name may change, what a code means may not."""
    if known is None:
        return None
    if known.kind != kind:
        return f"the code is a {known.kind}'s already"
    if known.parent_code != parent:
        return f"the place lies in {known.parent_code} already"
    return None


async def known_divisions(session: AsyncSession) -> dict[str, Known]:
    """The divisions that stand, by code."""
    above = aliased(Place)
    statement = select(Place.code, Place.kind, above.code.label("parent_code"))
    joined = statement.outerjoin(above, above.id == Place.parent_id).where(Place.kind.in_(ORDER))
    rows = (await session.execute(joined)).all()
    return {row.code: Known(row.kind, row.parent_code or "") for row in rows}


async def import_divisions(
    session: AsyncSession,
    divisions: list[Division],
    on_progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Insert or rename divisions, by code; returns how many are in the file.

    A rename touches no other row: full names are built from the compound down. Who was renamed by
    hand keeps that name. Running it again changes nothing. The caller's transaction makes it whole.
    """
    known = {row.code: dict(row._mapping) for row in (await session.execute(_known())).all()}
    divisions = await _as_named_by_hand(session, divisions, known)
    await _tell_renamed(session, divisions, known)
    batch: list[dict[str, Any]] = []
    for kind in ORDER:
        batch = [_row(division, known) for division in divisions if division.kind == kind]
        for start in range(0, len(batch), 500):
            part = batch[start : start + 500]
            statement = insert(Place)
            renamed = {"name": statement.excluded.name, "full_name": statement.excluded.full_name}
            changed = Place.name != statement.excluded.name
            await session.execute(
                statement.on_conflict_do_update(
                    index_elements=["code"], set_=renamed, where=changed
                ),
                part,
            )
            on_progress(len(part))
        known.update({row["code"]: row for row in batch})
    return len(divisions)


async def _as_named_by_hand(
    session: AsyncSession, divisions: list[Division], known: dict[str, dict[str, Any]]
) -> list[Division]:
    """The divisions, with the names that people gave since to those that stand."""
    ids = [place["id"] for place in known.values()]
    by_hand = select(TreeChange.place_id).where(
        TreeChange.place_id.in_(ids),
        TreeChange.change == ChangeKind.RENAMED,
        TreeChange.changed_by_id.is_not(None),
    )
    named = set(await session.scalars(by_hand))
    own = {code: place["name"] for code, place in known.items() if place["id"] in named}
    return [replace(division, name=own.get(division.code, division.name)) for division in divisions]


async def _tell_renamed(
    session: AsyncSession, divisions: list[Division], known: dict[str, dict[str, Any]]
) -> None:
    names = {known[one.code]["id"]: one.name for one in divisions if _renames(one, known)}
    if not names:
        return
    places = (await session.scalars(select(Place).where(Place.id.in_(names)))).all()
    author = Author(None, (await session.scalars(select(func.now()))).one())
    new = {place.id: {"name": names[place.id], "full_name": names[place.id]} for place in places}
    told = [(place, facts_of(place), facts_of(place) | new[place.id]) for place in places]
    await tell(session, author, ChangeKind.RENAMED, told)


def _renames(division: Division, known: dict[str, dict[str, Any]]) -> bool:
    return division.code in known and known[division.code]["name"] != division.name


def _known() -> Any:
    columns = ("id", "code", "name", "path", "kind", "city_id", "district_id", "subdistrict_id")
    return select(*(getattr(Place, name) for name in columns)).where(Place.kind.in_(ORDER))


def _row(division: Division, known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    parent = known.get(division.parent_code)
    existing = known.get(division.code)
    own_id: UUID = existing["id"] if existing else new_id()
    label = division.code[LABEL[division.kind]]
    return {
        "id": own_id,
        "code": division.code,
        "name": division.name,
        "full_name": division.name,
        "kind": division.kind,
        "parent_id": parent["id"] if parent else None,
        "parent_kind": parent["kind"] if parent else None,
        "path": f"{parent['path']}.{label}" if parent else label,
        "city_id": _self_or(division, PlaceKind.CITY, own_id, parent, "city_id"),
        "district_id": _self_or(division, PlaceKind.DISTRICT, own_id, parent, "district_id"),
        "subdistrict_id": _self_or(
            division, PlaceKind.SUBDISTRICT, own_id, parent, "subdistrict_id"
        ),
        "community_id": own_id if division.kind == PlaceKind.COMMUNITY else None,
    }


def _self_or(
    division: Division, kind: PlaceKind, own: UUID, parent: dict[str, Any] | None, column: str
) -> UUID | None:
    if division.kind == kind:
        return own
    return parent[column] if parent else None
