"""The child that reads one hostile PDF: `python _rebuild_pdf.py`, bytes in, a frame out.

It stands alone (standard library and pypdf, no other file of ours). What it writes: the length of a
JSON head (four bytes, big-endian), the head, the PDF. The head holds `refused` or the count of
pages. What leads nowhere from its pages (who wrote it, with what, former editions of it, bookmarks,
its structure for readers aloud) stays behind.
"""

import base64
import json
import logging
import re
import resource
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import LimitReachedError
from pypdf.filters import LZWDecode, RunLengthDecode
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

MOST_PAGES = 50
MOST_OBJECTS = 50_000
MOST_BYTES, MOST_BYTES_TOGETHER = 64 * 2**20, 256 * 2**20
"""Of one stream that was inflated, and of all."""
MOST_PIXELS = 80_000_000
"""A2 at 300 dots to the inch is 35 million."""
TAIL = 2048
CPU_SECONDS = 6
MEMORY_BYTES = 768 * 2**20

ACTIVE_KEYS = frozenset({"/JS", "/XFA", "/EmbeddedFiles", "/EF", "/AF"})
ACTIVE_KINDS = frozenset(
    f"/{kind}"
    for kind in (
        *("JavaScript", "Launch", "SubmitForm", "ImportData", "GoToR", "GoToE"),
        *("Movie", "Sound", "Rendition", "RichMediaExecute", "GoTo3DView"),
    )
)
"""Actions (ISO 32000-1, 12.6.4) that run, fetch, send or open something else."""
ACTIVE_NOTES = frozenset(
    f"/{kind}" for kind in ("FileAttachment", "RichMedia", "3D", "Screen", "Movie", "Sound")
)
ELSEWHERE = frozenset({"/F", "/FFilter", "/FDecodeParms", "/Ref", "/OPI"})
"""Of a stream: its content lies in another file, or is to be fetched from one."""
SHOWN = frozenset(
    {"/Type0", "/Type1", "/MMType1", "/Type3", "/TrueType", "/CIDFontType0", "/CIDFontType2"}
    | {"/Image", "/Form"}
)
KEPT_OF_ROOT = ("/Type", "/Pages", "/Lang", "/PageLabels", "/OCProperties")
KEPT_OF_PAGE = (
    *("/Type", "/Parent", "/Resources", "/Contents", "/Rotate", "/Group", "/Annots", "/UserUnit"),
    *("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"),
)
KEPT_OF_NOTE = (
    *("/Type", "/Subtype", "/Rect", "/AP", "/AS", "/F", "/Border", "/BS", "/BE", "/C", "/IC", "/A"),
    *("/CA", "/H", "/OC", "/QuadPoints", "/InkList", "/Vertices", "/L", "/LE", "/RD", "/Dest"),
    *("/DA", "/Contents", "/Q"),
)
"""Not who wrote it and when."""
LINKS = ("http://", "https://", "mailto:", "tel:")
PICTURES = frozenset(
    {"/DCTDecode", "/DCT", "/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode"}
)


class Refused(Exception):
    """Why: `not_a_document`, `locked`, `too_long`, `active`, `too_bulky`."""


def warm() -> None:
    """Nothing: the libraries are read where they are imported."""


def main() -> None:
    _bound(resource.RLIMIT_AS, MEMORY_BYTES)
    _bound(resource.RLIMIT_CPU, CPU_SECONDS)
    _bound(resource.RLIMIT_FSIZE, 0)
    _bound(resource.RLIMIT_CORE, 0)
    logging.disable()  # pypdf tells much of what it mends
    head: dict[str, Any]
    content = b""
    try:
        head, content = rebuilt(sys.stdin.buffer.read())
    except Refused as refused:
        head = {"refused": str(refused)}
    except (LimitReachedError, MemoryError):
        head = {"refused": "too_bulky"}
    except Exception as failure:  # a reader raises anything at all on hostile bytes
        head = {"refused": "not_a_document", "because": type(failure).__name__}
    text = json.dumps(head).encode()
    sys.stdout.buffer.write(struct.pack(">I", len(text)) + text + content)


