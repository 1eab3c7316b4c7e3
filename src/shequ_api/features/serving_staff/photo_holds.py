"""The photos that these records point at."""

from sqlalchemy import exists, false

from shequ_api.base.files.models import File
from shequ_api.base.registry import PhotoHold
from shequ_api.features.serving_staff.models import ServiceCard

PHOTO_HOLDS = [PhotoHold(shown=exists().where(ServiceCard.photo_id == File.id), on_duty=false())]
