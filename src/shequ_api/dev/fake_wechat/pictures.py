"""A picture in place of the round mini-program code: a QR code that holds the scene."""

import io

import segno
from PIL import Image

Colour = tuple[int, int, int]


def code_picture(scene: str, *, width: int, colour: Colour, transparent: bool) -> bytes:
    """A square of `width` pixels: PNG when transparent, JPEG otherwise, as the platform's are."""
    small = io.BytesIO()
    background = None if transparent else "white"
    segno.make_qr(scene, error="m").save(small, kind="png", dark=colour, light=background)
    small.seek(0)
    with Image.open(small) as image:
        square = image.convert("RGBA" if transparent else "RGB").resize(
            (width, width), Image.Resampling.NEAREST
        )
    out = io.BytesIO()
    square.save(out, format="PNG" if transparent else "JPEG")
    return out.getvalue()
