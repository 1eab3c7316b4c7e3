"""What `shequ serve` says when it is up."""

import structlog
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from shequ_api.cli.address import Served
from shequ_api.cli.output import console
from shequ_api.kit.plates import terminal_of
from shequ_api.settings import Settings

log = structlog.get_logger("serve")


def greet(settings: Settings, served: Served, closed: list[str]) -> None:
    """The addresses, and a code of the one to open; in production one line in the log.

    `closed` are the reasons for which a wanted development login stays closed.
    """
    log.info("serving", url=served.url, public_url=served.public_url)
    if not settings.development:
        return
    lines = Table.grid(padding=(0, 2))
    lines.add_row("接口 API", f"[bold]{served.url}[/]")
    if served.docs_url:
        lines.add_row("文档 docs", f"[bold]{served.docs_url}[/]")
    lines.add_row("就绪 ready", f"{served.url}/readyz")
    if served.wechat_url:
        lines.add_row("模拟微信 fake WeChat", f"{served.wechat_url}/_fake/state")
    if settings.dev_login and not closed:
        lines.add_row("开发登录 sign-in", f"[yellow]POST {served.url}/api/v1/dev/logins[/]")
    for reason in closed:
        lines.add_row("开发登录 sign-in", f"[yellow]未打开 / closed: {escape(reason)}[/]")
    lines.add_row("数据 data", escape(str(settings.data_dir.resolve())))
    console.print(Panel.fit(lines, title="社区治理后端 shequ_api", subtitle="Ctrl-C 停止 / stop"))
    if console.is_terminal:
        console.file.write(terminal_of(served.docs_url or served.public_url))
        console.file.flush()
