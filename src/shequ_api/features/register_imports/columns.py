"""The columns of the file, and what stands in them: pure, without a database."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from shequ_api.base.residency.models import Belonging
from shequ_api.kit.crypto import normalise_id_number, normalise_phone
from shequ_api.kit.sheets.cells import Cell, CellUnfit, day_of, number_text_of, text_of
from shequ_api.kit.sheets.reading import Sheet, read_sheet

LONGEST_NAME = 50
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{9,11}")
_MASKS = r"*×※●○■□?_#"
_NAME_MASKS = re.compile(rf"[{_MASKS}某]|[\u4e00-\u9fff][xX]|[xX][\u4e00-\u9fff]")
_NUMBER_MASKS = re.compile(rf"[{_MASKS}•]|[xX][xX\d]")
"""What stands for what is hidden; an ID number may end in an X."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field, the names that people give it, and whether it is needed."""

    field: str
    titles: tuple[str, ...]
    needed: bool = False
    example: str = ""

    @property
    def title(self) -> str:
        return self.titles[0]


COLUMNS = (
    Column("place_code", ("地点编码", "房屋编码"), example="510108015017-c1-b1-u1-d101"),
    Column("compound", ("小区", "小区名称", "院落"), example="东苑"),
    Column("building", ("楼栋", "楼栋号", "幢", "栋"), example="1栋"),
    Column("unit", ("单元", "单元号"), example="1单元"),
    Column("dwelling", ("房号", "门牌号", "室", "户号"), example="101"),
    Column("name", ("姓名",), needed=True, example="王小四"),
    Column("id_number", ("证件号码", "身份证号", "身份证号码"), example="（整列设为文本）"),
    Column("phone", ("手机号", "联系电话", "电话"), example="13900000000"),
    Column("belonging", ("与房屋关系", "居住类别", "人员类别"), needed=True, example="产权人"),
    Column("starts_on", ("入住日期", "登记日期"), example="2026-01-31"),
    Column("verified_on", ("核实日期", "采集日期"), example="2026-01-31"),
)
_NAMED = {title: column for column in COLUMNS for title in column.titles}
_RELATIVES = (
    *("配偶", "夫妻", "夫", "妻", "丈夫", "妻子", "爱人", "老公", "老婆"),
    *("子女", "子", "女", "儿子", "女儿", "独生子", "独生女", "长子", "次子", "三子"),
    *("长女", "次女", "二女", "三女", "养子", "养女", "继子", "继女", "儿媳", "女婿"),
    *("父母", "父亲", "母亲", "父", "母", "爸爸", "妈妈", "继父", "继母", "养父", "养母"),
    *("公公", "婆婆", "岳父", "岳母", "祖父", "祖母", "外祖父", "外祖母"),
    *("爷爷", "奶奶", "外公", "外婆", "姥爷", "姥姥"),
    *("孙子", "孙女", "外孙", "外孙子", "外孙女", "孙子女", "外孙子女"),
    *("兄弟姐妹", "兄弟", "姐妹", "兄", "弟", "姐", "妹", "哥哥", "弟弟", "姐姐", "妹妹"),
    *("侄子", "侄女", "外甥", "外甥女", "亲属", "亲戚", "其他亲属"),
)
"""As household registers write them (GB/T 4761), and as people do."""
_BELONGINGS = {
    Belonging.OWNER: ("产权人", "业主", "业主本人", "户主", "房主", "房东", "自有"),
    Belonging.TENANT: ("承租人", "租户", "租客", "租赁", "租住", "出租", "合租", "承租"),
    Belonging.FAMILY: ("家庭成员", "家属", "家人", "共同居住", *_RELATIVES),
    Belonging.FLOATING: ("流动人口", "暂住", "借住", "寄住", "保姆", "住家保姆", "护工"),
}
BELONGING_OF = {word: belonging for belonging, words in _BELONGINGS.items() for word in words} | {
    str(belonging): belonging for belonging in Belonging
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a line is refused, or what is noted about it: a column's title, a code, Chinese words."""

    column: str | None
    code: str
    detail: str

    def as_dict(self) -> dict[str, Any]:
        return {"column": self.column, "code": self.code, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class Line:
    """What a row of the file says. Fields that could not be read are None, with a reason."""

    number: int
    place_code: str | None = None
    compound: str | None = None
    building: str | None = None
    unit: str | None = None
    dwelling: str | None = None
    name: str | None = field(default=None, repr=False)
    id_number: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    belonging: Belonging | None = None
    starts_on: date | None = None
    verified_on: date | None = None
    reasons: tuple[Reason, ...] = ()

    def with_reasons(self, more: Sequence[Reason]) -> "Line":
        return replace(self, reasons=(*self.reasons, *more))


def known_columns(header: tuple[str, ...]) -> tuple[dict[str, Column], list[Reason]]:
    """Title → column for those that are known, and what is wrong with the header as a whole."""
    named = {title: _NAMED[title] for title in header if title in _NAMED}
    fields = [column.field for column in named.values()]
    reasons = [
        Reason(column.title, "column_missing", f"缺少“{column.title}”列")
        for column in COLUMNS
        if column.needed and column.field not in fields
    ]
    if "place_code" not in fields and not {"compound", "building", "dwelling"} <= set(fields):
        detail = "请给出“地点编码”，或“小区”“楼栋”“单元”“房号”"
        reasons.append(Reason(None, "place_columns_missing", detail))
    doubled = {name for name in fields if fields.count(name) > 1}
    reasons += [
        Reason(column.title, "column_doubled", f"“{column.title}”列重复")
        for column in COLUMNS
        if column.field in doubled
    ]
    return named, reasons


def read_line(
    number: int,
    cells: Mapping[str, Cell],
    columns: Mapping[str, Column],
    *,
    id_number_fault: Callable[[str], str | None],
) -> Line:
    """A row, read column by column; each fault is a reason, and none stops the next.

    `id_number_fault(number)` gives the Chinese words for what is wrong with it, or None.
    """
    found: dict[str, Any] = {}
    reasons: list[Reason] = []
    for title, column in columns.items():
        try:
            found[column.field] = _READERS[column.field](cells[title])
        except CellUnfit as unfit:
            reasons.append(Reason(title, unfit.code, unfit.detail or unfit.title))
            continue
        if column.needed and found[column.field] is None:
            reasons.append(Reason(title, "missing", f"“{title}”不能为空"))
    fault = id_number_fault(found["id_number"]) if found.get("id_number") else None
    if fault:
        title = next(title for title, column in columns.items() if column.field == "id_number")
        reasons.append(Reason(title, "id_number_unfit", fault))
    return Line(number=number, reasons=tuple(reasons), **found)


def read_register_sheet(data: bytes) -> Sheet:
    """A file's table, its header found by the columns' names. What `read_sheet` refuses."""
    return read_sheet(data, _NAMED.keys())


def template_notes() -> list[str]:
    """How to fill in what is not free: a line for each belonging, with the words for it."""
    accepted = [
        f"“与房屋关系”填“{words[0]}”，也可写：{'、'.join(words[1:])}"
        for words in _BELONGINGS.values()
    ]
    return [
        *accepted,
        "带 * 的列必填；姓名、手机号、证件号码须完整，不接受脱敏内容（如“王*”“王某”）",
    ]


def template_rows() -> tuple[list[str], list[list[str]]]:
    """Header and an example line for those who begin."""
    header = [f"{column.title}*" if column.needed else column.title for column in COLUMNS]
    return header, [[column.example for column in COLUMNS]]


class NameUnfit(CellUnfit):
    code, title = "name_unfit", f"姓名应为 1 至 {LONGEST_NAME} 个字，不含数字"


class CellMasked(CellUnfit):
    code, title = "cell_masked", "内容已脱敏，请填写完整内容"


class PhoneUnfit(CellUnfit):
    code, title = "phone_unfit", "电话应为 11 位手机号，或带区号的固定电话"


class BelongingUnknown(CellUnfit):
    code, title = "belonging_unknown", "与房屋关系应为：产权人、承租人、家庭成员、流动人口"


def _name(cell: Cell) -> str | None:
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


def _id_number(cell: Cell) -> str | None:
    found = _unmasked(cell)
    return normalise_id_number(found) or None if found else None


def _unmasked(cell: Cell) -> str | None:
    found = number_text_of(cell)
    if found and _NUMBER_MASKS.search(unicodedata.normalize("NFKC", found)):
        raise CellMasked
    return found


def _phone(cell: Cell) -> str | None:
    found = _unmasked(cell)
    if found is None:
        return None
    plain = normalise_phone(found)
    if not _PHONE.fullmatch(plain):
        raise PhoneUnfit
    return plain


def _belonging(cell: Cell) -> Belonging | None:
    found = text_of(cell)
    if found is None:
        return None
    word = re.sub(r"\s", "", unicodedata.normalize("NFKC", found))
    if word not in BELONGING_OF:
        raise BelongingUnknown
    return BELONGING_OF[word]


def _short_text(cell: Cell) -> str | None:
    found = text_of(cell)
    if found is not None and len(found) > 100:
        raise CellUnfit("内容过长")
    return found


_READERS: dict[str, Callable[[Cell], Any]] = {
    "place_code": _short_text,
    "compound": _short_text,
    "building": _short_text,
    "unit": _short_text,
    "dwelling": _short_text,
    "name": _name,
    "id_number": _id_number,
    "phone": _phone,
    "belonging": _belonging,
    "starts_on": day_of,
    "verified_on": day_of,
}
