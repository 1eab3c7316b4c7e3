"""A certificate for its holder and its office, for whoever checks it, and for paper."""

from datetime import date
from typing import Any

from shequ_api.features.service_certificates.address import ServiceCertificateAddress
from shequ_api.features.service_certificates.rules import (
    STATE_TITLES,
    HolderNameShown,
    ServiceCertificateState,
    name_for_checkers,
    state_of,
)
from shequ_api.features.service_certificates.schemas import (
    ServiceCertificateCheck,
    ServiceCertificateView,
)
from shequ_api.kit.checked_papers import check_page
from shequ_api.kit.clock import china_date
from shequ_api.kit.http.plain_pages import PlainPage
from shequ_api.kit.papers import Paper

SHOWN = ("number", "title", "service_title", "office_name", "valid_until")
OWN = (
    *("id", "holder_name", "name_shown", "said", "stated"),
    *("issued_at", "revoked_at", "revoked_for"),
)


def _content(certificate: Any, today: date) -> dict[str, Any]:
    state = state_of(certificate, today)
    return {name: getattr(certificate, name) for name in SHOWN} | {
        "issued_on": china_date(certificate.issued_at),
        "state": state,
        "state_title": STATE_TITLES[state],
    }


def own_view(
    certificate: Any, address: ServiceCertificateAddress, today: date
) -> ServiceCertificateView:
    """As its holder and its office see it."""
    return ServiceCertificateView(
        **_content(certificate, today),
        **{name: getattr(certificate, name) for name in OWN},
        revocation_reason=certificate.revocation_reason,
        replaced_by_id=certificate.replaced_by_id,
        check_url=address.of(certificate),
    )


def check_of(certificate: Any, today: date) -> ServiceCertificateCheck:
    """As whoever has its number and code sees it."""
    ended, shown = certificate.revoked_at, certificate.name_shown == HolderNameShown.FULL
    return ServiceCertificateCheck(
        **_content(certificate, today),
        holder_name=name_for_checkers(certificate),
        name_shown=certificate.name_shown,
        said=certificate.said if shown else None,
        stated=certificate.stated if shown else [],
        revoked_on=None if ended is None else china_date(ended),
    )


def browser_page(check: ServiceCertificateCheck) -> PlainPage:
    """As a browser shows it."""
    return check_page(
        check.title,
        check.state_title,
        holds=check.state == ServiceCertificateState.VALID,
        office=check.office_name,
        facts=[
            ("持有人", check.holder_name),
            ("事项", check.service_title),
            *_stated(check),
            ("出具日期", str(check.issued_on)),
            ("有效期至", _until(check.valid_until)),
            ("编号", check.number),
            *([("作废日期", str(check.revoked_on))] if check.revoked_on else []),
        ],
    )


def _stated(check: ServiceCertificateCheck) -> list[tuple[str, str]]:
    if check.name_shown != HolderNameShown.FULL:
        return [("所载内容", "持有人未公开，可请其在小程序中公开后再核对")]
    stated = [(each.label, each.value) for each in check.stated]
    return [*([("内容", check.said)] if check.said else []), *stated]


def paper(certificate: Any, address: ServiceCertificateAddress, today: date) -> Paper:
    """As it is printed."""
    issued = china_date(certificate.issued_at)
    state = state_of(certificate, today)
    return Paper(
        title=certificate.title,
        lines=[
            f"兹证明 {certificate.holder_name}",
            *([certificate.said] if certificate.said else []),
            *(f"{each['label']}：{each['value']}" for each in certificate.stated),
        ],
        facts=[
            ("事项", certificate.service_title),
            ("有效期至", _until(certificate.valid_until)),
            ("编号", certificate.number),
            ("查验码", certificate.code),
        ],
        signed=[certificate.office_name, f"{issued:%Y年%m月%d日}"],
        url=address.of(certificate),
        hint="扫码查验真伪",
        across=None if state == ServiceCertificateState.VALID else STATE_TITLES[state],
    )


def _until(day: date | None) -> str:
    return "长期" if day is None else str(day)