def _bound(limit: int, value: int) -> None:
    hard = resource.getrlimit(limit)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with suppress(ValueError):  # macOS keeps no bound on the address space
        resource.setrlimit(limit, (value, hard))


def rebuilt(raw: bytes) -> tuple[dict[str, Any], bytes]:
    """The facts of the document and a PDF of nothing but its pages. Raises `Refused`."""
    if not raw.startswith(b"%PDF-") or b"%%EOF" not in raw[-TAIL:]:
        raise Refused("not_a_document")
    reader = PdfReader(BytesIO(raw))
    if reader.is_encrypted:
        raise Refused("locked")
    pages = reader.get_num_pages()
    if not pages:
        raise Refused("not_a_document")
    if pages > MOST_PAGES:
        raise Refused("too_long")
    root = reader.root_object
    _examine(root)
    _keep(root, KEPT_OF_ROOT)
    writer = PdfWriter()
    writer.clone_reader_document_root(reader)
    writer.metadata = None
    writer.pdf_header = "%PDF-1.7"
    out = BytesIO()
    writer.write(out)
    return {"pages": pages}, out.getvalue()


def _examine(root: DictionaryObject) -> None:
    """Look at all that a reader could come upon, and take out what names people."""
    inflated = 0
    for node in _nodes(root):
        if isinstance(node, DictionaryObject):
            if _active(node):
                raise Refused("active")
            if isinstance(node, StreamObject):
                inflated += _measured(node)
                if inflated > MOST_BYTES_TOGETHER:
                    raise Refused("too_bulky")
            _strip(node)


def _nodes(root: DictionaryObject) -> Iterator[Any]:
    """Each object once; its parts are noted before it is given."""
    waiting: list[Any] = [root]
    seen: set[tuple[int, int]] = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, IndirectObject):
            key = (node.idnum, node.generation)
            if key in seen:
                continue
            seen.add(key)
            if len(seen) > MOST_OBJECTS:
                raise Refused("too_bulky")
            node = node.get_object()
        if isinstance(node, DictionaryObject):
            waiting.extend(dict.values(node))
        elif isinstance(node, ArrayObject):
            waiting.extend(list.__iter__(node))
        yield node


def _active(node: DictionaryObject) -> bool:
    """Whether something here does more than show pages."""
    if any(key in node and not _is_named(_part(node, key)) for key in ACTIVE_KEYS):
        return True
    if isinstance(node, StreamObject) and not ELSEWHERE.isdisjoint(node):
        return True
    if _name(node, "/Type") == "/EmbeddedFile" or _name(node, "/S") in ACTIVE_KINDS:
        return True
    return "/Rect" in node and _name(node, "/Subtype") in ACTIVE_NOTES


def _is_named(thing: Any) -> bool:
    """Whether it is a font or a picture: what pages call theirs may be any word."""
    return isinstance(thing, DictionaryObject) and _name(thing, "/Subtype") in SHOWN


def _strip(node: DictionaryObject) -> None:
    for key in ("/Metadata", "/PieceInfo"):
        if isinstance(_part(node, key), DictionaryObject):
            del node[key]
    # Of a page, too, that does not say that it is one.
    if _does_things(_part(node, "/AA")):
        del node["/AA"]
    if _name(node, "/Type") == "/Page":
        _keep(node, KEPT_OF_PAGE)
    elif "/Rect" in node and "/Subtype" in node:
        _strip_note(node)


def _does_things(thing: Any) -> bool:
    """Whether it names actions (ISO 32000-1, 12.6.3) by what sets them off."""
    if not isinstance(thing, DictionaryObject) or _is_named(thing):
        return False
    acts = (_part(thing, key) for key in dict.keys(thing))
    return any(isinstance(each, DictionaryObject) and "/S" in each for each in acts)


