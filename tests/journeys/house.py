"""A whole installation in a folder: server processes started, killed and asked as users do."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from shequ_api.app import open_parts
from shequ_api.base.events.worker import Worker
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.places.models import Place
from shequ_api.cli import address
from shequ_api.cli.address import Served
from shequ_api.cli.database import ready_database
from shequ_api.cli.demo import appoint_administrator
from shequ_api.cli.seeding import seed_database
from shequ_api.dev.story.narrator import Narrator
from shequ_api.dev.story.telling import tell
from shequ_api.features.codes.models import CodeState, PlaceCode
from shequ_api.features.codes.rules import CodeSigner
from shequ_api.kit.clock import monotonic, utc_now
from shequ_api.kit.db import Database
from shequ_api.settings import Settings

START_SECONDS = 60


@contextmanager
def opened() -> Iterator["House"]:
    """An installation in a folder of its own; its server is stopped at the end.

    Not below pytest's folder: another run of pytest closes that to PostgreSQL's account.
    """
    folder = Path(tempfile.mkdtemp(prefix="shequ-"))
    house = House(folder)
    try:
        yield house
    finally:
        house.stop()
        shutil.rmtree(folder, ignore_errors=True)


class House:
    """One data folder, and the server that runs on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = Settings(_env_file=None, data_dir=folder)
        self.process: subprocess.Popen[bytes] | None = None
        self.more: dict[str, str] = {}
        """Settings beside the folder."""

    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("SHEQU_")}
        return {**kept, "SHEQU_DATA_DIR": str(self.folder), "COLUMNS": "120", **self.more}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A `shequ` command, to its end."""
        return subprocess.run(
            [sys.executable, "-m", "shequ_api.cli", *arguments],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def serve(self) -> Served:
        """Start the server; returns when it is found."""
        log = (self.folder / "journey.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "shequ_api.cli", "serve", "--port", "0"],
            env=self.environment(),
            stdout=log,
            stderr=log,
        )
        log.close()
        deadline = monotonic() + START_SECONDS
        while monotonic() < deadline:
            served = address.find(self.folder)
            if served is not None and served.pid == self.process.pid:
                return served
            assert self.process.poll() is None, (self.folder / "journey.log").read_text()[-3000:]
            time.sleep(0.02)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        """kill -9: the embedded PostgreSQL is left behind."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, sign: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(sign)
            self.process.wait(60)
            self.process = None

    def seed(self) -> None:
        """What a new installation starts with."""
        with ready_database(self.settings) as addresses:
            asyncio.run(seed_database(self.settings, addresses.app))

    def tell(self, served: Served, run: str, narrator: Narrator) -> int:
        """Tell the story to the running server; how many steps held."""
        with ready_database(self.settings) as addresses:
            return asyncio.run(self._tell(addresses.app, served, run, narrator))

    async def _tell(self, url: str, served: Served, run: str, narrator: Narrator) -> int:
        assert served.wechat_url is not None
        async with open_parts(self.settings, url) as parts:

            async def appoint_first(phone: str) -> None:
                async with parts.get(Database).sessions() as session, session.begin():
                    await appoint_administrator(session, parts.get(PhoneBook), phone)

            return await tell(served.url, served.wechat_url, run, narrator, appoint_first)

    def work(self) -> None:
        """Do what a server that was stopped had left to do: its last messages, most often."""
        with ready_database(self.settings) as addresses:
            asyncio.run(self._work(addresses.app))

    async def _work(self, url: str) -> None:
        async with open_parts(self.settings, url) as parts:
            await parts.get(Worker).drain(utc_now())

    def printed_code(self) -> str:
        """What a phone reads off the plate of some building."""
        with ready_database(self.settings) as addresses:
            return asyncio.run(self._printed_code(addresses.app))

    async def _printed_code(self, url: str) -> str:
        async with (
            open_parts(self.settings, url) as parts,
            parts.get(Database).sessions() as session,
        ):
            building = select(PlaceCode).join(Place, Place.id == PlaceCode.place_id)
            live = building.where(PlaceCode.state == CodeState.LIVE, Place.kind == "building")
            code = (await session.scalars(live.order_by(Place.code).limit(1))).one()
            return parts.get(CodeSigner).text_of(code.key_version, code.nonce)
