"""The judge of met routes is itself judged: what it counts, what it names, when it keeps quiet."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from httpx import AsyncClient
from prometheus_client import CollectorRegistry, Counter

from tests.architecture import met
from tests.architecture.api import our_routes
from tests.cast import Cast


async def test_the_edge_counts_by_operation(client: AsyncClient, cast: Cast) -> None:
    path = next(path for path, route in our_routes() if route.name == "get_me")
    answer = await client.get(path, headers=await cast.headers("resident"))
    assert answer.status_code == 200
    assert "get_me" in met.met_here()


def test_only_a_success_counts() -> None:
    counted = Counter("answers", "", ["operation", "status"], registry=CollectorRegistry())
    for status in ("401", "404", "409", "422", "500"):
        counted.labels("refused", status).inc()
    counted.labels("made", "201").inc()
    counted.labels("shown", "302").inc()
    counted.labels("never", "200").inc(0)
    assert met.met_here(counted) == {"made", "shown"}


def test_what_was_not_met_is_named() -> None:
    names = {route.name for _, route in our_routes()}
    assert met.missing(names) == []
    assert met.missing(names - {"get_me"}) == ["get_me"]


def test_a_refusal_must_be_told() -> None:
    told = {"settle_ticket 409 illegal_step", "settle_ticket 401 unauthenticated"}
    assert met.untold(told | {"settle_ticket 408 too_slow", "landing_page 404 not_found"}) == []
    assert met.untold(told | {"settle_ticket 409 of_nowhere"}) == ["settle_ticket 409 of_nowhere"]


def _run(source: pytest.Config.ArgsSource, **chosen: Any) -> pytest.Config:
    options = {"keyword": "", "deselect": None, "markexpr": "", **chosen}
    return cast(
        pytest.Config, SimpleNamespace(args_source=source, option=SimpleNamespace(**options))
    )


def test_only_whole_runs_are_judged() -> None:
    source = pytest.Config.ArgsSource
    assert met.is_whole(_run(source.TESTPATHS))
    assert met.is_whole(_run(source.TESTPATHS, markexpr="not campaign"))
    assert not met.is_whole(_run(source.ARGS))
    assert not met.is_whole(_run(source.TESTPATHS, keyword="ledger"))
    assert not met.is_whole(_run(source.TESTPATHS, markexpr="campaign"))
    assert not met.is_whole(_run(source.TESTPATHS, deselect=["tests/kit"]))
