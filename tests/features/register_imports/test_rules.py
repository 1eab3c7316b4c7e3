"""Lines and addresses as people write them."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from shequ_api.base.places.models import PlaceKind
from shequ_api.base.register.sheets.addresses import Directory, Spot, simplified
from shequ_api.base.register.sheets.columns import Reason, template_rows
from shequ_api.base.residency.models import Belonging
from shequ_api.features.register_sheets.columns import COLUMNS, Line, known_columns, read_line
from shequ_api.kit.ids import new_id

TODAY = date(2026, 11, 22)
HEADER = ("小区名称", "楼栋号", "单元", "房号", "姓名", "身份证号", "联系电话", "居住类别", "备注")


def line(**cells: Any) -> Line:
    columns, reasons = known_columns(HEADER)
    assert not reasons
    filled = dict.fromkeys(HEADER) | {"姓名": "甲", "居住类别": "业主"} | cells
    return read_line(2, filled, columns, today=TODAY)


def test_columns_are_known_by_all_their_names() -> None:
    columns, reasons = known_columns(HEADER)
    assert (len(columns), reasons) == (8, []), "what is not known is left alone"
    titles = [title for column in COLUMNS for title in column.titles]
    assert len(set(titles)) == len(titles)
    header, example = template_rows(COLUMNS)
    assert known_columns(tuple(name.strip("*") for name in header))[1] == []
    assert len(example[0]) == len(header)


@pytest.mark.parametrize(
    ("header", "codes"),
    [
        (("姓名", "地点编码"), {"column_missing"}),
        (("姓名", "居住类别", "小区"), {"place_columns_missing"}),
        (("姓名", "居住类别", "地点编码", "房屋编码"), {"column_doubled"}),
    ],
)
def test_a_header_says_what_it_lacks(header: tuple[str, ...], codes: set[str]) -> None:
    assert {reason.code for reason in known_columns(header)[1]} == codes


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("139 0000 0001", "13900000001"),
        ("+86-139-0000-0001", "13900000001"),
        (13900000001.0, "13900000001"),
        ("028-12345678", "02812345678"),
        ("１３９００００００01", "13900000001"),
    ],
)
def test_phones(written: Any, read: str) -> None:
    assert line(联系电话=written).phone == read


@pytest.mark.parametrize(
    ("written", "read"), [("甲 乙", "甲乙"), ("古丽•甲", "古丽·甲"), ("Ann  Lee", "Ann Lee")]
)
def test_names(written: str, read: str) -> None:
    assert line(姓名=written).name == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("母亲", Belonging.FAMILY),
        ("儿 媳", Belonging.FAMILY),
        ("业主本人", Belonging.OWNER),
        ("出租", Belonging.TENANT),
        ("保姆", Belonging.FLOATING),
    ],
)
def test_belongings(written: str, read: Belonging) -> None:
    assert line(居住类别=written).belonging == read


@pytest.mark.parametrize("written", ["Alex Xu", "马克西姆", "欧阳·小梅", "Xavier"])
def test_names_that_only_look_masked(written: str) -> None:
    assert line(姓名=written).name == written


def test_a_line_keeps_what_can_be_read_and_names_each_fault() -> None:
    found = line(姓名="甲3", 联系电话="12", 居住类别="邻居", 身份证号=5.10108199001e17, 房号=101.0)
    assert [(reason.column, reason.code) for reason in found.reasons] == [
        ("姓名", "name_unfit"),
        ("身份证号", "cell_mangled"),
        ("联系电话", "phone_unfit"),
        ("居住类别", "belonging_unknown"),
    ]
    assert found.dwelling == "101"
    assert "甲" not in repr(found), "a line in a trace shows nobody's name"
    assert not any("12" in reason.detail for reason in found.reasons), "nothing is echoed"


def test_what_is_needed() -> None:
    assert [reason.code for reason in line(姓名=" ", 居住类别=None).reasons] == ["missing"] * 2
    assert line(居住类别="租户").belonging == Belonging.TENANT


def test_dates_and_identity_numbers() -> None:
    columns, _ = known_columns(("姓名", "证件号码", "与房屋关系", "地点编码", "入住日期"))
    cells: dict[str, Any] = {
        "姓名": "甲",
        "证件号码": " 51010819900101123x ",
        "与房屋关系": "owner",
        "地点编码": "a",
        "入住日期": 46053,
    }
    found = read_line(2, cells, columns, today=TODAY)
    assert found.starts_on == date(2026, 1, 31)
    assert [(reason.column, reason.code) for reason in found.reasons] == [
        ("证件号码", "id_number_unfit")
    ]
    cells["证件号码"] = " 11010519491231002x "
    found = read_line(2, cells, columns, today=TODAY)
    assert (found.id_number, found.reasons) == ("11010519491231002X", ())


@pytest.mark.parametrize(
    ("written", "simple"),
    [
        *[
            (word, "1")
            for word in ("1栋", "1幢", "01栋", "一栋", "1号楼", "1#", "１栋", "1 栋", "1")
        ],
        *[(word, "12") for word in ("十二栋", "12座", "012")],
        ("二十单元", "20"),
        ("101室", "101"),
        ("A座", "A"),
        ("东苑", "东苑"),
        ("0", "0"),
        ("B栋1室", "B栋1"),
    ],
)
def test_simple_addresses(written: str, simple: str) -> None:
    assert simplified(written) == simple


def place(compound: str, building: str, unit: str, dwelling: str) -> Any:
    code = f"{compound}-{building}-{unit}-{dwelling}"
    return SimpleNamespace(
        id=new_id(),
        code=code,
        kind=PlaceKind.DWELLING,
        compound=compound,
        building=building,
        parent=unit,
        name=dwelling,
    )


DIRECTORY = Directory(
    [
        place("东苑", "1栋", "1单元", "101号"),
        place("东苑", "1栋", "2单元", "101号"),
        place("东苑", "2栋", "1单元", "101号"),
        place("西苑", "1栋", "1单元", "101号"),
    ]
)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (("东苑", "一栋", "二单元", "101室"), "东苑-1栋-2单元-101号"),
        (("东苑", "2", None, "101"), "东苑-2栋-1单元-101号"),
        (("东苑", "1栋", None, "101"), "address_ambiguous"),
        (("东苑", "3栋", None, "101"), "address_unknown"),
        (("东苑", "1栋", "1单元", None), "address_incomplete"),
    ],
)
def test_one_dwelling_or_a_reason(written: tuple[str | None, ...], found: str) -> None:
    compound, building, unit, dwelling = written
    asked = Line(2, compound=compound, building=building, unit=unit, dwelling=dwelling)
    meant = DIRECTORY.dwelling(asked)
    assert (meant.code if isinstance(meant, Spot | Reason) else None) == found


def test_by_code() -> None:
    assert isinstance(DIRECTORY.dwelling(Line(2, place_code="西苑-1栋-1单元-101号")), Spot)
    unknown = DIRECTORY.dwelling(Line(2, place_code="北苑"))
    assert isinstance(unknown, Reason)
    assert unknown.code == "place_unknown"
