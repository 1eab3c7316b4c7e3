"""What a certificate says."""

from enum import StrEnum

from shequ_api.kit.masking import mask_name


class NameShown(StrEnum):
    FULL = "full"
    MASKED = "masked"


class CertificateState(StrEnum):
    VALID = "valid"
    WITHDRAWN = "withdrawn"


class WithdrawnFor(StrEnum):
    HOLDER = "holder"
    REPLACED = "replaced"
    HOURS_REVERSED = "hours_reversed"
    ACCOUNT_GONE = "account_gone"


STATE_TITLES = {CertificateState.VALID: "有效", CertificateState.WITHDRAWN: "已作废"}


def name_on(name: str, shown: NameShown) -> str:
    """The name as its holder chose to show it."""
    return name if shown == NameShown.FULL else mask_name(name)


def in_words(minutes: int) -> str:
    """`2 小时 15 分钟`."""
    hours, rest = divmod(minutes, 60)
    return " ".join([*([f"{hours} 小时"] if hours else []), *([f"{rest} 分钟"] if rest else [])])
