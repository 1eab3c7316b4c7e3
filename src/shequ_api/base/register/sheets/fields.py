"""What cells of the register's sheets mean: names, numbers, words of a choice."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from shequ_api.kit.crypto import normalise_id_number, normalise_phone
from shequ_api.kit.sheets.cells import Cell, CellUnfit, number_text_of, text_of

LONGEST_NAME, LONGEST_TEXT = 50, 100
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{9,11}")
_MASKS = r"*×※●○■□?_#"
_NAME_MASKS = re.compile(rf"[{_MASKS}某]|[\u4e00-\u9fff][xX]|[xX][\u4e00-\u9fff]")
_NUMBER_MASKS = re.compile(rf"[{_MASKS}•]|[xX]{{2}}")
"""What stands for what is hidden; an ID number may end in an X, a passport's may hold one."""


class NameUnfit(CellUnfit):
    code, title = "name_unfit", f"姓名应为 1 至 {LONGEST_NAME} 个字，不含数字"


class CellMasked(CellUnfit):
    code, title = "cell_masked", "内容已脱敏，请填写完整内容"


class PhoneUnfit(CellUnfit):
    code, title = "phone_unfit", "电话应为 11 位手机号，或带区号的固定电话"


def person_name(cell: Cell) -> str | None:
    """A person's name. CellMasked, NameUnfit."""
    found = text_of(cell)
    if found is None:
        return None
    if _NAME_MASKS.search(unicodedata.normalize("NFKC", found)):
        raise CellMasked
    name = re.sub(r"\s+", " ", unicodedata.normalize("NFC", found)).replace("•", "·")
    if len(name) > LONGEST_NAME or any(sign.isdecimal() for sign in name):
        raise NameUnfit
    # Spaces that pad a name of two characters are no part of it; those of Latin letters are.
    return name if name.isascii() else name.replace(" ", "")


def whole_number_text(cell: Cell) -> str | None:
    """The number of a document or a firm in its normal form. CellMasked, CellMangled."""
    found = _unmasked(cell)
    return normalise_id_number(found) or None if found else None


def phone(cell: Cell) -> str | None:
    """A phone number in its normal form. CellMasked, PhoneUnfit."""
    found = _unmasked(cell)
    if found is None:
        return None
    plain = normalise_phone(found)
    if not _PHONE.fullmatch(plain):
        raise PhoneUnfit
    return plain


def short_text(cell: Cell) -> str | None:
    return text_up_to(LONGEST_TEXT)(cell)


def text_up_to(most: int) -> Callable[[Cell], str | None]:
    """Reads a text of so many characters. CellUnfit: it is longer."""

    def read(cell: Cell) -> str | None:
        found = text_of(cell)
        if found is not None and len(found) > most:
            raise CellUnfit(f"内容过长，最多 {most} 个字")
        return found

    return read


def one_of(words: Mapping[str, Any], unknown: type[CellUnfit]) -> Callable[[Cell], Any]:
    """Reads a word of a choice, however it is padded. `unknown`: none of them."""

    def read(cell: Cell) -> Any:
        found = text_of(cell)
        if found is None:
            return None
        word = re.sub(r"\s", "", unicodedata.normalize("NFKC", found))
        if word not in words:
            raise unknown
        return words[word]

    return read


def _unmasked(cell: Cell) -> str | None:
    found = number_text_of(cell)
    if found and _NUMBER_MASKS.search(unicodedata.normalize("NFKC", found)):
        raise CellMasked
    return found
