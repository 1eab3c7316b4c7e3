"""The photos that show why points were credited."""

from sqlalchemy import exists

from shequ_api.base.files.models import File
from shequ_api.base.registry import PhotoHold
from shequ_api.features.manual_credits.models import ManualCreditPhoto

_SHOWN = exists().where(ManualCreditPhoto.file_id == File.id)
PHOTO_HOLDS = [PhotoHold(shown=_SHOWN, on_duty=_SHOWN)]
