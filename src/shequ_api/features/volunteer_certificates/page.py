"""The page behind a certificate's QR code for browsers: no script, no style, nothing kept."""

from html import escape

from shequ_api.features.volunteer_certificates.schemas import VolunteerCertificateCheck

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


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
    rows = "".join(f"<dt>{name}</dt><dd>{escape(said)}</dd>" for name, said in lines)
    return _page(f"志愿服务证明：{check.state_title}", f"<dl>{rows}</dl>")


def refusal_page(title: str) -> str:
    """The page of a code that is none."""
    return _page(title, "")


def _page(title: str, body: str) -> str:
    """`body` is markup of ours."""
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title></head><body><h1>{escape(title)}</h1>{body}</body></html>"
    )
