"""A plugin: a whole run of the suite fails where a route was never met with a success, or was
refused with a code that the document does not tell.

The edge counts each answer by operation and status. Every worker hands its counts to the process
that leads the run, which compares them with the routes when all tests are done. A run of a part
of the suite is not judged, nor what one that failed did not meet.
"""

from typing import Any

import pytest
from prometheus_client import Counter

from shequ_api.kit.http.middleware import PROBLEMS, REQUESTS
from shequ_api.kit.http.problems import MEDIA_TYPE
from tests.architecture.api import answers_of, our_routes, the_app

HANDED_OVER = "met_operations"
gathered: pytest.StashKey[set[str]] = pytest.StashKey()
unmet: pytest.StashKey[list[str]] = pytest.StashKey()
AT_THE_EDGE = {"header_too_large", "too_slow", "length_invalid", "host_unknown", "internal"}
"""Codes that any request may meet before there is an operation, or in spite of it."""


def met_here(counted: Counter = REQUESTS) -> set[str]:
    """The operations that this process answered with a success."""
    return {
        sample.labels["operation"]
        for metric in counted.collect()
        for sample in metric.samples
        if sample.name.endswith("_total")
        and sample.value > 0
        and "200" <= sample.labels["status"] < "400"
    }


def refused_here(counted: Counter = PROBLEMS) -> set[str]:
    """`operation status code` of each refusal that this process answered."""
    return {
        " ".join(sample.labels[label] for label in ("operation", "status", "code"))
        for metric in counted.collect()
        for sample in metric.samples
        if sample.name.endswith("_total") and sample.value > 0
    }


def untold(refused: set[str]) -> list[str]:
    """The refusals whose code the document does not tell of their operation, sorted."""
    told = {
        f"{operation['operationId']} {status} {code}"
        for methods in the_app().openapi()["paths"].values()
        for operation in methods.values()
        for status, answer in answers_of(operation).items()
        for code in codes_of(answer)
    }
    ours = {route.name for _, route in our_routes()}
    judged = [each.split(" ") for each in refused - told]
    return sorted(
        " ".join((name, status, code))
        for name, status, code in judged
        if name in ours and code not in AT_THE_EDGE
    )


def codes_of(answer: dict[str, Any]) -> list[str]:
    """The codes that a response of the document tells."""
    schema = answer.get("content", {}).get(MEDIA_TYPE, {}).get("schema", {})
    return [
        code
        for part in schema.get("allOf", [])
        for code in part.get("properties", {}).get("code", {}).get("enum", [])
    ]


def is_whole(config: pytest.Config) -> bool:
    """Whether everything was to be run that is not a campaign."""
    by_testpaths = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    unfiltered = not config.option.keyword and not config.option.deselect
    return by_testpaths and unfiltered and config.option.markexpr in {"", "not campaign"}


def missing(met: set[str]) -> list[str]:
    """The operations that were never met with a success, sorted."""
    return sorted({route.name for _, route in our_routes()} - met)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """A worker is done; one that crashed has handed over nothing."""
    workeroutput: dict[str, Any] = getattr(node, "workeroutput", {})
    config: pytest.Config = node.config
    config.stash.setdefault(gathered, set()).update(workeroutput.get(HANDED_OVER, []))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput[HANDED_OVER] = sorted(met_here() | refused_here())
        return
    if config.option.collectonly or not is_whole(config):
        return
    elsewhere: set[str] = config.stash.setdefault(gathered, set())
    seen = met_here() | refused_here() | elsewhere
    names = missing(seen) if exitstatus == pytest.ExitCode.OK else []
    config.stash[unmet] = [*names, *untold({each for each in seen if " " in each})]
    if config.stash[unmet]:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    names = config.stash.get(unmet, None)
    if names:
        terminalreporter.section("routes met with no success; refusals that no document tells")
        for name in names:
            terminalreporter.write_line(name, red=True)
    elif names is not None:
        terminalreporter.write_line("every route was met with a success, and each refusal is told")
