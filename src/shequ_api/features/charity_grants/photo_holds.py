"""The photos that show needs, and what was handed over."""

from sqlalchemy import exists

from shequ_api.base.files.models import File
from shequ_api.base.registry import PhotoHold
from shequ_api.features.charity_grants.models import ProposalPhoto

_SHOWN = exists().where(ProposalPhoto.file_id == File.id)
PHOTO_HOLDS = [PhotoHold(shown=_SHOWN, on_duty=_SHOWN)]
