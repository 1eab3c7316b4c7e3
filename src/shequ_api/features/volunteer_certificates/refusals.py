from shequ_api.kit.checked_papers import WrongChecks
from shequ_api.kit.errors import Absent, Malformed, NotNow


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


class Checks(WrongChecks):
    """Those of volunteer certificates."""
