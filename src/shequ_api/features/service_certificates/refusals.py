from shequ_api.kit.checked_papers import WrongChecks
from shequ_api.kit.errors import Absent, NotNow


class CertificateRevokedAlready(NotNow):
    code, title = "service_certificate_revoked", "这份证明已作废"


class CertificateUnknown(Absent):
    """One answer for whatever is no number and code of ours."""

    code, title = "service_certificate_unknown", "没有这份证明，请核对编号和查验码是否完整"


class ServiceChecks(WrongChecks):
    """Those of service certificates."""
