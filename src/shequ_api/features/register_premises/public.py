"""What other features may ask of premises."""

from shequ_api.base.register.sheets.subjects import Subject
from shequ_api.features.register_premises.bulk import decisions_on, named_in, write_lines
from shequ_api.features.register_premises.queries import premises_in_scope, premises_of
from shequ_api.features.register_premises.rules import KIND_TITLES
from shequ_api.features.register_premises.schemas import SHOP, PremisesView
from shequ_api.features.register_premises.service import (
    Particulars,
    PremisesClosed,
    close_premises,
    correct_premises,
    open_premises,
)
from shequ_api.features.register_premises.service import facts_of as facts_of_premises
from shequ_api.features.register_premises.sheet import COLUMNS, template_notes
from shequ_api.features.register_premises.showing import shown_premises

PREMISES_SHEET = Subject(
    title="单位信息",
    columns=COLUMNS,
    notes=template_notes,
    decide=decisions_on,
    write=write_lines,
    named_in=named_in,
)

__all__ = [
    "KIND_TITLES",
    "PREMISES_SHEET",
    "SHOP",
    "Particulars",
    "PremisesClosed",
    "PremisesView",
    "close_premises",
    "correct_premises",
    "facts_of_premises",
    "open_premises",
    "premises_in_scope",
    "premises_of",
    "shown_premises",
]
