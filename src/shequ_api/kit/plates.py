"""How a code looks: as SVG, as PNG, in a terminal, and on A4 sheets that are cut into door plates.

Pure functions from an address (`https://<domain>/q/<code>`) to bytes. A sheet of hundreds of
plates takes a second or two of computing: run it in a thread or a job.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import groupby
from threading import Lock
from typing import Any

import segno
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from shequ_api.kit.fonts import BOLD, REGULAR, chinese_fonts

QUIET_ZONE = 4
"""Light modules around a code (ISO/IEC 18004)."""
LARGEST_SCALE = 40


@dataclass(frozen=True, slots=True)
class SheetLabel:
    """One door plate: the place's name, a short address line, the address in the code, and the
    number for the phone."""

    name: str
    address: str
    url: str
    number: str


def svg_of(url: str) -> bytes:
    """The code as a standalone SVG document that scales to its frame; black on white."""
    out = BytesIO()
    shape = {"omitsize": True, "svgclass": None, "lineclass": None, "nl": False}
    _code(url).save(out, kind="svg", border=QUIET_ZONE, light="white", **shape)
    return out.getvalue()


def png_of(url: str, *, scale: int = 12) -> bytes:
    """The code as a black and white PNG; `scale` is pixels a module, 1 to 40."""
    if not 1 <= scale <= LARGEST_SCALE:
        raise ValueError(f"scale must be 1 to {LARGEST_SCALE}")
    out = BytesIO()
    _code(url).save(out, kind="png", border=QUIET_ZONE, scale=scale, light="white")
    return out.getvalue()


def terminal_of(url: str) -> str:
    """The code in half-block characters, for light text on a dark terminal."""
    out = StringIO()
    _code(url).terminal(out, border=QUIET_ZONE, compact=True)
    return out.getvalue()


def _code(url: str) -> Any:
    # Level Q mends a quarter of the symbol: plates outdoors get dirty, torn and pasted over.
    return segno.make_qr(url, error="q")


# --- the print sheet ------------------------------------------------------------------------------

_COLUMNS, _ROWS = 2, 3
_WIDE, _HIGH, _GUTTER = 92 * mm, 86 * mm, 5 * mm
_LEFT = (A4[0] - _COLUMNS * _WIDE - (_COLUMNS - 1) * _GUTTER) / 2
_TOP = A4[1] - 16 * mm
_INSET, _BAND, _RADIUS = 3 * mm, 17 * mm, 3.2 * mm
_CODE_SIDE = 46 * mm
_INK, _GREY, _GREEN = HexColor("#1f2328"), HexColor("#6b7280"), HexColor("#0b7a4b")
_WHITE, _BLACK = HexColor("#ffffff"), HexColor("#000000")

_SCAN = "微信扫一扫"
_NUMBER = "电话报号 {number}"
_HINT = "按实际大小（100%）打印，沿角线裁开"
_PAGE = "第 {page} / {pages} 页"
_ELLIPSIS = "…"
_FONTS = {"Shequ-Regular": REGULAR, "Shequ-Bold": BOLD}
_PLAIN, _STRONG = _FONTS

_UNSEEN = {"Cc", "Cf", "Co", "Cs"}

_ONE_AT_A_TIME = Lock()
"""The PDF library keeps its fonts in one table of the process."""


def sheet_of(labels: Sequence[SheetLabel], *, title: str) -> bytes:
    """A PDF of A4 pages with six plates each, crop marks around each, and its font embedded.

    Text that does not fit is set smaller, then on two lines, then cut with an ellipsis; signs that
    cannot be shown are dropped or appear as a box. At least one label: else `ValueError`.
    """
    if not labels:
        raise ValueError("a sheet needs at least one label")
    title = _shown(title)
    plates = [SheetLabel(_shown(it.name), _shown(it.address), it.url, it.number) for it in labels]
    size = _COLUMNS * _ROWS
    pages = [plates[start : start + size] for start in range(0, len(plates), size)]
    out = BytesIO()
    with _ONE_AT_A_TIME:
        _set_type(_characters(plates, title))
        canvas = Canvas(out, A4, invariant=1, lang="zh-CN", initialFontName=_PLAIN)
        canvas.setTitle(title)
        for number, page in enumerate(pages, start=1):
            _draw_margins(canvas, title, _PAGE.format(page=number, pages=len(pages)))
            for plate, (x, y) in zip(page, _corners(), strict=False):
                _draw_plate(canvas, plate, x, y)
            canvas.showPage()
        canvas.save()
    return out.getvalue()


def _shown(text: str) -> str:
    """Without control, format and private characters, surrogates and variation selectors."""
    spaced = " ".join(text.split())
    return "".join(
        char
        for char in unicodedata.normalize("NFC", spaced)
        if unicodedata.category(char) not in _UNSEEN
        and not unicodedata.name(char, "").startswith("VARIATION SELECTOR")
    )


def _short(url: str) -> str:
    return url.partition("://")[2] or url


def _characters(plates: Iterable[SheetLabel], title: str) -> str:
    fixed = title + _SCAN + _NUMBER + _HINT + _PAGE + _ELLIPSIS + "0123456789"
    said = (it.name + it.address + _short(it.url) + it.number for it in plates)
    return "".join([fixed, *said])


def _set_type(characters: str) -> None:
    registered = pdfmetrics.getRegisteredFontNames()
    for name, data in zip(_FONTS, chinese_fonts(characters, *_FONTS.values()), strict=True):
        font = TTFont(name, BytesIO(data), shapable=False)
        if name in registered:
            # A second registration of a name is ignored; a name for each sheet would pile up.
            pdfmetrics.getFont(name).face = font.face
        else:
            pdfmetrics.registerFont(font)


def _corners() -> Iterator[tuple[float, float]]:
    """Lower left corners of the plates of one page, in reading order."""
    for row in range(_ROWS):
        for column in range(_COLUMNS):
            y = _TOP - (row + 1) * _HIGH - row * _GUTTER
            yield _LEFT + column * (_WIDE + _GUTTER), y


def _draw_margins(canvas: Any, title: str, page: str) -> None:
    right = A4[0] - _LEFT
    canvas.setFillColor(_INK)
    canvas.setFont(_STRONG, 10)
    canvas.drawString(_LEFT, A4[1] - 10.5 * mm, _cut(title, _STRONG, 10, right - _LEFT - 30 * mm))
    canvas.setFillColor(_GREY)
    canvas.setFont(_PLAIN, 8)
    canvas.drawRightString(right, A4[1] - 10.5 * mm, page)
    canvas.drawString(_LEFT, 6.5 * mm, _HINT)


def _draw_plate(canvas: Any, plate: SheetLabel, x: float, y: float) -> None:
    _draw_crop_marks(canvas, x, y)
    centre, inner = x + _WIDE / 2, _WIDE - 2 * _INSET
    top = y + _HIGH - _INSET
    _draw_frame(canvas, x + _INSET, y + _INSET, inner)
    room = inner - 8 * mm
    _draw_text(canvas, plate.name, _STRONG, (17, 15, 13), _WHITE, (centre, top - _BAND / 2), room)
    line = (centre, top - _BAND - 5.2 * mm)
    _draw_text(canvas, plate.address, _PLAIN, (9, 8, 7), _INK, line, room)
    _draw_code(canvas, plate.url, centre - _CODE_SIDE / 2, y + _INSET + 8.8 * mm)
    level = y + _INSET + 8 * mm
    _draw_text(canvas, _SCAN, _STRONG, (11,), _GREEN, (centre - room / 4, level), room / 2)
    number = _NUMBER.format(number=plate.number)
    _draw_text(canvas, number, _STRONG, (9, 8), _INK, (centre + room / 4, level), room / 2)
    below = (centre, y + _INSET + 3.4 * mm)
    _draw_text(canvas, _short(plate.url), _PLAIN, (6.5, 6, 5), _GREY, below, room)


def _draw_crop_marks(canvas: Any, x: float, y: float) -> None:
    canvas.setStrokeColor(_GREY)
    canvas.setLineWidth(0.3)
    near, far = 0.4 * mm, 2.2 * mm
    for edge, outward in ((x, -1), (x + _WIDE, 1)):
        for level, upward in ((y, -1), (y + _HIGH, 1)):
            canvas.line(edge + outward * near, level, edge + outward * far, level)
            canvas.line(edge, level + upward * near, edge, level + upward * far)


def _draw_frame(canvas: Any, x: float, y: float, width: float) -> None:
    height = _HIGH - 2 * _INSET
    canvas.saveState()
    rounded = canvas.beginPath()
    rounded.roundRect(x, y, width, height, _RADIUS)
    canvas.clipPath(rounded, stroke=0, fill=0)
    canvas.setFillColor(_GREEN)
    canvas.rect(x, y + height - _BAND, width, _BAND, stroke=0, fill=1)
    canvas.restoreState()
    canvas.setStrokeColor(_GREEN)
    canvas.setLineWidth(1.1)
    canvas.roundRect(x, y, width, height, _RADIUS, stroke=1, fill=0)


def _draw_code(canvas: Any, url: str, x: float, y: float) -> None:
    rows = list(_code(url).matrix_iter(border=QUIET_ZONE))
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(_CODE_SIDE / len(rows), _CODE_SIDE / len(rows))
    canvas.setFillColor(_BLACK)
    path = canvas.beginPath()
    for level, row in enumerate(reversed(rows)):
        for start, length in _dark_runs(row):
            path.rect(start, level, length, 1)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


def _dark_runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for dark, modules in groupby(row):
        length = len(list(modules))
        if dark:
            yield start, length
        start += length


def _draw_text(
    canvas: Any,
    text: str,
    font: str,
    sizes: Sequence[float],
    colour: Any,
    centre: tuple[float, float],
    room: float,
) -> None:
    size, lines = _fitted(text, font, sizes, room)
    leading = size * 1.3
    canvas.setFillColor(colour)
    canvas.setFont(font, size)
    # 0.36 em below its middle stands the baseline of a line of Chinese.
    first = centre[1] - 0.36 * size + (len(lines) - 1) * leading / 2
    for number, line in enumerate(lines):
        canvas.drawCentredString(centre[0], first - number * leading, line)


def _fitted(
    text: str, font: str, sizes: Sequence[float], room: float
) -> tuple[float, tuple[str, ...]]:
    """The largest size at which the text fits on one line, or the smallest one and two lines."""
    for size in sizes:
        if pdfmetrics.stringWidth(text, font, size) <= room:
            return size, (text,)
    size = sizes[-1]
    head = _head(text, font, size, room)
    return size, (head.rstrip(), _cut(text[len(head) :].lstrip(), font, size, room))


def _cut(text: str, font: str, size: float, room: float) -> str:
    if pdfmetrics.stringWidth(text, font, size) <= room:
        return text
    return _head(text, font, size, room - size).rstrip() + _ELLIPSIS


def _head(text: str, font: str, size: float, room: float) -> str:
    """What of the text fits, broken after a space if one stands in its second half."""
    end = 1
    while end < len(text) and pdfmetrics.stringWidth(text[: end + 1], font, size) <= room:
        end += 1
    if end == len(text) or text[end] == " ":
        return text[:end]
    space = text.rfind(" ", 0, end)
    return text[: space + 1] if space >= end // 2 else text[:end]
