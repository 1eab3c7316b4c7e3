"""Pictures that are checked stand on a record of another's, which holds them."""

from sqlalchemy import exists, false

from shequ_api.base.files.models import File
from shequ_api.base.registry import PhotoHold
from shequ_api.features.content_checks.models import CheckedPicture

PHOTO_HOLDS = [PhotoHold(shown=exists().where(CheckedPicture.file_id == File.id), on_duty=false())]
