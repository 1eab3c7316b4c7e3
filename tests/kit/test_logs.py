"""What libraries log: told as ours is, and nothing of what people typed."""

import asyncio
import json
import logging
import sys
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog

from shequ_api.kit.logs import FOREIGN, set_up_logs

CANARY = "canary13900009999"


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """What set-up logs write to stderr."""
    stderr = StringIO()
    kept = logging.getLogger().level
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stderr)
        set_up_logs(readable=False)
        yield stderr
    set_up_logs(readable=False)
    logging.getLogger().setLevel(kept)


def lines(printed: StringIO) -> list[dict[str, object]]:
    assert CANARY not in printed.getvalue()
    return [json.loads(line) for line in printed.getvalue().splitlines()]


def fail() -> None:
    raise ValueError(CANARY)


@pytest.mark.parametrize("name", ["uvicorn.error", "sqlalchemy.pool.impl", "shequ_api.base.files"])
def test_an_error_shows_its_kind_and_place(printed: StringIO, name: str) -> None:
    try:
        fail()
    except ValueError:
        logging.getLogger(name).exception(f"Exception for {CANARY}\n")
    [line] = lines(printed)
    assert (line["logger"], line["level"]) == (name, "error")
    assert "timestamp" in line
    trace = line["trace"]
    assert isinstance(trace, list)
    assert trace[0] == "ValueError"
    assert "fail" in trace[-1]


def test_arguments_are_left_out(printed: StringIO) -> None:
    logging.getLogger("some.library").warning("cannot reach %s", CANARY)
    logging.getLogger("some.library").warning("cannot parse %(what)s", {"what": CANARY})
    logging.getLogger("some.library").warning(f"a first line\n{CANARY}")
    events = [line["event"] for line in lines(printed)]
    assert events == ["cannot reach %s", "cannot parse %(what)s", "a first line"]


async def test_a_task_that_nobody_waits_for(printed: StringIO) -> None:
    context = {"message": "Task exception was never retrieved", "exception": ValueError(CANARY)}
    asyncio.get_running_loop().default_exception_handler(context)
    [line] = lines(printed)
    assert (line["logger"], line["trace"]) == ("asyncio", ["ValueError"])


def test_what_libraries_say_of_each_request_is_not_told(printed: StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: %s", f"https://api?secret={CANARY}")
    assert lines(printed) == []


def test_ours_and_theirs_stand_in_one_stream(
    printed: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", printed)
    set_up_logs(readable=False)
    structlog.get_logger("edge").info("answered", status=200)
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    assert [line["event"] for line in lines(printed)] == [
        "answered",
        "Invalid HTTP request received.",
    ]
    ours = [h for h in logging.getLogger().handlers if h.get_name() == FOREIGN]
    assert len(ours) == 1


def test_the_readable_form_spares_too(printed: StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", printed)
    set_up_logs(readable=True)
    try:
        fail()
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    assert CANARY not in printed.getvalue()
    assert "ValueError" in printed.getvalue()
