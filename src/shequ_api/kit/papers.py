"""A paper to print: an A4 page with a title, lines of words, and a code that leads to its proof.

Pure functions from words to bytes. Takes about half a second of computing: run it in a thread.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from shequ_api.kit.fonts import BOLD, REGULAR, chinese_fonts
from shequ_api.kit.plates import png_of

_FONTS = {"Paper-Regular": REGULAR, "Paper-Bold": BOLD}
_PLAIN, _STRONG = _FONTS
_INK, _GREY, _GREEN = HexColor("#1f2328"), HexColor("#6b7280"), HexColor("#0b7a4b")
_WIDE, _HIGH = A4
_EDGE, _ROOM = 14 * mm, A4[0] - 70 * mm
_SIDE = 42 * mm
_ONE_AT_A_TIME = Lock()
"""The PDF library keeps its fonts in one table of the process."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on a paper. `lines` are set one below the other, `facts` as pairs."""

    title: str
    lines: Sequence[str]
    facts: Sequence[tuple[str, str]]
    signed: Sequence[str]
    """Below, on the right: by whom, and when."""
    url: str
    hint: str
    """Under the code."""
    across: str | None = None
    """Printed across the whole: why it is no good."""


def paper_of(paper: Paper) -> bytes:
    """A PDF of one A4 page with its font embedded; a line that is too long is set smaller."""
    out = BytesIO()
    with _ONE_AT_A_TIME:
        _set_type(paper)
        canvas = Canvas(out, A4, invariant=1, lang="zh-CN", initialFontName=_PLAIN)
        canvas.setTitle(paper.title)
        _draw_frame(canvas)
        _draw_words(canvas, paper)
        _draw_code(canvas, paper)
        if paper.across:
            _draw_across(canvas, paper.across)
        canvas.showPage()
        canvas.save()
    return out.getvalue()


def _set_type(paper: Paper) -> None:
    said = [paper.title, *paper.lines, *paper.signed, paper.hint, paper.url, paper.across or ""]
    said += [word for pair in paper.facts for word in pair]
    registered = pdfmetrics.getRegisteredFontNames()
    for name, data in zip(_FONTS, chinese_fonts("".join(said), *_FONTS.values()), strict=True):
        font = TTFont(name, BytesIO(data), shapable=False)
        if name in registered:
            # A second registration of a name is ignored; a name for each paper would pile up.
            pdfmetrics.getFont(name).face = font.face
        else:
            pdfmetrics.registerFont(font)


def _draw_frame(canvas: Any) -> None:
    canvas.setStrokeColor(_GREEN)
    for inset, width in ((_EDGE, 2.2), (_EDGE + 2.2 * mm, 0.6)):
        canvas.setLineWidth(width)
        canvas.rect(inset, inset, _WIDE - 2 * inset, _HIGH - 2 * inset, stroke=1, fill=0)


def _draw_words(canvas: Any, paper: Paper) -> None:
    middle, level = _WIDE / 2, _HIGH - 62 * mm
    _centred(canvas, paper.title, _STRONG, 34, _GREEN, (middle, level))
    level -= 30 * mm
    for line in paper.lines:
        _centred(canvas, line, _PLAIN, 16, _INK, (middle, level))
        level -= 11 * mm
    level -= 6 * mm
    for name, value in paper.facts:
        canvas.setFillColor(_GREY)
        canvas.setFont(_PLAIN, 12)
        canvas.drawRightString(middle - 12 * mm, level, name)
        canvas.setFillColor(_INK)
        canvas.setFont(_STRONG, 12)
        canvas.drawString(middle - 6 * mm, level, value)
        level -= 9 * mm
    right, level = _WIDE - 36 * mm, 58 * mm
    for line in paper.signed:
        canvas.setFillColor(_INK)
        canvas.setFont(_PLAIN, 13)
        canvas.drawRightString(right, level, line)
        level -= 8 * mm


def _draw_code(canvas: Any, paper: Paper) -> None:
    left, low = 34 * mm, 36 * mm
    picture = ImageReader(BytesIO(png_of(paper.url, scale=8)))
    canvas.drawImage(picture, left, low, _SIDE, _SIDE)
    _centred(canvas, paper.hint, _PLAIN, 9, _GREY, (left + _SIDE / 2, low - 3 * mm))
    _centred(canvas, paper.url, _PLAIN, 7, _GREY, (_WIDE / 2, _EDGE + 7 * mm))


def _draw_across(canvas: Any, words: str) -> None:
    canvas.saveState()
    canvas.translate(_WIDE / 2, _HIGH / 2)
    canvas.rotate(35)
    canvas.setFillColor(HexColor("#c0392b"))
    canvas.setFillAlpha(0.28)
    canvas.setFont(_STRONG, 90)
    canvas.drawCentredString(0, -30, words)
    canvas.restoreState()


def _centred(
    canvas: Any, text: str, font: str, size: float, colour: Any, at: tuple[float, float]
) -> None:
    wide = pdfmetrics.stringWidth(text, font, size)
    canvas.setFillColor(colour)
    canvas.setFont(font, size if wide <= _ROOM + 40 * mm else size * (_ROOM + 40 * mm) / wide)
    canvas.drawCentredString(*at, text)
