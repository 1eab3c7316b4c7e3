"""Pure decisions: the states of a dispute."""

from enum import StrEnum


class DisputeState(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


DISPUTE_TITLES = {
    DisputeState.WAITING: "待答复",
    DisputeState.ACCEPTED: "申诉成立",
    DisputeState.REJECTED: "申诉不成立",
}
