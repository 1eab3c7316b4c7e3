"""Photos for the story."""

from io import BytesIO

from PIL import Image


def picture(colour: str) -> bytes:
    """A plain JPEG, the same for the same colour."""
    buffer = BytesIO()
    Image.new("RGB", (640, 480), colour).save(buffer, "JPEG")
    return buffer.getvalue()
