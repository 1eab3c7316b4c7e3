"""The photos that inspections point at: by their answers, as they came and as they were edited."""

from typing import Any

from sqlalchemy import Text, cast, exists, func, or_, select
from sqlalchemy.dialects.postgresql import JSONPATH

from shequ_api.base.files.models import File
from shequ_api.base.people.models import Person
from shequ_api.base.registry import PhotoHold
from shequ_api.blocks.forms.models import Submission, SubmissionEdit
from shequ_api.features.patrols.models import Inspection, InspectionPhoto

_NAMED = "$.** ? (@ == $id)"
_ACCOUNTS = select(Person.id).where(
    or_(Person.id == File.owner_id, Person.merged_into_id == File.owner_id)
)
"""Some inspections stay the merged account's, when its photos are the kept one's."""


def _in_answers(answers: Any) -> Any:
    wanted = func.jsonb_build_object("id", cast(File.id, Text))
    return func.jsonb_path_exists(answers, cast(_NAMED, JSONPATH), wanted)


_OWN = exists().where(Inspection.worker_id.in_(_ACCOUNTS))
# Answers name photos that had arrived: what came before the photo need not be opened.
_LATER = Inspection.received_at >= File.received_at
_SHOWN = or_(
    _OWN.where(_LATER, Submission.id == Inspection.id, _in_answers(Submission.answers)),
    exists().where(
        SubmissionEdit.edited_by_id.in_(_ACCOUNTS),
        SubmissionEdit.edited_at >= File.received_at,
        _in_answers(SubmissionEdit.answers),
    ),
    _OWN.where(
        InspectionPhoto.inspection_id == Inspection.id,
        InspectionPhoto.sha256 == File.original_sha256,
    ),
)
PHOTO_HOLDS = [PhotoHold(shown=_SHOWN, on_duty=_SHOWN)]
