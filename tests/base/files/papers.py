"""PDFs: harmless, and made to harm."""

from io import BytesIO
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.annotations import Text
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
    create_string_object,
)
from reportlab.pdfgen import canvas

AUTHOR = "ZhangSanOfTheThirdFloor"


def paper(pages: int = 1, word: str = "hello") -> bytes:
    """Text and a link on each page, by an author of a name."""
    out = BytesIO()
    sheet = canvas.Canvas(out, invariant=True)
    sheet.setAuthor(AUTHOR)
    for number in range(pages):
        sheet.drawString(72, 700, f"{word} {number}")
        sheet.linkURL("https://example.org/", (0, 0, 50, 50))
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def copied() -> PdfWriter:
    return PdfWriter(clone_from=BytesIO(paper()))


def signed_by_people() -> bytes:
    """Names in the metadata (XMP, too), in a comment and in a photo's EXIF."""
    photo = BytesIO()
    exif = Image.Exif()
    exif[0x013B] = AUTHOR
    Image.new("RGB", (40, 40), "teal").save(photo, "JPEG", exif=exif, comment=AUTHOR.encode())
    out = BytesIO()
    sheet = canvas.Canvas(out)
    sheet.drawString(72, 700, "hello 0")
    sheet.save()
    writer = PdfWriter(clone_from=out)
    # Once packed again, with a second picture behind its end, as cameras leave one.
    twice = photo.getvalue() * 2
    _put_pictures(writer, _picture(photo.getvalue()), _picture(twice).flate_encode())
    note = Text(text="hello", rect=(0, 0, 50, 50))
    note[NameObject("/T")] = TextStringObject(AUTHOR)
    writer.add_annotation(0, note)
    writer.add_metadata({"/Author": AUTHOR, "/Producer": AUTHOR})
    writer.xmp_metadata = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{AUTHOR}</x:xmpmeta>".encode()
    return written(writer)


def _picture(jpeg: bytes, side: int = 40) -> StreamObject:
    picture = StreamObject()
    picture.set_data(jpeg)
    for key, name in (
        *(("Type", "XObject"), ("Subtype", "Image"), ("Filter", "DCTDecode")),
        ("ColorSpace", "DeviceRGB"),
    ):
        picture[NameObject(f"/{key}")] = NameObject(f"/{name}")
    for key, number in (("Width", side), ("Height", side), ("BitsPerComponent", 8)):
        picture[NameObject(f"/{key}")] = NumberObject(number)
    return picture


def _put_pictures(writer: PdfWriter, *pictures: StreamObject) -> None:
    shown = DictionaryObject(
        {NameObject(f"/P{n}"): writer._add_object(each) for n, each in enumerate(pictures)}
    )
    resources: Any = writer.pages[0]["/Resources"]
    resources[NameObject("/XObject")] = shown


def calling() -> bytes:
    """Asks an address when its page is opened, which does not say that it is one."""
    writer = copied()
    page = writer.pages[0]
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): _acting("URI")})
    del page["/Type"]
    return written(writer)


def elsewhere() -> bytes:
    """What is drawn on its page lies at an address."""
    writer = copied()
    content = StreamObject()
    content.set_data(b"")
    content[NameObject("/F")] = create_string_object("http://example.org/")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(content)
    return written(writer)


def with_a_font_called(name: str) -> bytes:
    writer = copied()
    resources: Any = writer.pages[0]["/Resources"]
    fonts = resources["/Font"].get_object()
    fonts[NameObject(f"/{name}")] = next(iter(dict.values(fonts)))
    return written(writer)


def locked() -> bytes:
    """Opens without a word, and forbids printing."""
    writer = copied()
    writer.encrypt("", "owner", algorithm="RC4-128")
    return written(writer)


def scripted() -> bytes:
    """A script of the whole document, by its name tree."""
    writer = copied()
    names = ArrayObject([create_string_object("a"), _acting("JavaScript")])
    tree = DictionaryObject({NameObject("/Names"): names})
    scripts = DictionaryObject({NameObject("/JavaScript"): tree})
    writer.root_object[NameObject("/Names")] = scripts
    return written(writer)


def _acting(kind: str) -> DictionaryObject:
    action = DictionaryObject({NameObject("/S"): NameObject(f"/{kind}")})
    key = "/JS" if kind == "JavaScript" else "/F"
    action[NameObject(key)] = create_string_object("http://example.org/")
    return action


def opening(kind: str) -> bytes:
    """Does something once it is opened."""
    writer = copied()
    writer.root_object[NameObject("/OpenAction")] = _acting(kind)
    return written(writer)


def named_elsewhere() -> bytes:
    """What an action is, is told in another place of the file."""
    writer = copied()
    action = _acting("Launch")
    action[NameObject("/S")] = writer._add_object(NameObject("/Launch"))
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)
    return written(writer)


def acting_in_a_link(kind: str) -> bytes:
    """Does something when a link is touched."""
    writer = copied()
    notes: Any = writer.pages[0]["/Annots"]
    notes[0].get_object()[NameObject("/A")] = _acting(kind)
    return written(writer)


def carrying() -> bytes:
    writer = copied()
    writer.add_attachment("a.exe", b"MZ")
    return written(writer)


def xfa() -> bytes:
    writer = copied()
    form = DictionaryObject({NameObject("/XFA"): create_string_object("<xdp/>")})
    form[NameObject("/Fields")] = ArrayObject()
    writer.root_object[NameObject("/AcroForm")] = form
    return written(writer)


def bomb() -> bytes:
    """200 MB of nothing in 200 KB."""
    writer = copied()
    content = StreamObject()
    content.set_data(bytes(200 * 2**20))
    writer.pages[0][NameObject("/Contents")] = writer._add_object(content.flate_encode(9))
    return written(writer)


def huge_picture() -> bytes:
    """400 million pixels, as it says."""
    writer = copied()
    _put_pictures(writer, _picture(bytes(100), 20_000))
    return written(writer)


HOSTILE = {
    "not_a_document": lambda: [
        b"",
        b"%PDF-1.7\n%%EOF",
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        b"<html>" + paper(),
        paper()[:-200],
        paper()[: len(paper()) // 2],
        b"%PDF-1.7\n" + b"1 0 obj<</A 1 0 R>>endobj " * 50 + b"%%EOF",
    ],
    "document_too_long": lambda: [paper(51)],
    "document_locked": lambda: [locked()],
    "document_active": lambda: [
        scripted(),
        carrying(),
        xfa(),
        opening("JavaScript"),
        opening("Launch"),
        opening("Launch").replace(b"/Launch", b"/L#61unch"),
        named_elsewhere(),
        acting_in_a_link("SubmitForm"),
        acting_in_a_link("GoToR"),
        elsewhere(),
    ],
    "document_too_bulky": lambda: [bomb(), huge_picture()],
}
