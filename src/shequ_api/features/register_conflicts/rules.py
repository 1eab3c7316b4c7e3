"""Pure decisions about conflicts."""

from enum import StrEnum


class ConflictDecision(StrEnum):
    KEEP = "keep"
    TAKE = "take"
    CORRECT = "correct"
