"""What worklists and searches are asked, by whom."""

from dataclasses import dataclass
from typing import Any

GRID = ("micro_grid_worker",)
BROAD = ("community_worker", "district_administrator")
ALL = GRID + BROAD
SIMILAR = {"place_id": "{place}", "text": "路灯不亮"}


@dataclass(frozen=True)
class Question:
    """One request; a list unless it has a body, or is no page."""

    title: str
    path: str
    roles: tuple[str, ...]
    body: dict[str, Any] | None = None
    paged: bool = True


def _list(title: str, query: str, roles: tuple[str, ...] = BROAD) -> Question:
    return Question(title, f"/tickets?{query}", roles)


def _text(title: str, said: str) -> Question:
    return Question(title, "/ticket-searches/by-text", BROAD, {"text": said})


def _found(how: str, said: dict[str, str]) -> Question:
    return Question(f"by {how}", f"/ticket-searches/by-{how}", BROAD, said, paged=False)


QUESTIONS = (
    _list("mine", "view=assigned", GRID),
    _list("mine, open", "view=assigned&open_only=true", GRID),
    _list("mine, overdue", "view=assigned&due=overdue", GRID),
    _list("mine, due today", "view=assigned&due=today", GRID),
    _list("in scope", "view=scope", ALL),
    _list("open", "view=scope&open_only=true", ALL),
    _list("overdue", "view=scope&due=overdue", ALL),
    _list("due today", "view=scope&due=today", ALL),
    _list("unassigned", "view=unassigned", ALL),
    _list("by category", "view=scope&service_code=environment", ALL),
    _list("by category, open", "view=scope&service_code=environment&open_only=true", ALL),
    _list("by rare category, state", "view=scope&service_code=other&state=declined", ALL),
    _list("resolving", "view=scope&state=resolving", ALL),
    _list("withdrawn", "view=scope&state=withdrawn", ALL),
    _list("overdue, by rare category", "view=scope&due=overdue&service_code=other", ALL),
    Question("counts", "/ticket-counts", ALL, paged=False),
    Question("counts of mine", "/ticket-counts?view=assigned", GRID, paged=False),
    _found("number", {"number": "{number}"}),
    _found("phone", {"phone": "{phone}", "purpose": "ticket"}),
    Question("similar, nearby", "/tickets/duplicates", BROAD, SIMILAR, paged=False),
    _text("text: 小区 (1 in 2)", "小区"),
    _text("text: 漏水 (3 in 100)", "漏水"),
    _text("text: 白蚁 (1 in 10,000)", "白蚁"),
    _text("text: 凤梨 (none)", "凤梨"),
    _text("text: 路灯不亮 漏水", "路灯不亮 漏水"),
)
