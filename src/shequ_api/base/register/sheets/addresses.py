"""Which place a line means, when people write addresses their own way."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shequ_api.base.places.models import PlaceKind
from shequ_api.base.register.sheets.columns import PlacedLine, Reason

_CHINESE_DIGITS = {sign: str(value) for value, sign in enumerate("零一二三四五六七八九")}
_TEN = re.compile(r"([一二三四五六七八九])?十([一二三四五六七八九])?")
_SUFFIXES = re.compile(r"(号楼|栋|幢|座|单元|号院|号|室|户|#)$")
_STEP = re.compile(r"(.+?)(号楼|栋|幢|座|单元|室|号|户|#|楼|层|[-—/、,，]|$)")
_BETWEEN = "-—/、,，"
_FLOORS = frozenset({"楼", "层"})

Path = tuple[str, ...]
"""Compound, building, unit, dwelling: simplified, from above as far down as the place lies."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that the file may mean; `row` are the columns of its place."""

    id: UUID
    code: str
    row: Any


UNKNOWN_CODE = Reason("地点编码", "place_unknown", "辖区内没有这个编码的地点")
INCOMPLETE = Reason(None, "address_incomplete", "地址不全：需要小区、楼栋、房号")
NOWHERE = Reason(None, "address_incomplete", "没有写明地点：需要地点编码、小区或地址")
AMBIGUOUS = Reason(None, "address_ambiguous", "地址不唯一：请写明单元，或改填地点编码")
UNKNOWN = Reason(None, "address_unknown", "辖区内没有这个地址，请核对小区、楼栋、单元、房号")


class Directory:
    """The places of a community that a file may name, found by how people write them."""

    def __init__(self, rows: Iterable[Any]) -> None:
        """`rows`: the place's columns, and the names of its `compound`, `building`, `parent`."""
        self._by_code: dict[str, Spot] = {}
        self._by_path: dict[Path, list[Spot]] = defaultdict(list)
        self._without_unit: dict[Path, list[Spot]] = defaultdict(list)
        self._compounds: dict[str, str] = {}
        for row in rows:
            spot, path = Spot(row.id, row.code, row), _path_of(row)
            self._by_code[row.code] = spot
            self._by_path[path].append(spot)
            if len(path) == 4:
                self._without_unit[path[0], path[1], path[3]].append(spot)
            if path:
                self._compounds[_plain(row.compound or row.name)] = path[0]
        self._longest_first = sorted(self._compounds, key=len, reverse=True)

    def dwelling(self, line: PlacedLine) -> Spot | Reason:
        """The one dwelling that a line means. Several are a refusal: the first is never taken."""
        if line.place_code:
            return self._by_code.get(line.place_code) or UNKNOWN_CODE
        if line.compound and line.building and line.dwelling:
            return self._one(_written(line.compound, line.building, line.unit, line.dwelling))
        if line.address and not line.dwelling:
            return self._one(path) if (path := self._path_in(line.address)) else UNKNOWN
        return INCOMPLETE

    def place(self, line: PlacedLine) -> Spot | Reason | None:
        """The one place that a line means, however far down it goes; None where it says none."""
        if line.place_code:
            return self._by_code.get(line.place_code) or UNKNOWN_CODE
        parts = (line.building, line.unit, line.dwelling)
        if line.compound:
            deeper = not line.building and (line.unit or line.dwelling)
            return INCOMPLETE if deeper else self._one(_written(line.compound, *parts))
        if line.address:
            return self._one(path) if (path := self._path_in(line.address)) else UNKNOWN
        return INCOMPLETE if any(parts) else None

    def _one(self, path: Path) -> Spot | Reason:
        if len(path) == 4 and not path[2]:
            fitting = self._without_unit.get((path[0], path[1], path[3]), [])
        else:
            fitting = self._by_path.get(path, [])
        if len(fitting) == 1:
            return fitting[0]
        return AMBIGUOUS if fitting else UNKNOWN

    def _path_in(self, address: str) -> Path | None:
        """An address in one piece: what follows the name of a compound, step by step."""
        plain = _plain(address)
        compound = next((name for name in self._longest_first if name and name in plain), None)
        if compound is None:
            return None
        rest = plain.rpartition(compound)[2]
        found = [(step[1].strip(_BETWEEN), step[2]) for step in _STEP.finditer(rest)]
        steps = [step for step in found if step[0] and step[1] not in _FLOORS]
        names = [simplified(name) for name, _ in steps]
        if len(steps) == 2 and steps[1][1] != "单元":
            names.insert(1, "")
        return (self._compounds[compound], *names) if len(names) <= 3 else None


def _path_of(row: Any) -> Path:
    if row.kind == PlaceKind.DWELLING:
        return _written(row.compound, row.building, row.parent, row.name)
    if row.kind == PlaceKind.UNIT:
        return _written(row.compound, row.building, row.name, None)
    if row.kind == PlaceKind.BUILDING:
        return _written(row.compound, row.name, None, None)
    return _written(row.name, None, None, None) if row.kind == PlaceKind.COMPOUND else ()


def _written(compound: str, building: str | None, unit: str | None, dwelling: str | None) -> Path:
    names = [simplified(name or "") for name in (compound, building, unit, dwelling)]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def simplified(written: str) -> str:
    """`一号楼`, `1栋`, `01#` → `1`; words without a number stay as they are."""
    plain = _plain(written)
    bare = _SUFFIXES.sub("", plain)
    number = _arabic(bare)
    return number.lstrip("0") or number if number.isdecimal() else bare or plain


def _plain(written: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", written)).upper()


def _arabic(text: str) -> str:
    """Chinese numerals up to 99 as digits; what holds anything else stays as it is."""
    if ten := _TEN.fullmatch(text):
        tens, ones = ten.groups()
        return _CHINESE_DIGITS.get(tens or "", "1") + _CHINESE_DIGITS.get(ones or "", "0")
    if text and all(sign in _CHINESE_DIGITS for sign in text):
        return "".join(_CHINESE_DIGITS[sign] for sign in text)
    return text
