"""Files as people bring them, and as somebody would who means harm."""

import re
import signal
import zipfile
from io import BytesIO
from itertools import count

import pytest
import xlsxwriter

from shequ_api.kit.errors import Refusal
from shequ_api.kit.sheets import guard
from shequ_api.kit.sheets._workbook import MOST_ENTRIES
from shequ_api.kit.sheets.guard import SheetTooLarge, SheetUnreadable, SheetUnsafe
from shequ_api.kit.sheets.reading import MOST_ROWS, HeaderUnfit, joined, read_sheet

TEXT = "姓名,电话\r\n甲乙,13900000001\r\n,\r\n丙,\r\n"
SHEET = "xl/worksheets/sheet1.xml"


def workbook(rows: list[list[object]], **parts: bytes) -> bytes:
    """A workbook of one sheet; `parts` are further entries of its package, `__` being a slash."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return repacked(out.getvalue(), {name.replace("__", "/"): body for name, body in parts.items()})


def repacked(data: bytes, parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, body in parts.items():
            new.writestr(name, body)
    return out.getvalue()


def sheet_xml(body: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{body}</sheetData></worksheet>'.encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_every_encoding_that_programs_write(encoding: str) -> None:
    sheet = read_sheet(TEXT.encode(encoding))
    assert sheet.header == ("姓名", "电话")
    assert [row.cells["姓名"] for row in sheet.rows] == ["甲乙", "丙"]
    assert [row.number for row in sheet.rows] == [2, 4], "numbers are those the author sees"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
def test_every_delimiter(delimiter: str) -> None:
    data = f"姓名{delimiter}电话\n甲{delimiter}1\n".encode()
    assert read_sheet(data).rows[0].cells == {"姓名": "甲", "电话": "1"}


def test_a_rare_name_of_gb18030() -> None:
    assert read_sheet("姓名\n\U00020bb7\n".encode("gb18030")).rows[0].cells["姓名"] == "\U00020bb7"


def test_a_cell_with_line_breaks_and_quotes() -> None:
    sheet = read_sheet('姓名,备注\n甲,"一\n二""三"""\n乙,\n'.encode())
    assert sheet.rows[0].cells["备注"] == '一\n二"三"'
    assert sheet.rows[1].number == 3


def test_what_a_workbook_holds_keeps_its_row_numbers() -> None:
    sheet = read_sheet(workbook([[], ["*姓名", "楼层", ""], [], ["甲", 3, None], ["乙", 4, "多"]]))
    assert sheet.header == ("姓名", "楼层")
    assert [(row.number, row.cells, row.surplus) for row in sheet.rows] == [
        (4, {"姓名": "甲", "楼层": 3.0}, False),
        (5, {"姓名": "乙", "楼层": 4.0}, True),
    ]


