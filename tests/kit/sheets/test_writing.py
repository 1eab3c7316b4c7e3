"""Files that people take: opened again, no cell is a formula."""

import csv
import zipfile
from io import BytesIO, StringIO

import pytest

from shequ_api.kit.sheets.reading import read_sheet
from shequ_api.kit.sheets.writing import SKIPPED, Value, csv_file, guarded, xlsx_file

SIGNS = ["=", "+", "-", "@", "\t", "\r", "\n", "\x00", "|", "%", "＝", "＋", "－", "＠"]
RISKY = [f"{before}{sign}cmd|'/c calc'!A1" for before in ("", *SKIPPED, '  "') for sign in SIGNS]


@pytest.mark.parametrize("text", RISKY)
def test_nothing_begins_like_a_formula(text: str) -> None:
    shown = guarded(text)
    assert shown.startswith("'")
    assert "\x00" not in shown


@pytest.mark.parametrize("text", ["甲", "2026-01-31", "a=b", "5-3", "", "’s"])
def test_ordinary_words_stay(text: str) -> None:
    assert guarded(text) == text


def test_a_csv_that_opens_in_chinese() -> None:
    data = csv_file(["姓名", "=数"], [["甲", -3], [RISKY[0], None], ['乙"丙\n丁', 1.5]])
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["姓名", "'=数"]
    assert rows[1] == ["甲", "-3"], "a negative number stays a number"
    assert rows[2][0] == f"'{RISKY[0]}"
    assert rows[3] == ['乙"丙\n丁', "1.5"]


def test_a_workbook_has_no_formula_and_no_link() -> None:
    texts = [*RISKY, "https://example.cn", "mailto:a@b", "{=1}", "0012"]
    data = xlsx_file(["内容"], [[text] for text in texts])
    with zipfile.ZipFile(BytesIO(data)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet
    assert sheet.count(b't="s"') == len(texts) + 1, "typed as strings"


def test_what_was_written_is_read_back() -> None:
    rows: list[list[Value]] = [["甲", "510108199001011234", 3], ["乙", "007", -1]]
    for data in (xlsx_file(["姓名", "证件", "数"], rows), csv_file(["姓名", "证件", "数"], rows)):
        found = read_sheet(data)
        assert [str(row.cells["证件"]) for row in found.rows] == ["510108199001011234", "007"]
        assert [float(str(row.cells["数"])) for row in found.rows] == [3.0, -1.0]
