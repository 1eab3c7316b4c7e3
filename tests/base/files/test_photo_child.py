"""The child process of a photo: few at once, without our secrets, and never left behind."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from shequ_api.base.files import photos
from shequ_api.base.files.photos import AT_ONCE, LONGEST_QUEUE, Photo, PhotoBusy, sanitise
from tests.base.files.pictures import encoded, flag, scan_bomb

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads Linux's /proc")


def children() -> list[Path]:
    """The `/proc` folders of the photos' children."""
    nurse = photos._CHILDREN.nurse_id
    found = Path(f"/proc/{nurse}/task/{nurse}/children")
    return [Path("/proc", each) for each in found.read_text().split()] if nurse else []


def alive(process: Path) -> bool:
    return process.exists()


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


async def test_a_nurse_that_is_killed_has_a_successor() -> None:
    raw = encoded(flag())
    await sanitise(raw)
    first = photos._CHILDREN.nurse_id
    assert first is not None
    work = asyncio.create_task(sanitise(scan_bomb()))
    child = await a_child()
    os.kill(first, signal.SIGKILL)
    with pytest.raises(PhotoBusy):
        await work
    assert (await sanitise(raw)).width == 160
    assert photos._CHILDREN.nurse_id != first
    while alive(child):  # noqa: ASYNC110 - an orphan ends by its own bound on CPU time
        await asyncio.sleep(0.05)


async def test_the_nurse_ends_with_the_service() -> None:
    program = (
        "import asyncio, sys; from shequ_api.base.files import photos;"
        "asyncio.run(photos.sanitise(sys.stdin.buffer.read())); print(photos._CHILDREN.nurse_id)"
    )
    ended = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", program], input=encoded(flag()), capture_output=True
    )
    nurse = Path("/proc", ended.stdout.decode().strip())
    assert nurse.name.isdigit(), ended.stderr.decode()
    async with asyncio.timeout(5):
        while alive(nurse):  # noqa: ASYNC110 - another process sets no event of ours
            await asyncio.sleep(0.01)


async def test_photos_at_once_do_not_mix() -> None:
    shapes = [flag().resize((40 + n, 30)) for n in range(AT_ONCE + LONGEST_QUEUE)]
    kept = await asyncio.gather(*(sanitise(encoded(each)) for each in shapes))
    assert [photo.width for photo in kept] == [shape.width for shape in shapes]
