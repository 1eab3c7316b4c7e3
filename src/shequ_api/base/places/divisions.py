"""The official divisions: reading and importing a table of codes, whole or not at all."""

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.kit.ids import new_id

COLUMNS = ["code", "name", "kind", "parent_code"]
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


def read_divisions(path: Path, known_codes: Iterable[str] = ()) -> list[Division]:
    """Read a CSV of code, name, kind, parent_code; parents in the file or already known.

    Raises `ImportRefused` with every broken row.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ImportRefused([RowFault(1, "the file is not UTF-8")]) from None
    rows = list(csv.reader(text.splitlines()))
    if not rows or rows[0] != COLUMNS:
        raise ImportRefused([RowFault(1, f"the first line must be {','.join(COLUMNS)}")])
    kinds: dict[str, str] = {row[0]: row[2] for row in rows[1:] if len(row) == len(COLUMNS)}
    known, faults, found, seen = set(known_codes), [], [], set[str]()
    for line, row in enumerate(rows[1:], start=2):
        problem = _problem(row, kinds, known, seen)
        if problem:
            faults.append(RowFault(line, problem))
        else:
            seen.add(row[0])
            found.append(Division(row[0], row[1].strip(), PlaceKind(row[2]), row[3]))
    if faults:
        raise ImportRefused(faults)
    return found


def _problem(row: list[str], kinds: dict[str, str], known: set[str], seen: set[str]) -> str | None:
    if len(row) != len(COLUMNS):
        return f"{len(row)} columns instead of {len(COLUMNS)}"
    code, name, kind, parent = row
    checks = [
        (not re.fullmatch(r"\d{12}", code), "the code is not 12 digits"),
        (code in seen, "the code stands twice in the file"),
        (not name.strip() or len(name) > 100, "the name is empty or too long"),
        (kind not in set(ORDER), "the kind is not a division's"),
        ((parent == "") != (kind == PlaceKind.PROVINCE), "only a province has no parent"),
        (parent != "" and parent not in known and parent not in kinds, "the parent is unknown"),
    ]
    for broken, problem in checks:
        if broken:
            return problem
    if parent in kinds and kinds[parent] in set(ORDER):
        own, above = ORDER.index(PlaceKind(kind)), ORDER.index(PlaceKind(kinds[parent]))
        if above != own - 1:
            return f"a {kind} cannot lie in a {kinds[parent]}"
    return None


async def import_divisions(
    session: AsyncSession,
    divisions: list[Division],
    on_progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Insert or rename divisions, by code; returns how many are in the file.

    Running it again changes nothing. The caller's transaction makes it whole.
    """
    known = {row.code: dict(row._mapping) for row in (await session.execute(_known())).all()}
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


def _known() -> Any:
    columns = ("id", "code", "path", "district_id", "subdistrict_id")
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
        "path": f"{parent['path']}.{label}" if parent else label,
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