def _strip_note(node: DictionaryObject) -> None:
    """What is drawn on a page stays: the fields of a form as their look."""
    if _name(node, "/Subtype") == "/Widget":
        node[NameObject("/Subtype")] = NameObject("/Stamp")
    _keep(node, KEPT_OF_NOTE)
    action = _part(node, "/A")
    if isinstance(action, DictionaryObject):
        _keep(action, ("/Type", "/S", "/D", "/URI"))
        link = str(_part(action, "/URI")).lower()
        jumps = _name(action, "/S") == "/GoTo"
        if not jumps and not link.startswith(LINKS):
            del node["/A"]


def _part(node: DictionaryObject, key: str) -> Any:
    """What stands under a key itself, be it there or elsewhere in the file (`get` gives where)."""
    return node[key] if dict.__contains__(node, key) else None


def _name(node: DictionaryObject, key: str) -> str | None:
    found = _part(node, key)
    return str(found) if isinstance(found, NameObject) else None


def _number(node: DictionaryObject, key: str) -> int:
    found = _part(node, key)
    return int(found) if isinstance(found, int | float) else 0


def _keep(node: DictionaryObject, keys: tuple[str, ...]) -> None:
    for key in set(dict.keys(node)) - set(keys):
        del node[key]


def _measured(stream: StreamObject) -> int:
    """How many bytes a reader would make of it. Raises `Refused`."""
    if _number(stream, "/Width") * _number(stream, "/Height") > MOST_PIXELS:
        raise Refused("too_bulky")
    said = _part(stream, "/Filter")
    listed = list.__iter__(said) if isinstance(said, list) else [said]
    names = [str(each.get_object()) for each in listed if each is not None]
    data, total = stream._data, 0
    for name in names:
        if name in ("/DCTDecode", "/DCT"):
            stream._data = without_words(data)
            stream[NameObject("/Filter")] = NameObject("/DCTDecode")
            if dict.__contains__(stream, "/DecodeParms"):
                del stream["/DecodeParms"]
            break
        if name in PICTURES:
            break
        data = DECODERS[name](data)
        total += len(data)
        if len(data) > MOST_BYTES:
            raise Refused("too_bulky")
    return total


DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "/FlateDecode": lambda data: zlib.decompressobj().decompress(data, MOST_BYTES + 1),
    "/LZWDecode": LZWDecode.decode,
    "/RunLengthDecode": RunLengthDecode.decode,
    "/ASCII85Decode": lambda data: base64.a85decode(
        b"<~" + data.strip().removeprefix(b"<~"), adobe=True
    ),
    "/ASCIIHexDecode": lambda data: bytes(len(data) // 2),
}
SHORT = {"/Fl": "Flate", "/LZW": "LZW", "/RL": "RunLength", "/A85": "ASCII85", "/AHx": "ASCIIHex"}
DECODERS |= {short: DECODERS[f"/{name}Decode"] for short, name in SHORT.items()}


def without_words(jpeg: bytes) -> bytes:
    """A JPEG without what a camera or a person wrote into it (ITU-T T.81, B.1.1.4), and without a
    second picture behind its end. How its colours are meant (JFIF, Adobe) stays."""
    out, at = [jpeg[:2]], 2
    while found := SEGMENT.search(jpeg, at):
        out.append(jpeg[at : found.start()])  # of a scan; nothing elsewhere
        marker, at = jpeg[found.start() + 1], found.start()
        if marker == END_OF_PICTURE:
            return b"".join([*out, jpeg[at : at + 2]])
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xC2:
            height, width = struct.unpack_from(">HH", jpeg, at + 5)
            if height * width > MOST_PIXELS:
                raise Refused("too_bulky")
        if marker in (0xE0, 0xEE) or not (0xE1 <= marker <= 0xEF or marker == 0xFE):
            out.append(jpeg[at:end])
        at = end
    return b"".join([*out, jpeg[at:]])


SEGMENT = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]", re.DOTALL)
"""A marker with a length, or the end: no stuffed byte, restart or padding."""
END_OF_PICTURE = 0xD9


if __name__ == "__main__":
    main()
