"""The child that paints over parts of a photo: `python _black_out.py`, a frame in, a JPEG out.

In comes the length of a JSON head (four bytes, big-endian), the head (`rectangles`: left, top,
right, bottom as shares of the picture) and a JPEG of ours; out comes a JPEG of its pixels alone, in
which those inside are black: nothing lies beneath. It stands alone (standard library and Pillow).
"""

import json
import math
import resource
import struct
import sys
from contextlib import suppress
from io import BytesIO

from PIL import ImageDraw, JpegImagePlugin
from PIL.Image import Image, frombytes

QUALITY = 85
CPU_SECONDS = 5
MEMORY_BYTES = 768 * 2**20


def main() -> None:
    for limit, value in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS)):
        with suppress(ValueError):  # macOS keeps no bound on the address space
            resource.setrlimit(limit, (value, resource.getrlimit(limit)[1]))
    raw = sys.stdin.buffer.read()
    (length,) = struct.unpack_from(">I", raw)
    head = json.loads(raw[4 : 4 + length])
    sys.stdout.buffer.write(blacked(raw[4 + length :], head["rectangles"]))


def blacked(content: bytes, rectangles: list[list[float]]) -> bytes:
    """Edges are rounded outwards: no part of a pixel that was meant is left."""
    image: Image = JpegImagePlugin.JpegImageFile(BytesIO(content))
    image.load()
    image = image.convert("RGB")
    brush = ImageDraw.Draw(image)
    width, height = image.size
    for left, top, right, bottom in rectangles:
        x, y = math.floor(left * width), math.floor(top * height)
        beyond = math.ceil(right * width) - 1, math.ceil(bottom * height) - 1
        brush.rectangle((x, y, max(beyond[0], x), max(beyond[1], y)), fill="black")
    out = BytesIO()
    clean = frombytes("RGB", image.size, image.tobytes())
    clean.save(out, JpegImagePlugin.JpegImageFile.format, quality=QUALITY)
    return out.getvalue()


if __name__ == "__main__":
    main()
