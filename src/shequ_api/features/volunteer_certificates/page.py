"""The page behind a certificate's QR code for browsers."""

from shequ_api.features.volunteer_certificates.rules import CertificateState
from shequ_api.features.volunteer_certificates.schemas import VolunteerCertificateCheck
from shequ_api.kit.checked_papers import check_page
from shequ_api.kit.http.plain_pages import PlainPage


def browser_page(check: VolunteerCertificateCheck) -> PlainPage:
    """What a certificate says, and whether it holds."""
    facts = [
        ("姓名", check.name),
        ("志愿时长", check.hours_text),
        ("服务次数", f"{check.services} 次"),
        ("期间", f"{check.first_day} 至 {check.last_day}"),
        ("开具日期", str(check.issued_on)),
        ("编号", check.number),
    ]
    if check.withdrawn_on is not None:
        facts.append(("作废日期", str(check.withdrawn_on)))
    return check_page(
        "志愿服务证明",
        check.state_title,
        holds=check.state == CertificateState.VALID,
        office=check.issued_at_name,
        facts=facts,
    )
