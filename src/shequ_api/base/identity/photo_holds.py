"""The photos that these records point at."""

from sqlalchemy import exists

from shequ_api.base.files.models import File
from shequ_api.base.identity.models import Mandate
from shequ_api.base.registry import PhotoHold

_SHOWN = exists().where(Mandate.file_id == File.id)
PHOTO_HOLDS = [PhotoHold(shown=_SHOWN, on_duty=_SHOWN)]
