"""Codes on paper and screen: every one must scan, and every sheet must print anywhere."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from shequ_api.kit.plates import (
    QUIET_ZONE,
    SheetLabel,
    png_of,
    sheet_of,
    svg_of,
    terminal_of,
)

URL = "https://sq.example.cn/q/A1b2c3d4e5f6g7h8i9j0k1l_-"
TITLE = "致强社区 青龙小区 楼栋码"

NUMBER = "K7WM-2PXD"


def scanned(modules: list[list[bool]], scale: int = 4) -> str:
    """What a scanner reads from a grid of dark modules, with nothing but the grid around it."""
    image = Image.new("L", (len(modules[0]), len(modules)), 255)
    image.putdata([0 if dark else 255 for row in modules for dark in row])
    image = image.resize((image.width * scale, image.height * scale), Image.Resampling.NEAREST)
    (found,) = zxingcpp.read_barcodes(image)
    return str(found.text)


def labels(count: int) -> list[SheetLabel]:
    return [
        SheetLabel(f"青龙小区 {number}栋", "成华区青龙巷 18 号", f"{URL[:-4]}{number:04}", NUMBER)
        for number in range(count)
    ]


def opened(sheet: bytes) -> PdfReader:
    return PdfReader(BytesIO(sheet), strict=True)


def text_of(sheet: bytes) -> str:
    return "\n".join(page.extract_text() for page in opened(sheet).pages)


@pytest.mark.parametrize("scale", [1, 12, 40])
def test_the_png_scans(scale: int) -> None:
    image = Image.open(BytesIO(png_of(URL, scale=scale)))
    found = zxingcpp.read_barcode(image.convert("L"))
    assert found is not None
    assert found.text == URL
    assert found.ec_level in {"Q", "H"}
    assert image.convert("L").crop((0, 0, image.width, QUIET_ZONE * scale)).getextrema() == (
        255,
        255,
    )


@pytest.mark.parametrize("scale", [0, -1, 41, 10_000])
def test_a_png_of_foolish_size_is_refused(scale: int) -> None:
    with pytest.raises(ValueError, match="scale"):
        png_of(URL, scale=scale)


def test_a_damaged_code_still_scans() -> None:
    image = Image.open(BytesIO(png_of(URL, scale=8))).convert("L")
    middle, hole = image.width // 2, image.width // 10
    image.paste(255, (middle - hole, middle - hole, middle + hole, middle + hole))
    found = zxingcpp.read_barcode(image)
    assert found is not None
    assert found.text == URL


def test_the_svg_scans() -> None:
    svg = svg_of(URL).decode()
    assert 'xmlns="http://www.w3.org/2000/svg"' in svg
    box = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    drawn = re.search(r'stroke="#000" d="([^"]+)"', svg)
    assert box is not None
    assert drawn is not None
    assert not re.search(r"<(script|image|foreignObject)|href", svg)
    modules = [[False] * int(box[1]) for _ in range(int(box[2]))]
    x, y = 0.0, -0.5
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", drawn[1]):
        steps = [float(number) for number in re.findall(r"-?\d*\.?\d+", numbers)]
        if command == "h":
            modules[int(y)][int(x) : int(x + steps[0])] = [True] * int(steps[0])
            x += steps[0]
        else:
            x, y = (steps[0], steps[1]) if command == "M" else (x + steps[0], y + steps[1])
    assert scanned(modules) == URL


def test_the_terminal_scans() -> None:
    halves = {" ": (True, True), "▀": (False, True), "▄": (True, False), "█": (False, False)}
    modules: list[list[bool]] = []
    for line in terminal_of(URL).splitlines():
        pairs = [halves[char] for char in line]
        modules += [[upper for upper, _ in pairs], [lower for _, lower in pairs]]
    assert scanned([row for row in modules if not all(row)]) == URL


def _font_files(sheet: bytes) -> list[tuple[str, bool]]:
    found: dict[str, bool] = {}
    for page in opened(sheet).pages:
        fonts: Any = page["/Resources"]["/Font"]  # type: ignore[index] # pypdf types it loosely
        for font in fonts.values():
            embedded = "/FontFile2" in font.get_object().get("/FontDescriptor", {})
            found[font.get_object()["/BaseFont"]] = embedded
    return sorted(found.items())


def test_a_sheet_says_in_chinese_where_each_code_belongs() -> None:
    sheet = sheet_of(labels(7), title=TITLE)
    pages = opened(sheet).pages
    assert len(pages) == 2
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]
    text = text_of(sheet)
    for said in (TITLE, "青龙小区 6栋", "成华区青龙巷 18 号", "微信扫一扫", "第 2 / 2 页"):
        assert said in text
    assert f"{URL[8:-4]}0006" in text
    assert "https://" not in text
    assert text.count("微信扫一扫") == 7
    assert opened(sheet).metadata is not None
    assert opened(sheet).metadata.title == TITLE  # type: ignore[union-attr] # asserted above


def test_every_font_of_a_sheet_is_embedded() -> None:
    fonts = _font_files(sheet_of(labels(1), title=TITLE))
    assert len(fonts) == 2
    assert all(embedded for _, embedded in fonts)
    assert all("NotoSansSC" in name for name, _ in fonts)


def test_one_sheet_after_another_has_its_own_characters() -> None:
    assert "鸳鸯楼" in text_of(sheet_of([SheetLabel("鸳鸯楼", "", URL, NUMBER)], title="甲"))
    later = text_of(sheet_of([SheetLabel("麒麟阁", "饕餮巷", URL, NUMBER)], title="乙"))
    assert "麒麟阁" in later
    assert "饕餮巷" in later


def test_sheets_made_at_the_same_time_do_not_mix_their_type() -> None:
    names = ["鸳鸯楼", "麒麟阁", "芙蓉苑", "琴台院"]
    with ThreadPoolExecutor(4) as pool:
        made = pool.map(
            lambda name: sheet_of([SheetLabel(name, name, URL, NUMBER)], title=name), names
        )
        for name, sheet in zip(names, made, strict=True):
            assert text_of(sheet).count(name) == 3


def _codes_drawn(sheet: bytes) -> list[str]:
    """Each code of the first page, rebuilt from the rectangles that the page paints."""
    content = opened(sheet).pages[0].get_contents()
    assert content is not None
    found = []
    for block in re.findall(r" cm\n0 0 0 rg\nn ([^f]+)\nf", content.get_data().decode()):
        rects = [
            [round(float(number)) for number in rect]
            for rect in re.findall(r"(\S+) (\S+) (\S+) 1 re", block)
        ]
        side = max(x + width for x, _, width in rects) + QUIET_ZONE
        modules = [[False] * side for _ in range(side)]
        for x, y, width in rects:
            modules[side - 1 - y][x : x + width] = [True] * width
        found.append(scanned(modules))
    return found


def test_each_code_on_a_sheet_scans_as_its_own_address() -> None:
    plates = labels(6)
    assert _codes_drawn(sheet_of(plates, title=TITLE)) == [plate.url for plate in plates]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "😀👨‍👩‍👧🏠",
        "𠮷祥苑𰻞\U00031350楼",
        "地址\x00有\u202e怪\ud800字\n\t第二行\ufe0f\uffff",
        "很长的名字" * 400,
        "nospacesatall" * 100,
        "(括号) \\ <b>&amp;</b> %s {page}",
        "شارع",
    ],
)
def test_no_text_breaks_a_sheet(text: str) -> None:
    sheet = sheet_of([SheetLabel(text, text, URL, NUMBER), *labels(1)], title=text)
    assert len(opened(sheet).pages) == 1
    assert "青龙小区 0栋" in text_of(sheet)


def test_long_text_ends_in_an_ellipsis_and_short_text_does_not() -> None:
    long = SheetLabel("名" * 90, "址" * 200, URL, NUMBER)
    assert text_of(sheet_of([long], title=TITLE)).count("…") == 2
    assert "…" not in text_of(sheet_of(labels(6), title=TITLE))


def test_a_sheet_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="label"):
        sheet_of([], title=TITLE)


def test_three_hundred_plates_take_seconds_of_a_processor_and_are_the_same_each_time() -> None:
    plates = labels(300)
    began = time.process_time()
    sheet = sheet_of(plates, title=TITLE)
    assert time.process_time() - began < 20
    assert len(opened(sheet).pages) == 50
    assert len(sheet) < 2_000_000
    assert sheet_of(plates[:6], title=TITLE) == sheet_of(plates[:6], title=TITLE)
