"""The columns of a file about premises, and what stands in them: pure, without a database."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from shequ_api.base.register.rules import Identity
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
from shequ_api.base.register.sheets.fields import (
    CellMasked,
    one_of,
    person_name,
    phone,
    text_up_to,
    whole_number_text,
)
from shequ_api.features.register_premises.rules import (
    KIND_TITLES,
    LONGEST_BUSINESS,
    CreditCodeWrong,
    PremisesKind,
    check_credit_code,
)
from shequ_api.kit.crypto import normalise_id_number
from shequ_api.kit.national_codes import credit_code_holds
from shequ_api.kit.sheets.cells import Cell, CellUnfit, day_of, number_text_of

LONGEST_NAME = 100
WORDS = {
    PremisesKind.SHOP: ("商店", "店铺", "门店", "超市", "便利店", "零售", "批发零售", "药店"),
    PremisesKind.RESTAURANT: ("餐厅", "饭店", "餐馆", "餐饮店", "小吃店", "火锅店", "餐饮业"),
    PremisesKind.OFFICE: ("公司", "企业", "写字楼", "办公场所", "机关", "事业单位"),
    PremisesKind.WORKSHOP: ("工厂", "作坊", "加工厂", "加工", "生产", "厂房", "维修"),
    PremisesKind.LODGING: ("酒店", "宾馆", "旅馆", "民宿", "旅店", "住宿业"),
    PremisesKind.SCHOOL: ("学校", "幼儿园", "培训机构", "培训", "托育机构", "教育"),
    PremisesKind.CARE_HOME: ("养老院", "敬老院", "养老"),
    PremisesKind.WAREHOUSE: ("仓库", "物流", "快递", "物流仓储"),
    PremisesKind.OTHER: ("其它", "服务", "服务业", "个体工商户", "个体户", "个体"),
}
_KINDS = {word: kind for kind in PremisesKind for word in (kind, KIND_TITLES[kind], *WORDS[kind])}
MASKED_SIGNS = "X" * 3
MASKED_KEEPER = "内容已脱敏，未导入这一项"


class KindUnknown(CellUnfit):
    code, title = "premises_kind_unknown", "类型应为：" + "、".join(KIND_TITLES.values())


def _name(cell: Cell) -> str | None:
    found = text_up_to(LONGEST_NAME)(cell)
    return unicodedata.normalize("NFC", found) if found else None


def _credit_code(cell: Cell) -> str | None:
    """The code in its normal form: two X may stand in one that holds, where they hide nothing."""
    found = normalise_id_number(number_text_of(cell) or "")
    holds = credit_code_holds(found) and MASKED_SIGNS not in found
    return found if holds else whole_number_text(cell)


COLUMNS = (
    *PLACE_COLUMNS,
    Column(
        "name",
        ("名称", "店名", "单位名称", "商户名称", "企业名称", "店铺名称", "场所名称", "字号名称"),
        _name,
        needed=True,
        example="好邻居便利店",
    ),
    Column(
        "kind",
        ("类型", "单位类型", "商户类型", "场所类型", "类别"),
        one_of(_KINDS, KindUnknown),
        example="商铺",
    ),
    Column(
        "credit_code",
        ("统一社会信用代码", "社会信用代码", "信用代码", "营业执照号", "统一信用代码"),
        _credit_code,
        example="91350100M000100Y43",
    ),
    Column(
        "business",
        ("经营范围", "行业", "主营业务", "经营内容", "所属行业", "经营项目"),
        text_up_to(LONGEST_BUSINESS),
        example="日用百货零售",
    ),
    Column(
        "keeper_name",
        ("负责人", "联系人", "负责人姓名", "经营者", "法定代表人", "法人", "店主", "联系人姓名"),
        person_name,
        example="王小四",
    ),
    Column(
        "keeper_phone",
        ("负责人电话", "联系电话", "电话", "手机号", "联系方式", "手机号码", "联系人电话"),
        phone,
        example="13900000000",
    ),
    Column(
        "opened_on",
        ("开业日期", "起始日期", "成立日期", "开业时间", "入驻日期", "经营起始日期"),
        day_of,
        example="2024-05-01",
    ),
    Column("verified_on", ("核实日期", "采集日期"), day_of, example="2026-01-31"),
)
TITLES = frozenset(title for column in COLUMNS for title in column.titles)
MASKABLE = ("keeper_name", "keeper_phone")


@dataclass(frozen=True, slots=True)
class PremisesLine(PlacedLine):
    """What a row of the file says. Fields that could not be read are None, with a reason."""

    name: str | None = None
    kind: PremisesKind | None = None
    credit_code: str | None = None
    business: str | None = None
    keeper_name: str | None = field(default=None, repr=False)
    keeper_phone: str | None = field(default=None, repr=False)
    opened_on: date | None = None
    verified_on: date | None = None
    reasons: tuple[Reason, ...] = ()
    """Why it is refused."""
    notes: tuple[Reason, ...] = ()

    def refused_for(self, more: Sequence[Reason]) -> "PremisesLine":
        """With more reasons why it is refused."""
        return replace(self, reasons=(*self.reasons, *more)) if more else self

    @property
    def keeper(self) -> Identity:
        """Whom the line names."""
        return Identity(name=self.keeper_name, phone=self.keeper_phone)


def known_columns(header: Sequence[str]) -> tuple[dict[str, Column], list[Reason]]:
    """Title → column for those that are known, and what is wrong with the header as a whole."""
    named = columns_named(header, COLUMNS)
    fields = {column.field for column in named.values()}
    reasons = header_faults(named, COLUMNS)
    if not fields & {"place_code", "address", "compound", "credit_code"}:
        detail = "请给出“地点编码”，或“小区”“楼栋”等，或“地址”，或“统一社会信用代码”"
        reasons.append(Reason(None, "place_columns_missing", detail))
    return named, reasons


def read_line(number: int, cells: Mapping[str, Cell], named: Named, *, today: date) -> PremisesLine:
    """A row, read column by column; each fault is a reason, and none stops the next.

    What is masked of a keeper says nothing and is noted: a masked export may come back.
    """
    found, reasons = cells_read(cells, named)
    by_field = {column.field: title for title, column in named.items()}
    maskable = {by_field[each] for each in MASKABLE if each in by_field}
    notes = [
        Reason(each.column, each.code, MASKED_KEEPER)
        for each in reasons
        if each.code == CellMasked.code and each.column in maskable
    ]
    reasons = [each for each in reasons if (each.column, each.code) not in _said(notes)]
    try:
        check_credit_code(found.get("credit_code"))
    except CreditCodeWrong as wrong:
        reasons.append(Reason(title_of(named, "credit_code"), wrong.code, wrong.title))
    reasons += days_ahead(found, named, today=today)
    return PremisesLine(number=number, reasons=tuple(reasons), notes=tuple(notes), **found)


def _said(notes: Sequence[Reason]) -> set[tuple[str | None, str]]:
    return {(note.column, note.code) for note in notes}


def template_notes() -> list[str]:
    """How to fill in what is not free; few lines, for the header of a CSV stands below them."""
    kinds = (f"{KIND_TITLES[kind]}（也可写：{'、'.join(WORDS[kind])}）" for kind in WORDS)
    return [
        f"“类型”填：{'；'.join(kinds)}",
        "带 * 的列必填；地点填“地点编码”，或“小区”至“房号”中知道的各列，或一栏“地址”",
        "已登记的单位先按统一社会信用代码对应，没有代码的按同一地点的名称对应",
    ]
