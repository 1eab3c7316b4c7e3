"""`<data_dir>/serve.json`: where the running server is to be found, for other commands."""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs: its addresses (no slash at the end) and its process."""

    url: str
    public_url: str
    docs_url: str | None
    wechat_url: str | None
    """Of the fake WeChat beside it."""
    pid: int


def _file(data_dir: Path) -> Path:
    return data_dir / "serve.json"


def announce(data_dir: Path, served: Served) -> None:
    """Write the file, whole or not at all."""
    data_dir.mkdir(parents=True, exist_ok=True)
    half = data_dir / f"serve.json.{served.pid}"
    half.write_text(json.dumps(asdict(served), indent=2) + "\n", encoding="utf-8")
    half.replace(_file(data_dir))


def withdraw(data_dir: Path, pid: int) -> None:
    """Remove the file unless another server has written its own since."""
    with suppress(OSError, ValueError):
        if json.loads(_file(data_dir).read_text(encoding="utf-8"))["pid"] == pid:
            _file(data_dir).unlink()


def find(data_dir: Path) -> Served | None:
    """The server that runs on this data, None where none does (or a killed one left its file)."""
    try:
        served = Served(**json.loads(_file(data_dir).read_text(encoding="utf-8")))
        os.kill(served.pid, 0)
    except PermissionError:
        return served  # it runs, as somebody else
    except (OSError, ValueError, TypeError):
        return None
    return served
