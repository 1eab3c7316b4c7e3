"""Load by wrk, the answers counted, the application and its limit in turn."""

import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

WRK = shutil.which("wrk")
SECONDS = 5


@dataclass(frozen=True)
class Shot:
    """One run of wrk: requests a second, its p99 in milliseconds."""

    rate: float
    p99_ms: float


@dataclass(frozen=True)
class Share:
    """A path at one number of connections: medians over the rounds, and the paired ratio."""

    connections: int
    application: Shot
    limit: Shot
    ratio: float


@dataclass(frozen=True)
class Served:
    """Where a server process answers."""

    address: str
    pid: int

    @property
    def peak_megabytes(self) -> int:
        """The most memory that it ever held, without its children's."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) // 1024


@contextmanager
def server(kind: str, url: str, where: Path, env: dict[str, str]) -> Iterator[Served]:
    """A server process on a free port, stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    args = [sys.executable, "-m", "benchmarks.servers", kind, str(port), url, str(where)]
    process = subprocess.Popen(args, env=env)
    try:
        _wait_for(port)
        yield Served(f"http://127.0.0.1:{port}", process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int) -> None:
    for _ in range(1200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")


def shoot(address: str, path: str, script: Path, connections: int, seconds: int) -> Shot:
    """Run wrk; raises when an answer was no success."""
    if WRK is None:
        raise SystemExit("wrk is missing: apt-get install wrk")
    threads = min(2, connections)
    args = [
        WRK,
        f"-t{threads}",
        f"-c{connections}",
        f"-d{seconds}s",
        "--timeout",
        "10s",
        "--latency",
    ]
    done = subprocess.run(
        [*args, "-s", str(script), address + path], capture_output=True, text=True, check=True
    )
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise RuntimeError(done.stdout)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", done.stdout)
    if rate is None or slow is None:
        raise RuntimeError(done.stdout)
    unit = {"us": 0.001, "ms": 1.0, "s": 1000.0}[slow[2]]
    return Shot(float(rate[1]), float(slow[1]) * unit)


def compare(
    application: str, limit: str, path: str, script: Path, connections: int, rounds: int
) -> Share:
    """Alternate the two, and take the median of the paired ratios."""
    for address in (application, limit):
        shoot(address, path, script, connections, 2)
    pairs = []
    for _ in range(rounds):
        ours = shoot(application, path, script, connections, SECONDS)
        pairs.append((ours, shoot(limit, path, script, connections, SECONDS)))
    return Share(
        connections,
        _median([ours for ours, _ in pairs]),
        _median([theirs for _, theirs in pairs]),
        statistics.median(ours.rate / theirs.rate for ours, theirs in pairs),
    )


def _median(shots: list[Shot]) -> Shot:
    return Shot(
        statistics.median(shot.rate for shot in shots),
        statistics.median(shot.p99_ms for shot in shots),
    )
