"""The commands, each with an environment of its own: as real processes, or in a thread."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from shequ_api.cli import address, main
from shequ_api.cli.address import Served
from shequ_api.cli.output import console, trouble

START_SECONDS, STOP_SECONDS = 60, 40


def environment(data_dir: Path, **settings: str) -> dict[str, str]:
    """Nothing of the machine's own configuration; settings without their prefix."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHEQU_")}
    given = {f"SHEQU_{name.upper()}": value for name, value in settings.items()}
    wide = {"COLUMNS": "200", "PYTHONUTF8": "1", "SHEQU_DATA_DIR": str(data_dir)}
    return kept | wide | given


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "shequ_api.cli", *arguments]


def run(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, away from the project's folder."""
    folder = Path(env["SHEQU_DATA_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    return subprocess.run(
        command(*arguments),
        check=False,
        env=env,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=180,
    )


@dataclass
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def call(*arguments: str, env: dict[str, str]) -> Done:
    """Run a command to its end in a thread of this process: saves the second that imports take."""
    folder = Path(env["SHEQU_DATA_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name in os.environ:
            if name.startswith("SHEQU_"):
                patch.delenv(name)
        for name, value in env.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["shequ", *arguments])
        patch.chdir(folder)
        for shown in (console, trouble):
            patch.setattr(shown, "_width", 200)
        with ThreadPoolExecutor(1) as thread:
            return Done(thread.submit(_ended).result(), out.getvalue(), err.getvalue())


def _ended() -> int:
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@dataclass
class Running:
    """A server that runs."""

    process: subprocess.Popen[bytes]
    served: Served
    http: httpx.Client
    output: Path

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(STOP_SECONDS)


@contextmanager
def serving(data_dir: Path, **settings: str) -> Iterator[Running]:
    """`shequ serve` on a free port, up; killed at the end if it still runs."""
    data_dir.mkdir(parents=True, exist_ok=True)
    output = data_dir / "output.txt"
    with output.open("wb") as out:
        process = subprocess.Popen(
            command("serve", "--port", "0"),
            env=environment(data_dir, **settings),
            cwd=data_dir,
            stdout=out,
            stderr=out,
        )
    try:
        served = _address_of(process, data_dir, output)
        with httpx.Client(base_url=served.url, timeout=20, trust_env=False) as http:
            yield Running(process, served, http, output)
    finally:
        process.kill()
        process.wait()


def _address_of(process: subprocess.Popen[bytes], data_dir: Path, output: Path) -> Served:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        served = address.find(data_dir)
        if served is not None and served.pid == process.pid:
            return served
        time.sleep(0.02)
    raise AssertionError(f"the server did not start: {output.read_text()}")
