"""The page behind a certificate's QR code for browsers."""

from shequ_api.features.volunteer_certificates.schemas import VolunteerCertificateCheck
from shequ_api.kit.http.plain_pages import plain_page


def check_page(check: VolunteerCertificateCheck) -> str:
    """What a certificate says, and whether it holds."""
    lines = [
        ("状态", check.state_title),
        ("姓名", check.name),
        ("志愿时长", check.hours_text),
        ("服务次数", f"{check.services} 次"),
        ("期间", f"{check.first_day} 至 {check.last_day}"),
        ("开具", f"{check.issued_at_name}，{check.issued_on}"),
        ("编号", check.number),
    ]
    if check.withdrawn_on is not None:
        lines.append(("作废日期", str(check.withdrawn_on)))
    return plain_page(f"志愿服务证明：{check.state_title}", lines)
