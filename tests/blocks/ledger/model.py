"""The ledger in plain Python, of one thought at a time: what the real one is compared with.

Every verb returns "ok" or the code of the refusal. Nothing here knows of SQL, locks or marks: a
hold is live while it has not ended and its end has not come.
"""

from dataclasses import dataclass, field
from datetime import datetime

OK = "ok"


@dataclass
class ModelHold:
    debit: str
    credit: str
    amount: int
    at: datetime
    expires_at: datetime
    ended: str | None = None
    ended_at: datetime | None = None

    def status(self, now: datetime) -> str:
        return self.ended or ("expired" if self.expires_at <= now else "held")

    def held_at(self, instant: datetime) -> bool:
        over = self.ended_at is not None and self.ended_at <= instant
        return self.at <= instant < self.expires_at and not over


@dataclass
class ModelTransfer:
    debit: str
    credit: str
    amount: int
    reverses: str | None = None
    hold: str | None = None
    clamped: bool = False


@dataclass
class Model:
    floors: dict[str, int | None] = field(default_factory=dict)
    ledgers: dict[str, str] = field(default_factory=dict)
    transfers: dict[str, ModelTransfer] = field(default_factory=dict)
    holds: dict[str, ModelHold] = field(default_factory=dict)

    def balance(self, name: str) -> int:
        """Replayed from the first transfer each time."""
        gained = sum(t.amount for t in self.transfers.values() if t.credit == name)
        return gained - sum(t.amount for t in self.transfers.values() if t.debit == name)

    def held(self, name: str, instant: datetime) -> int:
        holds = (h for h in self.holds.values() if h.debit == name)
        return sum(hold.amount for hold in holds if hold.held_at(instant))

    def room(self, name: str, now: datetime) -> int | None:
        """What may leave the account; None without a floor."""
        floor = self.floors[name]
        return None if floor is None else self.balance(name) - self.held(name, now) - floor

    def transfer(self, key: str, draft: ModelTransfer, now: datetime) -> str:
        if draft.debit == draft.credit:
            return "accounts_alike"
        if (first := self.transfers.get(key)) is not None:
            return OK if self._same(first, draft) else "transfer_key_reused"
        if draft.reverses and draft.reverses in {t.reverses for t in self.transfers.values()}:
            return "already_reversed"
        if self.ledgers[draft.debit] != self.ledgers[draft.credit]:
            return "accounts_unlike"
        room = self.room(draft.debit, now)
        if room is not None and draft.hold:
            room += self.holds[draft.hold].amount
        if room is not None and draft.clamped:
            draft.amount = min(draft.amount, room)
        if draft.amount < 1 or (room is not None and room < draft.amount):
            return "balance_too_low"
        self.transfers[key] = draft
        return OK

    def _same(self, first: ModelTransfer, draft: ModelTransfer) -> bool:
        amounts = draft.clamped or first.amount == draft.amount
        return amounts and (first.debit, first.credit, first.reverses, first.hold) == (
            draft.debit,
            draft.credit,
            draft.reverses,
            draft.hold,
        )

    def reverse(self, key: str, first_key: str, clamped: bool, now: datetime) -> str:
        first = self.transfers[first_key]
        if first.reverses is not None:
            return "reversal_is_final"
        back = ModelTransfer(first.credit, first.debit, first.amount, first_key, None, clamped)
        return self.transfer(key, back, now)

    def hold(self, key: str, hold: ModelHold) -> str:
        if hold.debit == hold.credit:
            return "accounts_alike"
        if (first := self.holds.get(key)) is not None:
            mine = (hold.debit, hold.credit, hold.amount)
            same = mine == (first.debit, first.credit, first.amount)
            return OK if same else "hold_key_reused"
        if self.ledgers[hold.debit] != self.ledgers[hold.credit]:
            return "accounts_unlike"
        room = self.room(hold.debit, hold.at)
        if room is not None and room < hold.amount:
            return "balance_too_low"
        self.holds[key] = hold
        return OK

    def post(self, key: str, hold_key: str, amount: int | None, now: datetime) -> str:
        hold = self.holds[hold_key]
        amount = hold.amount if amount is None else amount
        draft = ModelTransfer(hold.debit, hold.credit, amount, None, hold_key)
        if hold.ended == "posted":
            first = self.transfers.get(key)
            if first is None:
                return "hold_ended"
            return OK if self._same(first, draft) else "transfer_key_reused"
        if hold.status(now) != "held":
            return "hold_ended"
        if amount > hold.amount:
            return "hold_exceeded"
        outcome = self.transfer(key, draft, now)
        if outcome == OK:
            hold.ended, hold.ended_at = "posted", now
        return outcome

    def void(self, hold_key: str, now: datetime) -> str:
        hold = self.holds[hold_key]
        if hold.ended == "void":
            return OK
        if hold.status(now) != "held":
            return "hold_ended"
        hold.ended, hold.ended_at = "void", now
        return OK
