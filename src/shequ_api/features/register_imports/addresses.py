"""Which dwelling a line means, when people write addresses their own way."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shequ_api.features.register_imports.columns import Line, Reason

_CHINESE_DIGITS = {sign: str(value) for value, sign in enumerate("零一二三四五六七八九")}
_TEN = re.compile(r"([一二三四五六七八九])?十([一二三四五六七八九])?")
_SUFFIXES = re.compile(r"(号楼|栋|幢|座|单元|号院|号|室|户|#)$")

Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Dwelling:
    """A dwelling that the file may mean; `row` are the columns of its place."""

    id: UUID
    code: str
    row: Any


class Directory:
    """The dwellings of the compounds that a file names, found by how people write them."""

    def __init__(self, rows: Iterable[Any]) -> None:
        """`rows`: compound, building, unit, dwelling (names) and the place `code`, `id`, …"""
        self._by_code: dict[str, Dwelling] = {}
        self._by_key: dict[Key, list[Dwelling]] = defaultdict(list)
        self._without_unit: dict[tuple[str, str, str], list[Dwelling]] = defaultdict(list)
        for row in rows:
            dwelling = Dwelling(row.id, row.code, row)
            compound, building, unit, door = map(
                simplified, (row.compound, row.building, row.unit, row.dwelling)
            )
            self._by_code[row.code] = dwelling
            self._by_key[compound, building, unit, door].append(dwelling)
            self._without_unit[compound, building, door].append(dwelling)

    def find(self, line: Line) -> Dwelling | Reason:
        """The one dwelling that a line means. Several are a refusal: the first is never taken."""
        if line.place_code:
            found = self._by_code.get(line.place_code)
            return found or Reason("地点编码", "place_unknown", "辖区内没有这个编码的住户")
        if not (line.compound and line.building and line.dwelling):
            return Reason(None, "address_incomplete", "地址不全：需要小区、楼栋、房号")
        compound, building, door = map(simplified, (line.compound, line.building, line.dwelling))
        if line.unit:
            fitting = self._by_key.get((compound, building, simplified(line.unit), door), [])
        else:
            fitting = self._without_unit.get((compound, building, door), [])
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            return Reason(None, "address_ambiguous", "地址不唯一：请写明单元，或改填地点编码")
        return Reason(None, "address_unknown", "辖区内没有这个地址，请核对小区、楼栋、单元、房号")


def simplified(written: str) -> str:
    """`一号楼`, `1栋`, `01#` → `1`; words without a number stay as they are."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", written)).upper()
    bare = _SUFFIXES.sub("", plain)
    number = _arabic(bare)
    return number.lstrip("0") or number if number.isdecimal() else bare or plain


def _arabic(text: str) -> str:
    """Chinese numerals up to 99 as digits; what holds anything else stays as it is."""
    if ten := _TEN.fullmatch(text):
        tens, ones = ten.groups()
        return _CHINESE_DIGITS.get(tens or "", "1") + _CHINESE_DIGITS.get(ones or "", "0")
    if text and all(sign in _CHINESE_DIGITS for sign in text):
        return "".join(_CHINESE_DIGITS[sign] for sign in text)
    return text
