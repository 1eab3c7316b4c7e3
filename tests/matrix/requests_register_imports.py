"""How to ask about files for the register."""

from tests.features.register_imports.conftest import csv
from tests.matrix.asking import Ask, by, listed, once

OPERATIONS = {
    "get_import_template": once(lambda _: Ask()),
    "bring_register_import": once(lambda _: Ask(files={"file": ("人房.csv", csv(), "text/csv")})),
    "list_register_imports": listed("register_import"),
    "get_register_import": by("import_id", "register_import"),
    "list_register_import_lines": by("import_id", "register_import"),
    "get_register_import_report": by("import_id", "register_import"),
    "apply_register_import": by("import_id", "register_import", {}),
    "withdraw_register_import": by("import_id", "register_import"),
}
FACTS = {"lines_refused": frozenset({"refused"})}
