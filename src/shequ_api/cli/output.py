"""What commands say: results on stdout, trouble on stderr."""

from typing import NoReturn

from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from sqlalchemy.exc import ArgumentError, DBAPIError

from shequ_api.base.registry import Registry
from shequ_api.kit.db import DatabaseAway, refusal_of
from shequ_api.kit.embedded import EmbeddedFailed
from shequ_api.kit.errors import Refusal
from shequ_api.modules import MODULES

DOCTOR = "shequ doctor"

console = Console(highlight=False)
trouble = Console(stderr=True, highlight=False)


def fail(problem: str, mend: str = "") -> NoReturn:
    """Say what is wrong and how to mend it, and end with exit code 1."""
    trouble.print(f"[bold red]✗[/] {escape(problem)}", soft_wrap=True)
    if mend:
        trouble.print(f"  → {escape(mend)}", soft_wrap=True)
    raise SystemExit(1)


def explain(error: Exception) -> tuple[str, str] | None:
    """Problem and mend of an error that is not a fault of ours; never with a secret in it."""
    if isinstance(error, Refusal):
        return error.detail or error.title, ""
    if isinstance(error, EmbeddedFailed):
        return f"内嵌数据库出错 / embedded database: {error}", DOCTOR
    if isinstance(error, ValidationError):
        return _unfit_settings(error), ".env"
    if isinstance(error, ArgumentError):
        return "SHEQU_DATABASE_URL 格式不符 / is malformed", "postgresql://role@host/database"
    if isinstance(error, OSError) and (error.filename or error.errno is None):
        return f"{error.strerror or error}: {error.filename or ''}".rstrip(": "), ""
    if isinstance(error, (DBAPIError, OSError)):
        return _database_trouble(error)
    return None


def _unfit_settings(error: ValidationError) -> str:
    # Only names and kinds: the message of pydantic quotes the values, and some are secrets.
    lines = [
        f"SHEQU_{'.'.join(str(part) for part in fault['loc']).upper()}: {fault['msg']}"
        for fault in error.errors(include_input=False, include_context=False)
    ]
    return "配置有误 / unfit settings: " + "; ".join(lines)


def _database_trouble(error: Exception) -> tuple[str, str] | None:
    refusal = refusal_of(error, Registry(MODULES).constraints)
    if isinstance(refusal, DatabaseAway):
        return "连不上数据库 / the database cannot be reached", DOCTOR
    return (refusal.detail or refusal.title, "") if refusal else None
