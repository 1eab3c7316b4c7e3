"""The wheel, as the image gets it: everything that serves, and nothing that is for development."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGE, ROOT

DATA = {".json", ".csv", ".html", ".typed"}
BUILD = "from setuptools import build_meta; build_meta.build_wheel('dist')"
IMPORT = """
import importlib.util, pathlib, shequ_api, shequ_api.app, shequ_api.cli, shequ_api.modules
print(pathlib.Path(shequ_api.__file__).parent)
print(importlib.util.find_spec("shequ_api.dev"))
print(shequ_api.cli.main)
"""


def run_python(script: str, *, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built in a copy, so that nothing is left in the tree."""
    copy = tmp_path_factory.mktemp("wheel")
    shutil.copytree(
        PACKAGE, copy / "src" / "shequ_api", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(ROOT / "requirements", copy / "requirements")
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, copy / name)
    run_python(BUILD, cwd=copy)
    (built,) = (copy / "dist").glob("*.whl")
    return built


def _names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def _sources() -> set[str]:
    """What lies in the package, as the wheel names it."""
    return {
        file.relative_to(PACKAGE.parent).as_posix()
        for file in PACKAGE.rglob("*")
        if file.is_file() and (file.suffix == ".py" or file.suffix in DATA)
    }


def test_it_lacks_what_is_for_development(wheel: Path) -> None:
    assert any(name.startswith("shequ_api/dev/") for name in _sources())
    assert not [name for name in _names(wheel) if name.startswith(("shequ_api/dev", "tests"))]


def test_it_holds_every_module_and_all_data(wheel: Path) -> None:
    wanted = {name for name in _sources() if not name.startswith("shequ_api/dev/")}
    assert any(name.endswith(".csv") for name in wanted)
    assert not wanted - _names(wheel)


def test_no_other_kind_of_file_is_forgotten() -> None:
    """A new kind of data file needs a pattern in pyproject's package-data."""
    kinds = {
        file.suffix
        for file in PACKAGE.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and "dev" not in file.parts
    }
    assert kinds <= DATA | {".py", ".md"}


def test_it_serves_without_what_is_for_development(wheel: Path, tmp_path: Path) -> None:
    """Every module that starts up is imported from the unpacked wheel."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    said = run_python(IMPORT, cwd=tmp_path, PYTHONPATH=str(tmp_path))
    assert said.split("\n")[:2] == [str(tmp_path / "shequ_api"), "None"]


def test_it_asks_for_the_libraries_and_names_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        (commands,) = (name for name in archive.namelist() if name.endswith("/entry_points.txt"))
        asked = archive.read(metadata).decode()
        assert "Requires-Dist: python-jose[cryptography]" in asked
        assert "pytest" not in asked
        assert "shequ = shequ_api.cli:main" in archive.read(commands).decode()
