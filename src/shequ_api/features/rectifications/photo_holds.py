"""The photos that show what rectification visits did."""

from sqlalchemy import exists

from shequ_api.base.files.models import File
from shequ_api.base.registry import PhotoHold
from shequ_api.features.rectifications.models import RectificationPhoto

_SHOWN = exists().where(RectificationPhoto.file_id == File.id)
PHOTO_HOLDS = [PhotoHold(shown=_SHOWN, on_duty=_SHOWN)]
