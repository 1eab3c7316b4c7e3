"""What a photo looks like, in 64 bits: nearly the same for the same picture, else not."""

import random
from itertools import combinations

import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from shequ_api.base.files._sanitise import likeness
from shequ_api.base.files.photos import sanitise
from tests.base.files.pictures import encoded, flag

ALIKE = 4
"""Bits; what check-ins call almost the same."""


def scene(seed: int, width: int = 640, height: int = 480) -> Image.Image:
    """Something with light and shade, other for each seed."""
    drawn = random.Random(seed)
    image = Image.new("RGB", (width, height), (128, 128, 128))
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        x, y, reach = drawn.randrange(width), drawn.randrange(height), drawn.randrange(20, 160)
        colour = tuple(drawn.randrange(256) for _ in range(3))
        draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=colour)
    return image.filter(ImageFilter.GaussianBlur(3))


def bits_apart(one: int | None, other: int | None) -> int:
    assert one is not None
    assert other is not None
    return ((one ^ other) & (2**64 - 1)).bit_count()


async def test_the_same_picture_again_in_other_bytes() -> None:
    image = scene(1)
    first = (await sanitise(encoded(image, quality=92))).likeness
    for again in (
        encoded(image, quality=35),
        encoded(image, "PNG"),
        encoded(image.resize((320, 240))),
        encoded(ImageEnhance.Brightness(image).enhance(0.7)),
        encoded(ImageEnhance.Color(image).enhance(0.2)),
    ):
        photo = await sanitise(again)
        assert bits_apart(first, photo.likeness) <= ALIKE


def test_other_pictures_are_far_apart() -> None:
    kept = [likeness(scene(seed)) for seed in range(40)]
    assert all(bits_apart(one, other) > 3 * ALIKE for one, other in combinations(kept, 2))


@pytest.mark.parametrize("colour", ["white", "black", "grey"])
def test_plain_pictures_look_like_nothing(colour: str) -> None:
    """A dark cellar is no copy of another dark cellar."""
    assert likeness(Image.new("RGB", (640, 480), colour)) is None
    assert likeness(flag()) is None


def test_it_fits_a_bigint() -> None:
    for seed in range(100):
        bits = likeness(scene(seed))
        assert bits is None or -(2**63) <= bits < 2**63
    assert likeness(Image.new("RGB", (1, 1))) is None
