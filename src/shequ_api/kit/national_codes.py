"""Numbers that carry a check sign by Chinese standards: ID numbers and credit codes of firms."""

import re
from datetime import date

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_SIGNS = "10X98765432"
_ID_NUMBER = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
_EARLIEST_BIRTH = date(1880, 1, 1)
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))

MALE, FEMALE = 1, 2
"""GB/T 2261.1."""


def id_number_holds(number: str, *, today: date) -> bool:
    """Whether 18 signs are an ID number by GB 11643: form, day of birth, check sign.

    The same form is used by residence permits of Hong Kong, Macao and Taiwan (81, 82, 83) and by
    foreigners' permanent residence cards (9). Counties are not checked: they come and go. The
    number is given in its normal form (`kit.crypto.normalise_id_number`).
    """
    if not _ID_NUMBER.fullmatch(number):
        return False
    born_on = born_on_of(number)
    if born_on is None or not _EARLIEST_BIRTH <= born_on <= today:
        return False
    weighed = zip(_ID_WEIGHTS, number, strict=False)
    return _ID_SIGNS[sum(weight * int(digit) for weight, digit in weighed) % 11] == number[17]


def born_on_of(number: str) -> date | None:
    """The day of birth in an ID number (signs 7 to 14), None where there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> int:
    """The sex by an ID number: sign 17 is odd for men. GB/T 2261.1."""
    return MALE if int(number[16]) % 2 else FEMALE


def credit_code_holds(code: str) -> bool:
    """Whether 18 signs are a 统一社会信用代码 by GB 32100: its alphabet (no I O S V Z), its check.

    The weights are the powers of 3 modulo 31.
    """
    if len(code) != 18 or any(sign not in _CREDIT_SIGNS for sign in code):
        return False
    weighed = zip(_CREDIT_WEIGHTS, code, strict=False)
    total = sum(weight * _CREDIT_SIGNS.index(sign) for weight, sign in weighed)
    return _CREDIT_SIGNS[-total % 31] == code[17]
