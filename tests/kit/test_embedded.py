"""The embedded server: shared, adopted, killed at every bad moment, and there again."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

import pytest
from sqlalchemy import text

from shequ_api.kit import db, embedded, processes
from shequ_api.kit.db import open_database
from shequ_api.kit.embedded import Embedded, EmbeddedFailed
from tests.conftest import ROOT

HOLD = """
import sys, time
from pathlib import Path
from shequ_api.kit import embedded
server = embedded.start(Path(sys.argv[1]))
print(server.pid, flush=True)
time.sleep(600)
"""


@contextmanager
def short_folder() -> Iterator[Path]:
    """A socket's path may not be long, and pytest's are."""
    with TemporaryDirectory(prefix="sq", dir=gettempdir(), ignore_cleanup_errors=True) as path:
        yield Path(path)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Where one cluster lies that all tests here start and stop."""
    with short_folder() as path:
        yield path


@pytest.fixture
def server(folder: Path) -> Iterator[Embedded]:
    """Started for one test; stopped, whatever became of it."""
    started = embedded.start(folder)
    yield started
    if not started.holder.closed:
        embedded.stop(started)


def answers(server: Embedded) -> bool:
    try:
        return embedded.superuser_sql(server, "SELECT 1").strip() == "1"
    except EmbeddedFailed:
        return False


def holder_process(folder: Path) -> subprocess.Popen[str]:
    """Another process that starts the server and holds it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )


def pid_of(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_the_last_one_to_leave_stops_it(folder: Path) -> None:
    first, second = embedded.start(folder), embedded.start(folder)
    assert first.pid == second.pid
    assert embedded.stop(first) is False
    assert answers(second)
    assert embedded.stop(second) is True
    assert not answers(second)
    assert not (folder / "postgres" / "postmaster.pid").exists()


def test_what_a_killed_process_left_is_adopted(folder: Path) -> None:
    process = holder_process(folder)
    left = pid_of(process)
    end(process)
    adopted = embedded.start(folder)
    assert adopted.pid == left
    assert answers(adopted)
    assert embedded.stop(adopted) is True, "the dead one's hold died with it"


def test_another_process_keeps_it_running(folder: Path) -> None:
    process = holder_process(folder)
    try:
        pid_of(process)
        mine = embedded.start(folder)
        assert embedded.stop(mine) is False
        assert answers(mine)
    finally:
        end(process)
    assert embedded.stop(embedded.start(folder)) is True


def test_killed_and_started_again(folder: Path, server: Embedded) -> None:
    embedded.superuser_sql(server, "CREATE TABLE IF NOT EXISTS kept (id serial)")
    embedded.superuser_sql(server, "INSERT INTO kept DEFAULT VALUES")
    before = embedded.superuser_sql(server, "SELECT count(*) FROM kept")
    embedded.kill(server)
    assert not answers(server)
    again = embedded.start(folder)
    assert again.pid != server.pid
    assert embedded.superuser_sql(again, "SELECT count(*) FROM kept") == before
    assert embedded.stop(again) is False, "the first still holds it"


def test_orphans_of_a_killed_parent_are_waited_for(folder: Path, server: Embedded) -> None:
    """A child that is busy does not notice: beside it, a new server would spoil the data."""
    spin = "DO $$ BEGIN WHILE clock_timestamp() < now() + '2 s' LOOP NULL; END LOOP; END $$"
    args = ["-h", str(server.sockets), "-U", "postgres", "-c", spin]
    busy = subprocess.Popen(
        [str(embedded.binary("psql")), *args],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    running = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'DO %'"
    while embedded.superuser_sql(server, running).strip() != "1":
        time.sleep(0.02)
    os.kill(server.pid, signal.SIGKILL)
    while processes.lives_in(server.pid, server.data, "postgres"):
        time.sleep(0.01)
    assert processes.inhabitants(server.data, "postgres"), "the busy one lives on"
    again = embedded.start(folder)
    assert answers(again)
    busy.wait(5)
    embedded.stop(again)


@pytest.mark.parametrize("whose", ["nobody's", "ours", "another server's"])
def test_a_pid_alone_says_nothing(
    folder: Path, server: Embedded, another: Embedded, whose: str
) -> None:
    """The number in a dead server's pid file may have been given to somebody else since."""
    number = {"nobody's": 4194303, "ours": os.getpid(), "another server's": another.pid}[whose]
    pid_file = folder / "postgres" / "postmaster.pid"
    rest = pid_file.read_text().splitlines()[1:]
    embedded.kill(server)
    pid_file.write_text("\n".join([str(number), *rest]) + "\n")
    again = embedded.start(folder)
    assert again.pid != number
    assert answers(again)
    embedded.stop(again)


