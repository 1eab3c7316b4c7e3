"""What files for the register are about."""

from collections.abc import Mapping

from shequ_api.base.register.sheets.subjects import Subject
from shequ_api.features.register_imports.columns import COLUMNS, template_notes
from shequ_api.features.register_imports.models import ImportKind
from shequ_api.features.register_imports.service.reading import decisions_on, named_in
from shequ_api.features.register_imports.service.writing import write_lines
from shequ_api.features.register_premises.public import PREMISES_SHEET

SUBJECTS: Mapping[str, Subject] = {
    ImportKind.PEOPLE: Subject(
        title="人房信息",
        columns=COLUMNS,
        notes=template_notes,
        decide=decisions_on,
        write=write_lines,
        named_in=named_in,
    ),
    ImportKind.PREMISES: PREMISES_SHEET,
}