@pytest.mark.parametrize(
    ("header", "refusal"), [("甲,甲", HeaderUnfit), ("甲,,乙", HeaderUnfit), ("", SheetUnreadable)]
)
def test_headers_name_their_columns_once(header: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_sheet(f"{header}\n1,2,3\n".encode() if header else b"\n\n")


@pytest.mark.parametrize(
    "data",
    [
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        b"PK\x03\x04" + bytes(200),
        b"a,b\n\x00,1\n",
        b'a,b\n"unclosed,1\n',
        "姓名\n甲".encode("gb18030") + b"\xff\xff",
        repacked(workbook([["甲"]]), {SHEET: b"<worksheet><sheetData><row><c"}),
    ],
)
def test_what_cannot_be_read(data: bytes) -> None:
    with pytest.raises(SheetUnreadable):
        read_sheet(data)


@pytest.mark.parametrize(
    "parts",
    [
        {"xl__vbaProject.bin": b"x"},
        {"xl__externalLinks__externalLink1.xml": b"<x/>"},
        {"xl__embeddings__a.bin": b"x"},
        {"xl__sharedStrings.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><sst/>'},
        {"xl__sharedStrings.xml": '<!DOCTYPE x [<!ENTITY a "b">]><sst/>'.encode("utf-16")},
        {f"xl__worksheets__s{n}.xml": b"<x/>" for n in range(MOST_ENTRIES)},
        {"xl__media__a.xml": b"<x>" + b" " * 8_000_000 + b"</x>"},
    ],
)
def test_what_is_not_safe(parts: dict[str, bytes]) -> None:
    with pytest.raises(SheetUnsafe):
        read_sheet(workbook([["甲"], ["乙"]], **parts))


def test_a_bomb_is_not_unpacked_whole() -> None:
    with pytest.raises(SheetTooLarge):
        read_sheet(workbook([["甲"]], xl__media__a=b"\0" * 60_000_000))


FIRST, LAST = '<row r="1"><c r="A1"><v>1</v></c></row>', "XFD1048576"


@pytest.mark.parametrize(
    "far",
    [
        f'<row r="1048576"><c r="{LAST}"><v>1</v></c></row>',
        f"<row r='1048576'><c r='{LAST}'><v>1</v></c></row>",
        f'<row r = "1048576" ><c r = "{LAST}" ><v>1</v></c></row>',
        f'<row r="1048576"><c s="1" t="n" ph="{"x" * 200}" r="{LAST}"><v>1</v></c></row>',
        f'<row r="1048576"><c r="{LAST.lower()}"><v>1</v></c></row>',
        f'<row><c r="{LAST}"><v>1</v></c></row>',
        '<row r="1048576">' + "<c><v>1</v></c>" * 3 + "</row>",
        f'<row r="&#49;048576"><c r="{LAST}"><v>1</v></c></row>',
    ],
)
def test_two_corners_do_not_make_a_whole_field(far: str) -> None:
    """A parser lays out the rectangle between them: 17 thousand million cells."""
    with pytest.raises(SheetTooLarge):
        read_sheet(repacked(workbook([["甲"]]), {SHEET: sheet_xml(FIRST + far)}))


def test_a_sheet_by_another_name_and_prefix() -> None:
    body = sheet_xml(FIRST + f'<row r="1048576"><c r="{LAST}"><v>1</v></c></row>')
    prefixed = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", body).replace(b"xmlns=", b"xmlns:x=")
    rels = "xl/_rels/workbook.xml.rels"
    for sheet in (body, prefixed):
        data = workbook([["甲"]])
        with zipfile.ZipFile(BytesIO(data)) as package:
            pointing = package.read(rels).replace(b"worksheets/sheet1.xml", b"elsewhere/s.xml")
        with pytest.raises(SheetTooLarge):
            read_sheet(repacked(data, {rels: pointing, "xl/elsewhere/s.xml": sheet}))


def test_whatever_kills_the_child_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def died(*_: object, **__: object) -> tuple[int, bytes, bytes]:
        return -signal.SIGABRT, b"", b""

    monkeypatch.setattr(guard, "run_child_here", died)
    with pytest.raises(SheetTooLarge):
        read_sheet(workbook([["甲"]]))


def test_times_and_odd_numbers_come_through_the_child() -> None:
    body = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>'
    body += '<row r="2"><c r="A2" t="d"><v>2026-01-31T08:30:00</v></c></row>'
    body += '<row r="3"><c r="A3" t="b"><v>1</v></c></row><row r="4"><c r="A4"><v>1E3</v></c></row>'
    sheet = read_sheet(repacked(workbook([["甲"]]), {SHEET: sheet_xml(body)}))
    cells = [row.cells["甲"] for row in sheet.rows]
    assert str(cells[0]).startswith("2026-01-31")
    assert cells[1:] == [True, 1000.0]


def test_too_many_rows() -> None:
    lines = (f"{number}" for number, _ in zip(count(), range(MOST_ROWS + 1), strict=False))
    with pytest.raises(SheetTooLarge):
        read_sheet(("编号\n" + "\n".join(lines)).encode())


def test_a_header_is_looked_for_in_the_first_rows_alone() -> None:
    titles = ("姓名", "电话")
    above = "".join(f"第{line}行\n" for line in range(1, 6))
    sheet = read_sheet(f"{above}姓名\t电话\n甲\t1\n".encode(), titles)
    assert (sheet.header, [line.number for line in sheet.rows]) == (titles, [7])
    sheet = read_sheet(f"{above}第6行\n姓名\n甲\n".encode(), titles)
    assert sheet.header == ("第1行",), "too far down"
    assert read_sheet("姓名\n姓名\n".encode(), titles).rows[0].number == 2


WORDS = ("姓名", "性别", "小区", "楼栋", "房号", "电话")


def test_a_header_in_two_rows_is_one() -> None:
    """As offices draw it: groups over columns, a number beside them over both rows, a title."""
    groups: list[object] = ["序号", "基本信息", None, "房屋信息", None, None, "备注"]
    columns: list[object] = [None, "姓 名", "性别", "小区", "楼栋", "房号", None]
    line: list[object] = [1, "甲", "男", "东苑", "1栋", "101", "新"]
    sheet = read_sheet(workbook([["人房信息登记表"], groups, columns, line]), WORDS)
    assert sheet.header == ("序号", "姓名", "性别", "小区", "楼栋", "房号", "备注")
    assert [(row.number, list(row.cells.values())) for row in sheet.rows] == [(4, line)]
    told: list[object] = ["填表人", "甲乙", None, None, None, None, None]
    assert read_sheet(workbook([told, groups, columns, line]), WORDS).header == sheet.header
    text = ",基本信息,,住址,,\n序号,姓名,电话,小区,楼栋,房号\n1,甲,1,东苑,1栋,101\n"
    assert read_sheet(text.encode(), WORDS).header == (
        *("序号", "姓名", "电话", "小区", "楼栋", "房号"),
    )


def test_most_names_may_stand_in_the_upper_row() -> None:
    text = "姓名,性别,电话,住址,,\n,,,小区,楼栋,房号\n甲,男,1,东苑,1栋,101\n乙,,,,,\n"
    sheet = read_sheet(text.encode(), WORDS)
    assert sheet.header == ("姓名", "性别", "电话", "小区", "楼栋", "房号")
    assert [row.number for row in sheet.rows] == [3, 4]


def test_a_line_is_no_second_row_of_the_header() -> None:
    """Not even where its cells are few, or say what a column is called."""
    sheet = read_sheet("姓名,性别,备注\n电话,,\n姓名,,\n".encode(), WORDS)
    assert (sheet.header, len(sheet.rows)) == (("姓名", "性别", "备注"), 2)
    with pytest.raises(HeaderUnfit):
        read_sheet("姓名,,电话\n甲,乙,\n".encode(), WORDS)


def test_names_that_two_groups_use_are_told_apart() -> None:
    upper = ["户主", "", "租客", "", "备注"]
    assert joined(upper, ["姓名", "电话", "姓名", "电话", ""]) == [
        *("户主姓名", "户主电话", "租客姓名", "租客电话", "备注"),
    ]
