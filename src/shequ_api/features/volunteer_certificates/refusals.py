from shequ_api.kit.errors import Absent, Malformed, NotNow, Refusal, TooMany
from shequ_api.kit.http.limits import FixedWindow

WRONG_A_MINUTE = 20


class NothingServed(NotNow):
    code, title = "no_volunteer_hours", "这段时间没有可以证明的志愿时长"


class NameMissing(NotNow):
    code, title = "certificate_name_missing", "请先填写姓名，再开具证明"


class TooManyCertificates(NotNow):
    """Facts: `most_a_day`."""

    code, title = "too_many_certificates", "今天开具的证明太多，请明天再试"


class DaysUnfit(Malformed):
    code, title = "certificate_days_unfit", "期间应从第一天到最后一天，且不晚于今天"


class CertificateWithdrawn(NotNow):
    code, title = "certificate_withdrawn", "这份证明已作废"


class CertificateUnknown(Absent):
    """One answer for whatever is no code of ours."""

    code, title = "certificate_unknown", "没有这份证明，请核对二维码是否完整"


class TooManyWrongChecks(TooMany):
    code, title = "too_many_wrong_checks", "查验的错误太多，请一分钟后再试"


class Checks:
    """Wrong codes by address, in this process's memory.

    Only wrong ones are refused: behind one address may stand a whole mobile network."""

    lasting = True

    def __init__(self, per_minute: int = WRONG_A_MINUTE) -> None:
        self._wrong = FixedWindow(per_minute)

    def failed(self, address: str) -> Refusal:
        """Count one more wrong code; what to answer."""
        wait = self._wrong.hit(address)
        return CertificateUnknown() if wait is None else TooManyWrongChecks(retry_after=wait)
