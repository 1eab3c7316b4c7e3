"""Pure decisions: what becomes of what an answer says of a fact."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from shequ_api.base.register.freshness import RegisterSource
from shequ_api.kit.clock import china_date

OFFLINE_AT_MOST = timedelta(days=7)
"""How long a phone without signal may keep answers, and its clock still be believed."""
FIRMNESS = {
    RegisterSource.IMPORT: 0,
    RegisterSource.DOOR_VISIT: 1,
    RegisterSource.FORM: 1,
    RegisterSource.PHONE_CALL: 1,
    RegisterSource.SELF_DECLARED: 2,
    RegisterSource.COUNTER: 3,
    RegisterSource.POLICE: 3,
}
"""How well founded what comes from there is: by the person's own word, then by documents."""


class StatementOutcome(StrEnum):
    NEW = "new"
    CONFIRMED = "confirmed"
    REPLACED = "replaced"
    CONFLICT = "conflict"
    KEPT = "kept"
    TAKEN = "taken"
    CORRECTED = "corrected"
    AGREED = "agreed"
    WITHDRAWN = "withdrawn"


OUTCOME_TITLES = {
    StatementOutcome.NEW: "新登记",
    StatementOutcome.CONFIRMED: "与底册一致",
    StatementOutcome.REPLACED: "已更新底册",
    StatementOutcome.CONFLICT: "与底册冲突，待处理",
    StatementOutcome.KEPT: "保留底册内容",
    StatementOutcome.TAKEN: "采用排查内容",
    StatementOutcome.CORRECTED: "两者都不对，已更正",
    StatementOutcome.AGREED: "已自行一致",
    StatementOutcome.WITHDRAWN: "已撤回",
}
TOLD = frozenset(
    {
        StatementOutcome.NEW,
        StatementOutcome.CONFIRMED,
        StatementOutcome.REPLACED,
        StatementOutcome.TAKEN,
    }
)
"""The register says it by this statement, unless somebody has said otherwise since."""


class ConflictReason(StrEnum):
    FIRMER = "firmer"
    """What is known is better founded."""
    NEWER = "newer"
    """Somebody has seen to it after the answer was written."""
    CHANGED = "changed"
    """It is not what the phone had loaded."""


REASON_TITLES = {
    ConflictReason.FIRMER: "底册内容经本人或证件核实",
    ConflictReason.NEWER: "底册在填表之后又经核实",
    ConflictReason.CHANGED: "填表时下载的内容之后已变更",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How what is known stands: where it comes from, since when, until when, and its version."""

    source: str
    source_id: UUID | None
    verified_at: datetime
    stale_on: date
    version: str

    def firmer_than_answers(self, on: date) -> bool:
        """Better founded than what a form says, and not stale."""
        return (
            FIRMNESS[RegisterSource(self.source)] > FIRMNESS[RegisterSource.FORM]
            and self.stale_on > on
        )


def observed_at(filled_at: datetime, received_at: datetime) -> datetime:
    """When something was seen: by the phone's clock where that is plausible, else by ours."""
    believed = received_at - OFFLINE_AT_MOST <= filled_at <= received_at
    return filled_at if believed else received_at


def weigh(
    known: Standing | None, said: str, *, seen_at: datetime, based_on: Collection[str]
) -> tuple[StatementOutcome, ConflictReason | None]:
    """What becomes of a statement whose fact would have the version `said`.

    `based_on`: the versions that the phone had loaded; none where it had loaded nothing.
    """
    if known is None:
        return StatementOutcome.NEW, None
    if known.version == said:
        return StatementOutcome.CONFIRMED, None
    if known.firmer_than_answers(china_date(seen_at)):
        return StatementOutcome.CONFLICT, ConflictReason.FIRMER
    if known.verified_at > seen_at:
        return StatementOutcome.CONFLICT, ConflictReason.NEWER
    if based_on and known.version not in based_on:
        return StatementOutcome.CONFLICT, ConflictReason.CHANGED
    return StatementOutcome.REPLACED, None
