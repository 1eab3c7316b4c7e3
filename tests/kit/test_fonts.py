"""The font made for a document: what is in it, at which weight, and always the same."""

from io import BytesIO
from typing import Any

from fontTools.pens.areaPen import AreaPen
from fontTools.ttLib import TTFont

from shequ_api.kit.fonts import BOLD, REGULAR, chinese_font


def opened(data: bytes) -> Any:
    return TTFont(BytesIO(data))


def ink(font: Any, char: str) -> float:
    glyphs = font.getGlyphSet()
    pen = AreaPen(glyphs)
    glyphs[font.getBestCmap()[ord(char)]].draw(pen)
    return float(pen.value)


def test_it_holds_the_characters_asked_for_as_truetype_outlines() -> None:
    font = opened(chinese_font("致强社区 Aa1𠮷"))
    assert set(font.getBestCmap()) == {ord(char) for char in "致强社区 Aa1𠮷"}
    assert font.sfntVersion == "\x00\x01\x00\x00"
    assert "CFF2" not in font
    assert "fvar" not in font
    assert font["hmtx"][font.getBestCmap()[ord("致")]][0] == font["head"].unitsPerEm
    assert ink(font, "致") < 0, "clockwise, as TrueType fills"


def test_bold_has_more_ink() -> None:
    thin, thick = (opened(chinese_font("强", weight=weight)) for weight in (REGULAR, BOLD))
    assert abs(ink(thick, "强")) > 1.2 * abs(ink(thin, "强"))


def test_the_mainland_forms_are_drawn() -> None:
    # The collection's first face is the Japanese one, whose 直 has a corner stroke of its own.
    font = opened(chinese_font("直"))
    assert font["glyf"][font.getBestCmap()[ord("直")]].numberOfContours == 7


def test_what_it_does_not_know_is_left_out() -> None:
    font = opened(chinese_font("😀\ud800\x00\U0010ffff社"))
    assert set(font.getBestCmap()) == {ord("社"), ord(" ")}
    assert set(opened(chinese_font("")).getBestCmap()) == {ord(" ")}


def test_the_same_characters_give_the_same_bytes() -> None:
    first = chinese_font("社区成都")
    assert chinese_font("都成区社社") == first
    assert len(first) < 8_000
