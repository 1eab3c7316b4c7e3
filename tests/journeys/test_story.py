"""The whole story over real HTTP from an empty folder, and with the server killed in the middle."""

import io
import os
import random
import signal
import sys
import threading
from collections.abc import Iterator

import httpx
import pytest
from rich.console import Console

from shequ_api.cli.database import DEVELOPMENT_DATABASE
from shequ_api.dev.story.narrator import Narrator
from shequ_api.kit import embedded
from tests.journeys.digest import digest
from tests.journeys.house import House, opened


@pytest.fixture
def house() -> Iterator[House]:
    with opened() as house:
        yield house


def quiet() -> Narrator:
    return Narrator(Console(file=io.StringIO()))


def digest_of(house: House) -> dict[str, list[str]]:
    house.work()
    server = embedded.start(house.folder)
    try:
        return digest(server, DEVELOPMENT_DATABASE)
    finally:
        embedded.stop(server)


def test_the_demo_tells_the_whole_story_and_again(house: House) -> None:
    told = house.run("demo", "--once", "--run", "first")
    assert told.returncode == 0, told.stdout + told.stderr
    assert "全部成立" in told.stdout
    before = digest_of(house)
    # The same run again changes nothing; a new run adds its own.
    again = house.run("demo", "--once", "--run", "first")
    assert again.returncode == 0, again.stdout + again.stderr
    assert digest_of(house) == before
    other = house.run("demo", "--once", "--run", "second")
    assert other.returncode == 0, other.stdout + other.stderr
    assert len(digest_of(house)["tickets"]) == 2 * len(before["tickets"])
    verified = house.run("ledger", "verify")
    assert verified.returncode == 0, verified.stdout


class Cut(Narrator):
    """Kills the server a moment after a step, so that a later request is under way."""

    def __init__(self, pid: int, step: int, delay_seconds: float) -> None:
        super().__init__(Console(file=io.StringIO()))
        self.killer = threading.Timer(delay_seconds, os.kill, (pid, signal.SIGKILL))
        self._step = step

    def step(self, chinese: str, english: str, **answer: object) -> None:
        super().step(chinese, english, **answer)
        if self.held == self._step:
            self.killer.start()


@pytest.fixture(scope="module")
def untroubled() -> tuple[int, dict[str, list[str]]]:
    """How many steps the story has, and what it comes to when nothing happens."""
    with opened() as house:
        house.seed()
        held = house.tell(house.serve(), "killed", quiet())
        house.stop()
        return held, digest_of(house)


@pytest.mark.parametrize("round_", range(3))
def test_killed_in_the_middle_and_told_again(
    house: House, untroubled: tuple[int, dict[str, list[str]]], round_: int
) -> None:
    steps, expected = untroubled
    seed = random.randrange(2**32)
    sys.stdout.write(f"seed {seed}, round {round_}\n")
    chance = random.Random(seed)
    house.seed()
    # Late enough that something was done, early enough that something is left to do.
    cut_at = chance.randrange(8, steps - 3)
    served = house.serve()
    cut = Cut(served.pid, cut_at, chance.uniform(0, 0.05))
    with pytest.raises(httpx.TransportError):
        house.tell(served, "killed", cut)
    house.kill()
    # The embedded PostgreSQL was left behind: the next start adopts it.
    held = house.tell(house.serve(), "killed", quiet())
    house.stop()
    # One step needs a state that the run may have left before the kill.
    assert held in {steps, steps - 1}
    assert digest_of(house) == expected
