"""A plugin: a whole run of the suite fails where a route was never met with a success.

The edge counts each answer by operation and status. Every worker hands its counts to the process
that leads the run, which compares them with the routes when all tests are done. A run of a part
of the suite, or one that failed anyway, is not judged.
"""

from typing import Any

import pytest
from prometheus_client import Counter

from shequ_api.kit.http.middleware import REQUESTS
from tests.architecture.api import our_routes

HANDED_OVER = "met_operations"
gathered: pytest.StashKey[set[str]] = pytest.StashKey()
unmet: pytest.StashKey[list[str]] = pytest.StashKey()


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
        config.workeroutput[HANDED_OVER] = sorted(met_here())
        return
    if exitstatus != pytest.ExitCode.OK or config.option.collectonly or not is_whole(config):
        return
    elsewhere: set[str] = config.stash.setdefault(gathered, set())
    config.stash[unmet] = missing(met_here() | elsewhere)
    if config.stash[unmet]:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    names = config.stash.get(unmet, None)
    if names:
        terminalreporter.section("routes that no test met with a success")
        for name in names:
            terminalreporter.write_line(name, red=True)
    elif names is not None:
        terminalreporter.write_line("every route was met with a success")
