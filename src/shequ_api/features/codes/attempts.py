"""How often an address may send bad codes."""

from shequ_api.kit.errors import Absent, Refusal, TooMany
from shequ_api.kit.http.limits import FixedWindow

BAD_CODES_PER_MINUTE = 20


class CodeUnknown(Absent):
    """One answer for forged, foreign, unknown and revoked codes."""

    code, title = "code_unknown", "这个码无法识别或已停用"


class TooManyBadCodes(TooMany):
    code, title = "too_many_bad_codes", "无法识别的码太多，请一分钟后再试"


class Attempts:
    """Bad codes by address, in this process's memory.

    Only bad codes are refused: behind one address may stand a whole mobile network, and guessing is
    hopeless at any rate (2^-80 a try)."""

    lasting = True

    def __init__(self, per_minute: int = BAD_CODES_PER_MINUTE) -> None:
        self._bad = FixedWindow(per_minute)

    def failed(self, address: str) -> Refusal:
        """Count one more bad code; what to answer."""
        wait = self._bad.hit(address)
        return CodeUnknown() if wait is None else TooManyBadCodes(retry_after=wait)
