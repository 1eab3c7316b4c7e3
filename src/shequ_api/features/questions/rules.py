"""Pure decisions: the states of a question, and what a ticket says that was one."""

from enum import StrEnum

WORKDAYS = 3
"""Unanswered so many workdays after the one on which it was asked, it becomes a ticket."""
SERVICE = "other"
"""What such a ticket is about, until somebody says."""
SUGGESTED = 3


class QuestionState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    TICKET = "ticket"
    WITHDRAWN = "withdrawn"


STATE_TITLES = {
    QuestionState.OPEN: "待回答",
    QuestionState.ANSWERED: "已回答",
    QuestionState.CLOSED: "已解决",
    QuestionState.TICKET: "已转工单",
    QuestionState.WITHDRAWN: "已撤回",
}
UNDECIDED = frozenset({QuestionState.OPEN, QuestionState.ANSWERED})
"""Something may still come of it."""


def ticket_text(question: str, answer: str | None) -> str:
    """What whoever handles it reads: the question, and what was answered in vain."""
    return f"【码上问】{question}" + (f"\n社区曾答复：{answer}" if answer else "")
