"""Bad days at the running server: the database gone, WeChat hanging. (Bad input of each feature is
tested beside the feature.)"""

import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from shequ_api.cli.address import Served
from shequ_api.kit import embedded
from shequ_api.kit.clock import monotonic
from tests.journeys.house import House, opened

GONE_SECONDS = 10
HEALED_SECONDS = 5


@pytest.fixture
def house() -> Iterator[House]:
    with opened() as house:
        house.seed()
        yield house


class Caller:
    """Somebody with a phone, signed in at the running server."""

    def __init__(self, served: Served) -> None:
        assert served.wechat_url is not None
        self.api = httpx.Client(base_url=served.url, timeout=20)
        self.wechat = httpx.Client(base_url=served.wechat_url, timeout=20)
        answer = self.log_in()
        assert answer.status_code == 201, answer.text
        self.api.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def log_in(self) -> httpx.Response:
        code = self.wechat.post("/_fake/login_codes", json={"user": "caller"}).json()["code"]
        return self.api.post("/api/v1/auth/wechat-logins", json={"code": code})

    def file_ticket(self, key: str) -> httpx.Response:
        places = self.api.get("/api/v1/places", params={"code": "510108015017"})
        if places.status_code != 200:
            return places
        draft = {
            "service_code": "other",
            "text": "请问几点开门",
            "place_id": places.json()["items"][0]["id"],
        }
        headers = {"Idempotency-Key": key}
        return self.api.post("/api/v1/tickets", json=draft, headers=headers)

    def close(self) -> None:
        self.api.close()
        self.wechat.close()


@pytest.fixture
def caller(house: House) -> Iterator[Caller]:
    caller = Caller(house.serve())
    yield caller
    caller.close()


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    deadline = monotonic() + seconds
    while monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return False


def test_the_database_is_gone_for_ten_seconds(house: House, caller: Caller) -> None:
    before = caller.file_ticket("before")
    assert before.status_code == 201, before.text
    running = embedded.start(house.folder)
    embedded.kill(running)
    running.holder.close()
    gone_at = monotonic()
    while monotonic() - gone_at < GONE_SECONDS:
        answer = caller.file_ticket("during")
        assert answer.status_code == 503, answer.text
        assert answer.headers["retry-after"]
        assert answer.json()["code"] == "database_unavailable"
        assert caller.api.get("/livez").status_code == 200
        time.sleep(0.5)
    assert within(3, lambda: caller.api.get("/readyz").status_code == 503)
    running = embedded.start(house.folder)
    try:
        assert within(HEALED_SECONDS, lambda: caller.api.get("/readyz").status_code == 200)
        first, again = caller.file_ticket("during"), caller.file_ticket("during")
        assert first.status_code == 201, first.text
        assert again.json() == first.json()
        mine = caller.api.get("/api/v1/tickets").json()["items"]
        assert len(mine) == 2, "what was refused left nothing, what was acknowledged is there"
    finally:
        house.stop()
        embedded.stop(running)


@pytest.mark.parametrize("mishap", ["hang", "drip"])
def test_wechat_hanging_holds_up_nobody_else(caller: Caller, mishap: str) -> None:
    caller.wechat.post(
        "/_fake/mishaps", json={"kind": mishap, "path": "/sns/jscode2session", "seconds": 30}
    )
    started = monotonic()
    answer = caller.log_in()
    assert answer.status_code == 503, answer.text
    assert answer.headers["retry-after"]
    assert monotonic() - started < 8
    assert caller.file_ticket(f"after-{mishap}").status_code == 201
