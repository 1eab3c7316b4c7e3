"""`shequ openapi`: the API's document, the same to the byte wherever it is made."""

import difflib
import json
import secrets
import tempfile
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from shequ_api.app import create_app, gather_parts
from shequ_api.cli.output import console, fail, trouble
from shequ_api.settings import KEY_NAMES, Settings

OUT = Path("openapi/openapi.json")
NOWHERE = "postgresql+asyncpg://nobody@127.0.0.1:1/none"
"""Parts connect at their first use, and the document uses none."""
LINES_SHOWN = 40


def openapi(
    check: Annotated[bool, typer.Option(help="有差异即失败 / fail where the file differs")] = False,
    out: Annotated[Path, typer.Option(help="文件 / file")] = OUT,
) -> None:
    """生成接口文档 openapi.json / write the API's document."""
    made = document()
    if not check:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(made, encoding="utf-8")
        console.print(f"[green]✓[/] {out}")
        return
    held = out.read_text(encoding="utf-8") if out.exists() else ""
    if held != made:
        difference = difflib.unified_diff(held.splitlines(), made.splitlines(), str(out), "code")
        for line in islice(difference, LINES_SHOWN):
            trouble.print(line, markup=False, soft_wrap=True)
        fail(f"{out} 与代码不符 / differs from the code", "shequ openapi")
    console.print(f"[green]✓[/] {out} 与代码一致 / is the code's")


def document() -> str:
    """The document as text. Nothing of this machine's configuration goes into it."""
    with tempfile.TemporaryDirectory() as folder:
        keys: dict[str, Any] = {name: secrets.token_urlsafe(32) for name in KEY_NAMES}
        settings = Settings(
            _env_file=None,
            environment="development",
            data_dir=Path(folder),
            storage_url=f"file://{folder}/files",
            **keys,
        )
        app = create_app(settings, gather_parts(settings, NOWHERE))
        return json.dumps(app.openapi(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
