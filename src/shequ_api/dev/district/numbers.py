"""Phone numbers that reach nobody, and ID numbers that are well formed."""

from collections import Counter
from datetime import date, timedelta

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_SIGNS = "10X98765432"
STAFF = 10_000_000
"""Numbers below are staff's, one after the other; residents' begin here."""
SPREAD = 90_000_000
STRIDE = 7_654_321
"""Has no factor in common with SPREAD, so no two residents meet."""
SEQUENCES = 998


def staff_phone(prefix: str, number: int) -> str:
    """The n-th number of those who work in a district, from 1."""
    return f"{prefix}{number:08d}"


def resident_phone(prefix: str, number: int) -> str:
    """The n-th number of those who live in a district, scattered over the rest."""
    return f"{prefix}{STAFF + number * STRIDE % SPREAD:08d}"


def check_sign(digits: str) -> str:
    """The 18th sign over the first 17 (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True))
    return CHECK_SIGNS[total % 11]


class IdNumbers:
    """ID numbers of one community. Each of a district's communities has sequences of its own."""

    def __init__(self, community: int, communities: int) -> None:
        self._width = SEQUENCES // communities // 2 * 2
        self._first = community * self._width
        self._given: Counter[tuple[str, date, bool]] = Counter()

    def give(self, region: str, born: date, male: bool) -> tuple[str, date]:
        """A number, and the birth date in it: the next day's where a day's are used up."""
        while self._given[region, born, male] >= self._width // 2:
            born -= timedelta(days=1)
        nth = self._given[region, born, male]
        self._given[region, born, male] += 1
        # Odd sequences are men's; 000 is nobody's.
        sequence = self._first + 2 * nth + (1 if male else 2)
        digits = f"{region}{born:%Y%m%d}{sequence:03d}"
        return digits + check_sign(digits), born


CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_WEIGHTS = tuple(3**n % 31 for n in range(17))
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


class CreditCodes:
    """Credit codes (统一社会信用代码) of one community's shops, each given once."""

    def __init__(self, region: str, community: int) -> None:
        self._region = region
        self._given = community * 100_000

    def give(self) -> str:
        """A code of a household business: 92, region, organisation's number and its check sign
        (GB 11714), check sign of the whole (GB 32100-2015)."""
        self._given += 1
        number = f"{self._given:08d}"
        total = sum(w * int(d) for w, d in zip(ORGANISATION_WEIGHTS, number, strict=True))
        check = "0123456789X0"[11 - total % 11]
        code = f"92{self._region}{number}{check}"
        # X is the organisation number's ten; in the whole code it is the 29th sign.
        whole = sum(w * CODE_SIGNS.index(s) for w, s in zip(CODE_WEIGHTS, code, strict=True))
        return code + CODE_SIGNS[-whole % 31]
