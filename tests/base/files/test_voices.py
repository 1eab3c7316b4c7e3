"""Spoken messages: known by their bytes, measured, and rid of all that is no sound."""

import pytest
from httpx import AsyncClient

from shequ_api.base.files.voices import MAX_BYTES, NotAVoice, VoiceTooLarge, VoiceTooLong, heard
from tests.base.files.sounds import KINDS, WHERE, amr, m4a, mp3, wav
from tests.cast import Cast


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_measured_and_keeps_nothing_but_sound(kind: str) -> None:
    raw = KINDS[kind](3.5)
    voice = heard(raw)
    assert (voice.media_type, voice.seconds) == (kind, 4)
    assert WHERE not in voice.content
    assert b"phone" not in voice.content
    # What was rebuilt is whole: it is read as the same again.
    again = heard(voice.content)
    assert (again.seconds, again.sha256) == (4, voice.sha256)


@pytest.mark.parametrize("kind", KINDS)
def test_a_minute_and_no_more(kind: str) -> None:
    assert heard(KINDS[kind](60)).seconds == 60
    with pytest.raises(VoiceTooLong):
        heard(KINDS[kind](62))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_cut_off_is_none(kind: str) -> None:
    raw = KINDS[kind](2)
    for end in (5, 13, len(raw) // 2 + 5):
        with pytest.raises(NotAVoice):
            heard(raw[:end])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff" * 64,
        b"#!AMR\n" + b"\x5c" * 64,
        b"<html><script>alert(1)</script></html>",
        b"\xff\xd8\xff\xe0" + bytes(64),
        mp3(1)[:-128] + b"<script>",
        wav(1)[:4] + b"\xff\xff\xff\xff" + wav(1)[8:40],
        m4a(1, handler=b"vide"),
        m4a(0),
        m4a(1).replace(b"mdhd", b"skip"),
        b"\0\0\0\x08ftyp" * 600,
        b"ID3\x04\x00\x00\xff\xff\xff\xff" + bytes(64),
    ],
)
def test_hostile_bytes_are_refused(raw: bytes) -> None:
    with pytest.raises(NotAVoice):
        heard(raw)


def test_ten_megabytes_and_no_more() -> None:
    with pytest.raises(VoiceTooLarge):
        heard(amr(1) + bytes(MAX_BYTES))


async def test_handing_in_twice_is_one_and_it_can_be_heard(client: AsyncClient, cast: Cast) -> None:
    headers = await cast.headers("resident")
    files = {"file": ("a.jpg", wav(2), "image/jpeg")}
    first = await client.post("/api/v1/voices", files=files, headers=headers)
    again = await client.post("/api/v1/voices", files=files, headers=headers)
    assert first.status_code == again.status_code == 201, first.text
    assert first.json()["id"] == again.json()["id"]
    heard_back = await client.get(first.json()["url"])
    assert heard_back.headers["content-type"] == "audio/wav"
    assert heard(heard_back.content).seconds == 2
    broken = {"file": ("a.amr", b"#!AMR\n", "audio/amr")}
    refused = await client.post("/api/v1/voices", files=broken, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "not_a_voice")
    long = {"file": ("a.amr", amr(70), "audio/amr")}
    refused = await client.post("/api/v1/voices", files=long, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "voice_too_long")
