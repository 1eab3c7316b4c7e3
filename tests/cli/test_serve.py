"""`shequ serve` as a process: from nothing, stopped, killed, adopted, and stopped under load."""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from shequ_api.cli import address
from tests.cli.running import Running, serving
from tests.conftest import FOLDER, WORKER

LOGIN = "/api/v1/auth/wechat-logins"


@pytest.fixture
def empty() -> Iterator[Path]:
    folder = FOLDER / f"serve_{WORKER}"
    shutil.rmtree(folder, ignore_errors=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def postgres(data_dir: Path) -> int | None:
    """The pid of the embedded server, None where none runs."""
    try:
        pid = int((data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ProcessLookupError):
        return None
    return pid


def sign_in(running: Running, user: str) -> httpx.Response:
    tap = httpx.post(f"{running.served.wechat_url}/_fake/login_codes", json={"user": user})
    return running.http.post(LOGIN, json={"code": tap.json()["code"]})


def test_the_life_of_a_server(empty: Path) -> None:
    with serving(empty) as first:
        answers_well(first)
        made = sign_in(first, "wanderer")
        assert made.status_code == 201
        assert first.served.url in first.output.read_text()
        assert first.end(signal.SIGTERM) == 0
    assert postgres(empty) is None
    assert not (empty / "serve.json").exists()

    with serving(empty) as killed:
        left_behind = postgres(empty)
        killed.end(signal.SIGKILL)
    assert left_behind is not None
    assert postgres(empty) == left_behind
    assert address.find(empty) is None, "the file of a killed server points nowhere"

    with serving(empty, edge_interval_seconds="2") as adopting:
        assert postgres(empty) == left_behind
        token = made.json()["access_token"]
        who = adopting.http.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert who.status_code == 200
        answers_under_way_are_finished(adopting)
    assert postgres(empty) is None


def answers_well(running: Running) -> None:
    ready = running.http.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")
    assert "server" not in ready.headers
    document = running.http.get("/openapi.json", timeout=120)  # made when first asked for
    assert document.json()["openapi"].startswith("3.1")
    page = running.http.get("/docs")
    assert page.headers["content-security-policy"].startswith("default-src 'none'; script-src")
    for part in ("/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css", "/docs/start.js"):
        assert part in page.text
        assert running.http.get(part).status_code == 200
    assert "://" not in page.text, "the page needs nothing from elsewhere"
    absent = running.http.post("/api/v1/dev/logins", json={"phone": "13900000001"})
    assert (absent.status_code, absent.json()["code"]) == (404, "not_found")


def answers_under_way_are_finished(running: Running) -> None:
    slow = {"kind": "drip", "path": "/sns/jscode2session", "seconds": 2, "times": 10}
    httpx.post(f"{running.served.wechat_url}/_fake/mishaps", json=slow)
    with ThreadPoolExecutor(10) as threads:
        under_way = [threads.submit(sign_in, running, f"user-{n}") for n in range(10)]
        wait_for_calls(running, 10)
        running.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        assert not running.http.get("/readyz").is_success, "it says so first, and still answers"
        assert running.http.get("/livez").is_success
        answers = [answer.result() for answer in under_way]
    assert {answer.status_code for answer in answers} == {503}
    assert {answer.json()["code"] for answer in answers} == {"wechat_unavailable"}
    assert running.process.wait(20) == 0


def wait_for_calls(running: Running, count: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        state = httpx.get(f"{running.served.wechat_url}/_fake/state").json()
        if state["calls"].get("/sns/jscode2session", 0) >= count:
            return
        time.sleep(0.02)
    raise AssertionError("the logins did not reach WeChat")
