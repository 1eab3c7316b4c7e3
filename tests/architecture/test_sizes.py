"""Files and functions that a person can hold in the head."""

from tests.architecture.tree import PACKAGE, ROOT, features, functions, python_files

FILE_LINES, FUNCTION_LINES = 300, 50
FEATURE_LINES = 2000
"""The wall; the budget is 1,200."""
ALL = ("src", "tests", "benchmarks")


def _lines(text: str) -> int:
    return len(text.splitlines())


def test_files_are_short() -> None:
    files = python_files(*ALL)
    assert len(files) > 100, "the tree was not found"
    long = {
        str(file.relative_to(ROOT)): lines
        for file in files
        if (lines := _lines(file.read_text(encoding="utf-8"))) > FILE_LINES
    }
    assert not long, f"split by responsibility: {long}"


def test_functions_are_short() -> None:
    long = {
        f"{file.relative_to(ROOT)}:{function.lineno} {function.name}": lines
        for file in python_files(*ALL)
        for function in functions(file)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES
    }
    assert not long, f"give their parts names: {long}"


def test_features_are_small() -> None:
    sizes = {
        name: sum(
            _lines(file.read_text(encoding="utf-8"))
            for file in (PACKAGE / "features" / name).rglob("*.py")
        )
        for name in features()
    }
    large = {name: lines for name, lines in sizes.items() if lines > FEATURE_LINES}
    assert not large, f"a folder whose paragraph needs “and” is two folders: {large}"
