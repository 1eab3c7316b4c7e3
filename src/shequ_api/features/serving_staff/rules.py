"""Pure decisions: what of whoever serves is shown to whom."""

from enum import StrEnum

from shequ_api.features.five_codes.public import Viewer
from shequ_api.kit.masking import mask_name

CONSENT_VERSION = 1
CONSENT_TEXT = (
    "我同意在我任职服务的地点，向我选定的人展示我填写的姓名、工作电话和照片；我可以随时修改或撤回，"
    "撤回后立即不再展示，已填写的电话和照片随即删除。"
)
"""Another text is another version."""


class ShownTo(StrEnum):
    """To whom something of a card is shown."""

    NOBODY = "nobody"
    RESIDENTS = "residents"
    EVERYBODY = "everybody"


def is_shown(to: str | None, viewer: Viewer) -> bool:
    """Whether somebody who looks at a place sees what is shown to these. Whoever works there sees
    what residents see."""
    return to == ShownTo.EVERYBODY or (to == ShownTo.RESIDENTS and viewer != Viewer.STRANGER)


def name_of(name: str | None, to: str | None, viewer: Viewer) -> str | None:
    """In whole where the card says so; else masked."""
    return name if name is None or is_shown(to, viewer) else mask_name(name)
