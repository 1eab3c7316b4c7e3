"""The photos and documents that these records point at."""

from sqlalchemy import exists

from shequ_api.base.files.models import File
from shequ_api.base.registry import PhotoHold
from shequ_api.features.open_affairs.models import DisclosureFile

_SHOWN = exists().where(DisclosureFile.file_id == File.id)
PHOTO_HOLDS = [PhotoHold(shown=_SHOWN, on_duty=_SHOWN)]
