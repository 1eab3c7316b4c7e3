from typing import ClassVar

from shequ_api.base.events.facts import Fact


class PhotoErased(Fact):
    """Nobody is to see a photo any more; `subject_id` is the file."""

    name: ClassVar[str] = "files.photo_erased"
