"""The child process of a photo: few at once, without our secrets, and never left behind."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from shequ_api.base.files import photos
from shequ_api.base.files.photos import AT_ONCE, LONGEST_QUEUE, Photo, PhotoBusy, sanitise
from tests.base.files.pictures import encoded, flag, scan_bomb

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads Linux's /proc")


def children() -> list[Path]:
    """The `/proc` folders of this process's photo children."""
    ids = " ".join(it.read_text() for it in Path("/proc/self/task").glob("*/children")).split()
    return [it for each in ids if b"_sanitise.py" in command_of(it := Path("/proc", each))]


def command_of(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


async def a_child() -> Path:
    async with asyncio.timeout(5):
        while not children():  # noqa: ASYNC110 - another process sets no event of ours
            await asyncio.sleep(0.005)
    return children()[0]


async def test_two_run_at_once_and_a_long_queue_is_refused() -> None:
    raw, extra = encoded(flag()), 3
    running = [asyncio.create_task(sanitise(raw)) for _ in range(AT_ONCE + LONGEST_QUEUE + extra)]
    most = 0
    while not all(task.done() for task in running):
        most = max(most, len(children()))
        await asyncio.sleep(0.003)
    results = await asyncio.gather(*running, return_exceptions=True)
    assert most == AT_ONCE
    assert sum(isinstance(each, PhotoBusy) for each in results) == extra
    assert sum(isinstance(each, Photo) for each in results) == AT_ONCE + LONGEST_QUEUE


async def test_the_child_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEQU_TOKEN_KEY", "do-not-tell")
    work = asyncio.create_task(sanitise(scan_bomb()))
    child = await a_child()
    os.kill(int(child.name), signal.SIGSTOP)
    try:
        assert b"do-not-tell" not in (child / "environ").read_bytes()
        assert b"SHEQU" not in (child / "environ").read_bytes()
    finally:
        work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert not children()


async def test_a_client_that_goes_away_leaves_no_child_behind() -> None:
    work = asyncio.create_task(sanitise(scan_bomb()))
    await a_child()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert not children()


async def test_a_child_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "PATIENCE_SECONDS", 0.3)
    work = asyncio.create_task(sanitise(scan_bomb()))
    os.kill(int((await a_child()).name), signal.SIGSTOP)
    with pytest.raises(PhotoBusy) as refused:
        await work
    assert refused.value.status == 503
    assert not children()


async def test_a_child_that_another_hand_kills_is_not_the_photos_fault() -> None:
    work = asyncio.create_task(sanitise(scan_bomb()))
    os.kill(int((await a_child()).name), signal.SIGKILL)
    with pytest.raises(PhotoBusy):
        await work


async def test_the_next_photo_is_served_after_all_that() -> None:
    assert (await sanitise(encoded(flag()))).width == 160
