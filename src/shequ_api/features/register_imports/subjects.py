"""What files for the register are about."""

from collections.abc import Mapping

from shequ_api.base.register.sheets.subjects import Subject
from shequ_api.features.register_imports.models import ImportKind
from shequ_api.features.register_premises.public import PREMISES_SHEET
from shequ_api.features.register_sheets.public import PEOPLE_SHEET

SUBJECTS: Mapping[str, Subject] = {
    ImportKind.PEOPLE: PEOPLE_SHEET,
    ImportKind.PREMISES: PREMISES_SHEET,
}
