"""Spoken messages as they are kept: known by their first bytes, measured frame by frame, and
rebuilt of sound alone. What a phone writes beside it (place, owner, title) is left behind.

Nothing is decoded: whoever listens decodes. A file of which not every frame is sound is refused.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from shequ_api.base.files.mp4 import sound_of_mp4
from shequ_api.base.files.sounds import Frames, Sound, adts, amr, mp3, wave
from shequ_api.kit.errors import Malformed, TooLarge

MAX_BYTES = 10 * 2**20
MAX_SECONDS = 60
SLACK = 1
"""A recorder that stops at 60 seconds has written a little more."""


class NotAVoice(Malformed):
    code, title = "not_a_voice", "不是能识别的语音，请上传完整的 m4a、mp3、aac、amr 或 wav 录音"


class VoiceTooLarge(TooLarge):
    code, title = "voice_too_large", "语音超过 10 MB"


class VoiceTooLong(Malformed):
    code, title = "voice_too_long", f"语音不能超过 {MAX_SECONDS} 秒"


@dataclass(frozen=True, slots=True)
class Voice:
    """A spoken message without anything else in it."""

    content: bytes = field(repr=False)
    media_type: str
    seconds: int
    sha256: str
    """Of `content`, in hex."""
    original_sha256: str


_KINDS: tuple[tuple[Callable[[bytes], bool], str, Callable[[bytes, float], Sound]], ...] = (
    (lambda raw: raw[4:8] == b"ftyp", "audio/mp4", sound_of_mp4),
    (lambda raw: raw[:4] == b"RIFF" and raw[8:12] == b"WAVE", "audio/wav", wave),
    (lambda raw: raw[:5] == b"#!AMR", "audio/amr", amr),
    (lambda raw: raw[:1] == b"\xff" and raw[1] & 0xF6 == 0xF0, "audio/aac", adts),
    (lambda raw: raw[:3] == b"ID3" or raw[:1] == b"\xff", "audio/mpeg", mp3),
)


def heard(raw: bytes) -> Voice:
    """Raises `VoiceTooLarge` (over 10 MB), `NotAVoice` (another kind, broken, cut off, silent in no
    frame) and `VoiceTooLong` (over a minute)."""
    if len(raw) > MAX_BYTES:
        raise VoiceTooLarge
    for is_it, media_type, read in _KINDS:
        if len(raw) > 12 and is_it(raw):
            return _voice(raw, media_type, read)
    raise NotAVoice


def _voice(raw: bytes, media_type: str, read: Callable[[bytes, float], Sound]) -> Voice:
    try:
        sound = read(raw, MAX_SECONDS + SLACK)
    except Frames.TooLong:
        raise VoiceTooLong from None
    except (Frames.Broken, IndexError):
        raise NotAVoice from None
    if sound.seconds <= 0:
        raise NotAVoice
    return Voice(
        content=sound.content,
        media_type=media_type,
        seconds=min(MAX_SECONDS, math.ceil(sound.seconds)),
        sha256=sha256(sound.content).hexdigest(),
        original_sha256=sha256(raw).hexdigest(),
    )
