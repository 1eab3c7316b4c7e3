"""Finding what each area brings: modules of this folder by the beginning of their names."""

from importlib import import_module
from pathlib import Path
from types import ModuleType


def modules(kind: str) -> list[ModuleType]:
    """`requests_*.py` or `planting_*.py`, by name."""
    found = sorted(path.stem for path in Path(__file__).parent.glob(f"{kind}_*.py"))
    return [import_module(f"tests.matrix.{name}") for name in found]