@pytest.fixture(scope="module")
def another() -> Iterator[Embedded]:
    """A PostgreSQL that is not ours."""
    with short_folder() as path:
        started = embedded.start(path)
        yield started
        embedded.stop(started)


def test_stopping_what_is_gone_is_no_error(folder: Path, server: Embedded) -> None:
    embedded.kill(server)
    assert embedded.stop(server) is True
    assert server.holder.closed


def test_a_server_whose_socket_was_swept_away(folder: Path, server: Embedded) -> None:
    (server.sockets / ".s.PGSQL.5432").unlink()
    again = embedded.start(folder)
    assert answers(again)
    embedded.stop(again)


def test_a_killed_first_start_leaves_nothing_half_made() -> None:
    with short_folder() as fresh:
        for delay in (0.0, 0.4):
            process = holder_process(fresh)
            while not list(fresh.glob("postgres.new-*")):
                time.sleep(0.01)
            time.sleep(delay)
            end(process)
            if (fresh / "postgres").exists():  # the machine slept, and it was done before its end
                assert (fresh / "postgres" / "PG_VERSION").exists()
                break
        started = embedded.start(fresh)  # while the orphaned initdb may still be at work
        assert answers(started)
        assert embedded.superuser_sql(started, "SHOW data_checksums").strip() == "on"
        assert embedded.stop(started) is True
        assert embedded.stop(embedded.start(fresh)) is True
        assert list(fresh.glob("postgres.new-*")) == []


def test_what_is_no_cluster_is_left_alone() -> None:
    with short_folder() as fresh:
        (fresh / "postgres").mkdir()
        (fresh / "postgres" / "diary.txt").write_text("mine")
        with pytest.raises(EmbeddedFailed, match="no PostgreSQL cluster"):
            embedded.start(fresh)
        assert (fresh / "postgres" / "diary.txt").read_text() == "mine"


def test_a_long_path_gets_its_socket_elsewhere_and_only_ours() -> None:
    with short_folder() as fresh:
        deep = fresh / ("d" * 60) / ("e" * 60)
        first = embedded.start(deep)
        assert answers(first)
        assert first.sockets.parent == Path(gettempdir())
        embedded.stop(first)
        first.sockets.rmdir()
        first.sockets.symlink_to(fresh)
        with pytest.raises(EmbeddedFailed, match="somebody else"):
            embedded.start(deep)
        first.sockets.unlink()


def test_it_is_reached_by_its_socket_alone(server: Embedded) -> None:
    assert embedded.superuser_sql(server, "SHOW listen_addresses").strip() == ""
    assert server.sockets.stat().st_mode & 0o077 == 0
    assert server.data.stat().st_mode & 0o077 == 0


def test_a_database_and_its_roles_are_made_once(server: Embedded) -> None:
    for _ in range(2):
        embedded.create_database(server, "made")
    rights = "SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = '{}'"
    for role in (embedded.APP_ROLE, embedded.OWNER_ROLE):
        assert embedded.superuser_sql(server, rights.format(role)).strip() == "f"
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'made'"
    assert embedded.superuser_sql(server, owner).strip() == embedded.OWNER_ROLE


async def test_a_pool_heals_when_the_server_is_back(folder: Path, server: Embedded) -> None:
    """Killed under open connections: lost, then there again without a restart of ours."""
    embedded.create_database(server, "pooled")
    pool = open_database(server.url("pooled", embedded.APP_ROLE), pool_size=2)
    ask = text("SELECT current_setting('statement_timeout')")
    try:
        async with pool.sessions() as one, pool.sessions() as two:
            assert await one.scalar(ask) == await two.scalar(ask) == "5s"
        embedded.kill(server)
        for _ in range(3):
            with pytest.raises(Exception) as lost:
                async with pool.sessions() as session:
                    await session.scalar(ask)
            assert db.is_lost(lost.value), lost.value
        again = await asyncio.to_thread(embedded.start, folder)
        async with pool.sessions() as session:
            assert await session.scalar(ask) == "5s"
        embedded.stop(again)
    finally:
        await pool.close()
