"""A certificate for its holder, for whoever checks it, and for paper."""

from typing import Any

from shequ_api.features.volunteer_certificates.address import CertificateAddress
from shequ_api.features.volunteer_certificates.models import VolunteerCertificate
from shequ_api.features.volunteer_certificates.rules import (
    STATE_TITLES,
    CertificateState,
    in_words,
)
from shequ_api.features.volunteer_certificates.schemas import (
    VolunteerCertificateCheck,
    VolunteerCertificateView,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.papers import Paper


def _content(certificate: Any) -> dict[str, Any]:
    gone = certificate.withdrawn_at is not None
    state = CertificateState.WITHDRAWN if gone else CertificateState.VALID
    said = ("number", "name", "issued_at_name", "minutes", "services", "first_day", "last_day")
    return {name: getattr(certificate, name) for name in said} | {
        "hours_text": in_words(certificate.minutes),
        "state": state,
        "state_title": STATE_TITLES[state],
    }


def own_view(certificate: Any, address: CertificateAddress) -> VolunteerCertificateView:
    """As its holder sees it."""
    return VolunteerCertificateView(
        **_content(certificate),
        id=certificate.id,
        name_shown=certificate.name_shown,
        check_url=address.of(certificate.code),
        issued_at=certificate.issued_at,
        withdrawn_at=certificate.withdrawn_at,
        withdrawn_for=certificate.withdrawn_for,
        replaced_by_id=certificate.replaced_by_id,
    )


def check_of(certificate: VolunteerCertificate) -> VolunteerCertificateCheck:
    """As whoever has its code sees it."""
    ended = certificate.withdrawn_at
    return VolunteerCertificateCheck(
        **_content(certificate),
        issued_on=china_date(certificate.issued_at),
        withdrawn_on=None if ended is None else china_date(ended),
    )


def paper(certificate: VolunteerCertificate, address: CertificateAddress) -> Paper:
    """As it is printed."""
    days = f"{certificate.first_day:%Y年%m月%d日} 至 {certificate.last_day:%Y年%m月%d日}"
    return Paper(
        title="志愿服务证明",
        lines=[
            f"兹证明 {certificate.name}",
            f"在 {days} 期间参加志愿服务，",
            f"累计服务 {in_words(certificate.minutes)}。",
        ],
        facts=[
            ("服务次数", f"{certificate.services} 次"),
            ("证明编号", certificate.number),
        ],
        signed=[certificate.issued_at_name, f"{china_date(certificate.issued_at):%Y年%m月%d日}"],
        url=address.of(certificate.code),
        hint="扫码查验真伪",
        across=None if certificate.withdrawn_at is None else "已作废",
    )
