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


def test_whoever_keeps_says_how_long() -> None:
    silent = [m.name for m in MODULES if m.personal_data is not None and not m.retention]
    assert not silent, "say in its module's `retention` what is kept how long, and why"


def test_what_is_let_go_is_shown_with_the_days_after_which_it_is() -> None:
    rules = [rule for module in MODULES for rule in module.retention]
    assert [
        rule.title for rule in rules if rule.expire and rule.kept_for != f"{rule.days} 天"
    ] == []
    assert len([rule for rule in rules if rule.expire]) > 5


def test_every_reference_to_a_photo_holds_it() -> None:
    """Else the photo is thought to be on no record, and goes."""
    pointing = {
        table.name
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "files"
    }
    holding = " ".join(str(hold.shown) for module in MODULES for hold in module.photo_holds)
    assert [table for table in sorted(pointing) if table not in holding] == []


def test_what_is_named_exists() -> None:
    columns = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
    }
    assert not NAMED.keys() - columns
