"""The source tree as the architecture tests read it: files, their syntax trees, their modules."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "shequ_api"
Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files(*folders: str) -> list[Path]:
    """The Python files below folders of the project, sorted."""
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


@cache
def syntax(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def inside(file: Path) -> str:
    """`base/people/router.py` for a file of the package."""
    return file.relative_to(PACKAGE).as_posix()


def functions(file: Path) -> Iterator[Function]:
    """All functions and methods of a file, nested ones too."""
    for node in ast.walk(syntax(file)):
        if isinstance(node, Function):
            yield node


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every imported name, dotted to its full length, and its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def features() -> list[str]:
    """The names of the features that exist."""
    return sorted(file.parent.name for file in (PACKAGE / "features").glob("*/__init__.py"))


def declared_edges() -> set[tuple[str, str]]:
    """Which feature may call which, as the import contract in `pyproject.toml` declares."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = [
        line
        for contract in settings["tool"]["importlinter"]["contracts"]
        for line in contract.get("ignore_imports", [])
    ]
    edge = re.compile(r"shequ_api\.features\.(\w+)\.\*\* -> shequ_api\.features\.(\w+)\.public")
    return {(found[1], found[2]) for line in lines if (found := edge.fullmatch(line))}
