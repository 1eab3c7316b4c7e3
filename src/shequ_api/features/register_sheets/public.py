"""What other features may ask of sheets of people."""

from shequ_api.base.register.sheets.subjects import Subject
from shequ_api.features.register_sheets.columns import COLUMNS, template_notes
from shequ_api.features.register_sheets.reading import decisions_on, named_in
from shequ_api.features.register_sheets.writing import write_lines

PEOPLE_SHEET = Subject(
    title="人房信息",
    columns=COLUMNS,
    notes=template_notes,
    decide=decisions_on,
    write=write_lines,
    named_in=named_in,
)
