"""Chinese type for documents that are made here: a small TrueType font with just what they need.

The source is Noto Sans CJK (SIL Open Font License 1.1), whose outlines are cubic and variable
(CFF2). PDF makers embed TrueType outlines only, so the glyphs asked for are drawn at one weight,
turned into quadratic curves and built into a font of their own. Subsetting and instancing the
whole collection would take seconds; drawing only what is asked for takes milliseconds a glyph.
"""

from functools import lru_cache
from importlib.resources import as_file, files
from io import BytesIO
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection

REGULAR, BOLD = 400, 700

_COLLECTION = files("manimgx_fonts_cjk") / "NotoSansCJK-VF.otf.ttc"
_SIMPLIFIED = "NotoSansCJKsc"
_CURVE_ERROR = 1.0
"""How far a quadratic outline may stray from the cubic one, in units of 1/1000 em."""
_NOTDEF = ".notdef"


def chinese_font(characters: str, *, weight: int = REGULAR) -> bytes:
    """A static TrueType font (sfnt, `glyf`) of the given characters, space and `.notdef` box.

    `weight` is 100 to 900. Characters that the source lacks are left out, so that a reader shows
    the box for them. The same set of characters gives the same bytes. Takes about half a second
    for a new set: not for the event loop.
    """
    return chinese_fonts(characters, weight)[0]


def chinese_fonts(characters: str, *weights: int) -> tuple[bytes, ...]:
    """The same at several weights, for the time of one: opening the source is what takes long."""
    return _built("".join(sorted({" ", *characters})), weights)


@lru_cache(maxsize=8)
def _built(characters: str, weights: tuple[int, ...]) -> tuple[bytes, ...]:
    # The opened source is not kept: it would hold some 80 MB for the process's life.
    with as_file(_COLLECTION) as path, TTCollection(path, lazy=True) as collection:
        source = _simplified(collection)
        known = source.getBestCmap()
        names = {ord(char): known[ord(char)] for char in characters if ord(char) in known}
        return tuple(_assembled(source, names, weight) for weight in weights)


def _simplified(collection: TTCollection) -> Any:
    for font in collection:
        if str(font["name"].getDebugName(6)).startswith(_SIMPLIFIED):
            return font
    raise LookupError(f"{_SIMPLIFIED} is not in the font collection")


def _assembled(source: Any, names: dict[int, str], weight: int) -> bytes:
    # Two code points may share a glyph; dict keys keep each glyph once and `.notdef` first.
    order = list(dict.fromkeys([_NOTDEF, *names.values()]))
    drawn = source.getGlyphSet(location={"wght": weight})
    outlines = {name: _quadratic(drawn[name]) for name in order}
    widths = {name: round(drawn[name].width) for name in order}
    rise, fall = source["hhea"].ascent, source["hhea"].descent

    font = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    font.setupGlyphOrder(order)
    font.setupCharacterMap(names)
    font.setupGlyf(outlines)
    bearings = {name: (widths[name], getattr(outlines[name], "xMin", 0)) for name in order}
    font.setupHorizontalMetrics(bearings)
    font.setupHorizontalHeader(ascent=rise, descent=fall)
    style = {"familyName": "Noto Sans SC", "styleName": str(weight)}
    font.setupNameTable({**style, "psName": f"NotoSansSC-{weight}"}, mac=False)
    font.setupOS2(
        usWeightClass=weight,
        fsType=0,  # the licence allows embedding without bounds
        sTypoAscender=rise,
        sTypoDescender=fall,
        usWinAscent=rise,
        usWinDescent=-fall,
        sCapHeight=source["OS/2"].sCapHeight,
    )
    font.setupPost(keepGlyphNames=False)
    # The builder would stamp the clock's time; the same question shall give the same answer.
    font.updateHead(created=source["head"].created, modified=source["head"].modified)
    font.font.recalcTimestamp = False
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def _quadratic(glyph: Any) -> Any:
    pen = TTGlyphPen(None)
    # Cubic outlines run counter-clockwise, TrueType ones clockwise.
    glyph.draw(Cu2QuPen(pen, _CURVE_ERROR, reverse_direction=True))
    return pen.glyph()
