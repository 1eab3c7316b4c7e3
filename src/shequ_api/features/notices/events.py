from typing import ClassVar

from shequ_api.base.events.facts import Fact


class NoticePublished(Fact):
    """An edition is shown from the notice's beginning on; above the first, it corrects."""

    name: ClassVar[str] = "notice_published"

    category: str
    number: int
