"""The columns of a file about people, and what stands in them: pure, without a database."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from shequ_api.base.register.households import MOST_HOUSEHOLDS, RELATION_TITLES, Relation
from shequ_api.base.register.papers import IdKind, IdNumberWrong, Paper, paper_of
from shequ_api.base.register.rules import Identity, SexDiffers, check_sex, settled
from shequ_api.base.register.sheets.columns import (
    PLACE_COLUMNS,
    Column,
    Named,
    PlacedLine,
    Reason,
    cells_read,
    columns_named,
    days_ahead,
    header_faults,
    title_of,
)
from shequ_api.base.register.sheets.fields import one_of, person_name, phone, whole_number_text
from shequ_api.base.residency.models import Belonging
from shequ_api.features.register_sheets.synonyms import (
    BELONGINGS,
    ID_KINDS,
    RELATIONS,
    SEXES,
    by_word,
)
from shequ_api.kit.errors import Refusal
from shequ_api.kit.sheets.cells import Cell, CellUnfit, day_of, text_of

_HOUSEHOLD = re.compile(r"(?:第|[A-Z])?0*([1-9]\d?)(?:户)?", re.IGNORECASE)
DOOR_OR_HOUSEHOLD = "户号"
"""The number of the door where no other column says which door it is, else of the household."""


class BelongingUnknown(CellUnfit):
    code, title = "belonging_unknown", "与房屋关系应为：产权人、承租人、家庭成员、流动人口"


class RelationUnknown(CellUnfit):
    code, title = "relation_unknown", "与户主关系应为：" + "、".join(RELATION_TITLES.values())


class IdKindUnknown(CellUnfit):
    code, title = (
        "id_kind_unknown",
        "证件类型应为：居民身份证、护照、港澳居民来往内地通行证、台湾居民来往大陆通行证、"
        "港澳台居民居住证、外国人永久居留身份证",
    )


class SexUnknown(CellUnfit):
    code, title = "sex_unknown", "性别应为：男、女、未知"


class HouseholdUnfit(CellUnfit):
    code, title = (
        "household_unfit",
        f"户号应为 1 至 {MOST_HOUSEHOLDS}，即同一住房里的第几户；户口簿编号请放在另一列",
    )


def _household(cell: Cell) -> int | None:
    found = text_of(cell)
    if found is None:
        return None
    number = _HOUSEHOLD.fullmatch(found)
    if number is None:
        raise HouseholdUnfit
    return int(number[1])


COLUMNS = (
    *PLACE_COLUMNS,
    Column("name", ("姓名",), person_name, needed=True, example="王小四"),
    Column("sex", ("性别",), one_of(by_word(SEXES), SexUnknown), example="男"),
    Column(
        "id_kind",
        ("证件类型", "证件种类", "证件名称", "身份证件类型"),
        one_of(by_word(ID_KINDS), IdKindUnknown),
        example="居民身份证",
    ),
    Column(
        "id_number",
        ("证件号码", "身份证号", "身份证号码", "证件号", "身份证件号码", "公民身份号码"),
        whole_number_text,
        example="（整列设为文本）",
    ),
    Column("phone", ("手机号", "联系电话", "电话", "手机号码"), phone, example="13900000000"),
    Column(
        "belonging",
        ("与房屋关系", "居住类别", "人员类别"),
        one_of(by_word(BELONGINGS), BelongingUnknown),
        needed=True,
        example="产权人",
    ),
    Column(
        "household",
        ("户编号", DOOR_OR_HOUSEHOLD, "家庭户号", "住户序号", "户序号"),
        _household,
        example="1",
    ),
    Column(
        "relation",
        ("与户主关系", "户主关系", "与户主的关系", "家庭关系"),
        one_of(by_word(RELATIONS), RelationUnknown),
        example="户主",
    ),
    Column("starts_on", ("入住日期", "登记日期"), day_of, example="2026-01-31"),
    Column("verified_on", ("核实日期", "采集日期"), day_of, example="2026-01-31"),
)
TITLES = frozenset(title for column in COLUMNS for title in column.titles)
_DOOR = next(column for column in PLACE_COLUMNS if column.field == "dwelling")


@dataclass(frozen=True, slots=True)
class Line(PlacedLine):
    """What a row of the file says. Fields that could not be read are None, with a reason."""

    name: str | None = field(default=None, repr=False)
    sex: int | None = None
    id_number: str | None = field(default=None, repr=False)
    """In its normal form, with its kind."""
    id_kind: IdKind | None = None
    phone: str | None = field(default=None, repr=False)
    belonging: Belonging | None = None
    household: int | None = None
    relation: Relation | None = None
    starts_on: date | None = None
    verified_on: date | None = None
    reasons: tuple[Reason, ...] = ()

    def with_reasons(self, more: Sequence[Reason]) -> "Line":
        return replace(self, reasons=(*self.reasons, *more))

    @property
    def identity(self) -> Identity:
        """Who the line is about, as it says."""
        return Identity(
            name=self.name,
            phone=self.phone,
            id_number=self.id_number,
            id_kind=self.id_kind,
            sex=self.sex or 0,
        )


def known_columns(header: tuple[str, ...]) -> tuple[dict[str, Column], list[Reason]]:
    """Title → column for those that are known, and what is wrong with the header as a whole."""
    named = columns_named(header, COLUMNS)
    fields = {column.field for column in named.values()}
    if DOOR_OR_HOUSEHOLD in named and not fields & {"dwelling", "place_code", "address"}:
        named[DOOR_OR_HOUSEHOLD] = _DOOR
        fields.add("dwelling")
    reasons = header_faults(named, COLUMNS)
    if (
        not fields & {"place_code", "address"}
        and not {"compound", "building", "dwelling"} <= fields
    ):
        detail = "请给出“地点编码”，或“小区”“楼栋”“单元”“房号”，或“地址”"
        reasons.append(Reason(None, "place_columns_missing", detail))
    return named, reasons


def read_line(number: int, cells: Mapping[str, Cell], named: Named, *, today: date) -> Line:
    """A row, read column by column; each fault is a reason, and none stops the next."""
    found, reasons = cells_read(cells, named)
    if found.get("id_number"):
        try:
            paper = paper_of(found["id_number"], found.get("id_kind"), today=today)
            found["id_number"], found["id_kind"] = paper.number, paper.kind
            _mind_sex(paper, found.get("sex"), today)
        except Refusal as unfit:
            reasons.append(_about_number(unfit, found["id_number"], named))
    else:
        # A kind without a number says nothing.
        found.pop("id_kind", None)
    reasons += days_ahead(found, named, today=today)
    return Line(number=number, reasons=tuple(reasons), **found)


def _mind_sex(paper: Paper, said: int | None, today: date) -> None:
    named = Identity(name="某人", id_number=paper.number, id_kind=paper.kind, sex=said or 0)
    check_sex(said, settled(named, today=today))


def _about_number(unfit: Refusal, number: str, named: Named) -> Reason:
    if isinstance(unfit, SexDiffers):
        return Reason(title_of(named, "sex"), unfit.code, unfit.title)
    code = "id_number_unfit" if isinstance(unfit, IdNumberWrong) else unfit.code
    lost = number.isdecimal() and len(number) < 8
    hint = "；以 0 开头的号码请把整列设为文本，以免前面的 0 丢失" if lost else ""
    return Reason(title_of(named, "id_number"), code, unfit.title + hint)


def template_notes() -> list[str]:
    """How to fill in what is not free: a line for each belonging, with the words for it. In a CSV
    they stand above the header, which is looked for in the first rows alone."""
    accepted = [
        f"“与房屋关系”填“{words[0]}”，也可写：{'、'.join(words[1:])}"
        for words in BELONGINGS.values()
    ]
    others = (
        f"“与户主关系”可填：{'、'.join(words[0] for words in RELATIONS.values())}",
        f"“证件类型”可填：{'、'.join(words[0] for words in ID_KINDS.values())}",
        "18 位的证件号码可以不填类型",
        "带 * 的列必填",
        "姓名、手机号、证件号码须完整，不接受脱敏内容（如“王*”“王某”）",
    )
    return [*accepted, "；".join(others)]
