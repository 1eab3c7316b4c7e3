"""Pure decisions about pools and their open ledger."""

from shequ_api.kit.masking import mask_name

GENERAL = "general"
"""The purpose of the pool that takes what is given for no named one."""
ANONYMOUS, UNNAMED = "匿名", "居民"


def pool_title(community_name: str) -> str:
    """A community's pool, by the name that people use, not that of its 居委会 or 村委会."""
    return f"{community_name.removesuffix('居委会').removesuffix('委会')}公益池"


def shown_donor(name: str | None, *, anonymous: bool) -> str:
    """How a donor is named to the public."""
    if anonymous:
        return ANONYMOUS
    return (name and mask_name(name)) or UNNAMED
