"""What a certificate says, and by what it is found."""

import secrets
from enum import StrEnum

from shequ_api.kit.check_digits import damm_digit
from shequ_api.kit.masking import mask_name
from shequ_api.kit.short_codes import SIGNS

CODE_LENGTH, SERIAL_DIGITS = 18, 8


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


def fresh_code() -> str:
    """18 of 30 signs: 88 bits. Whoever guesses a billion a second needs some ten billion years."""
    return "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))


def fresh_number(district_code: str) -> str:
    """15 digits: the district's six, eight drawn by lot, a check digit."""
    digits = f"{district_code[:6]}{secrets.randbelow(10**SERIAL_DIGITS):0{SERIAL_DIGITS}d}"
    return digits + damm_digit(digits)


def name_on(name: str, shown: NameShown) -> str:
    """The name as its holder chose to show it."""
    return name if shown == NameShown.FULL else mask_name(name)


def in_words(minutes: int) -> str:
    """`2 小时 15 分钟`."""
    hours, rest = divmod(minutes, 60)
    return " ".join([*([f"{hours} 小时"] if hours else []), *([f"{rest} 分钟"] if rest else [])])
