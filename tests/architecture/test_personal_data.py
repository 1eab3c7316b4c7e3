"""Every column that points at a person is somebody's to collect, erase and merge."""

from collections import Counter

from shequ_api.kit.model import Base
from shequ_api.modules import MODULES

NAMED = Counter(
    column
    for module in MODULES
    if module.personal_data is not None
    for column in module.personal_data.columns
)
POINTING = {
    f"{table.name}.{key.parent.name}"
    for table in Base.metadata.sorted_tables
    for key in table.foreign_keys
    if key.column.table.name == "persons"
}


def test_each_column_is_named_by_one_module() -> None:
    assert [column for column, times in NAMED.items() if times > 1] == []
    assert not POINTING - NAMED.keys(), "name it in its module's `personal_data`"


def test_what_is_named_exists() -> None:
    columns = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
    }
    assert not NAMED.keys() - columns
