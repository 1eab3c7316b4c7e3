"""Lots in plain Python, of one thought at a time: what the real ones are compared with.

Nothing here knows of SQL, of locks or of sweeping: what is over is gone at once. What holds protect
is found by trying all ways (augmenting paths), not by a rule of nested days.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from shequ_api.features.points_lots.rules import GRACE, NEVER
from shequ_api.kit.clock import china_date

OK, LOW = "ok", "balance_too_low"


@dataclass
class Lot:
    origin: str
    day: date
    points: int
    lost: int = 0
    """What was over before anybody used it."""


@dataclass
class Held:
    account: str
    points: int
    at: datetime
    ends: datetime
    ended: bool = False


@dataclass
class Payment:
    """A movement: what it took of which lots, and whether it was taken back."""

    debit: str
    credit: str
    amount: int
    drawn: list[tuple[Lot, int]] = field(default_factory=list)
    reversed: bool = False


@dataclass
class Model:
    cards: dict[str, list[Lot]]
    shop: int = 0
    payments: dict[str, Payment] = field(default_factory=dict)
    holds: dict[str, Held] = field(default_factory=dict)

    def live(self, name: str, now: datetime) -> list[Held]:
        return [
            h for h in self.holds.values() if h.account == name and not h.ended and h.ends > now
        ]

    def settle(self, now: datetime) -> None:
        """What is over is gone; where there is a choice, the oldest is protected."""
        today = china_date(now)
        for name, lots in self.cards.items():
            over = sorted((lot for lot in lots if lot.day < today), key=lambda lot: lot.day)
            kept = _protected(over, self.live(name, now))
            for lot, points in zip(over, kept, strict=True):
                lot.lost += lot.points - points
                lot.points = points

    def has(self, name: str) -> int:
        return sum(lot.points for lot in self.cards[name])

    def free(self, name: str, now: datetime) -> int:
        return self.has(name) - sum(hold.points for hold in self.live(name, now))

    def coming(self, name: str, now: datetime) -> dict[date, int]:
        days: dict[date, int] = {}
        for lot in self.cards[name]:
            if china_date(now) <= lot.day < NEVER and lot.points:
                days[lot.day] = days.get(lot.day, 0) + lot.points
        return days

    def credit(self, key: str, name: str, points: int, day: date) -> None:
        self.cards[name].append(Lot(key, day, points))
        self.payments[key] = Payment("issuer", name, points)

    def pay(self, key: str, debit: str, credit: str, points: int, now: datetime) -> str:
        if self.free(debit, now) < points:
            return LOW
        self._move(key, debit, credit, points, china_date(now))
        return OK

    def post(self, key: str, held: str, credit: str, points: int, now: datetime) -> None:
        hold = self.holds[held]
        hold.ended = True
        self._move(key, hold.account, credit, points, china_date(hold.at))

    def _move(self, key: str, debit: str, credit: str, points: int, good_on: date) -> None:
        drawn = self._draw(debit, points, good_on)
        self.payments[key] = Payment(debit, credit, points, drawn)
        if credit == "shop":
            self.shop += points
            return
        days: dict[date, int] = {}
        for lot, part in drawn:
            days[lot.day] = days.get(lot.day, 0) + part
        self.cards[credit] += [Lot(key, day, part) for day, part in sorted(days.items())]

    def _draw(self, name: str, points: int, good_on: date, own: str = "") -> list[tuple[Lot, int]]:
        good = [lot for lot in self.cards[name] if lot.day >= good_on and lot.points]
        good.sort(key=lambda lot: (lot.origin != own, lot.day))  # stable: as they came
        drawn = []
        for lot in good:
            part = min(lot.points, points)
            points -= part
            lot.points -= part
            if part:
                drawn.append((lot, part))
        assert points == 0, "what is free can be drawn"
        return drawn

    def take_back(self, key: str, now: datetime) -> int:
        """Of a credit what did not expire unused, and is still free; how much."""
        first = self.payments[key]
        lost = sum(lot.lost for lot in self.cards[first.credit] if lot.origin == key)
        taken = min(first.amount - lost, max(0, self.free(first.credit, now)))
        if taken:
            first.reversed = True
            self._draw(first.credit, taken, china_date(now), own=key)
        return taken

    def refund(self, key: str, again: str, now: datetime) -> str:
        first = self.payments[key]
        if first.reversed:
            return "already_reversed"
        if first.credit == "shop":
            self.shop -= first.amount
        elif self.free(first.credit, now) < first.amount:
            return LOW
        else:
            self._draw(first.credit, first.amount, china_date(now), own=key)
        first.reversed = True
        late = 0
        for lot, part in first.drawn:
            if lot.day < china_date(now):
                late += part
            else:
                lot.points += part
        if late:
            self.cards[first.debit].append(Lot(again, china_date(now) + GRACE, late))
        return OK


def _protected(lots: list[Lot], holds: list[Held]) -> list[int]:
    """How much of each lot, in this order, can be protected by holds, each point by one point."""
    kept = [0] * len(lots)
    matched: list[int | None] = []
    able: list[date] = []
    for hold in holds:
        matched += [None] * hold.points
        able += [china_date(hold.at)] * hold.points

    def place(lot: int, tried: set[int]) -> bool:
        for unit, placed_on in enumerate(able):
            if placed_on > lots[lot].day or unit in tried:
                continue
            tried.add(unit)
            other = matched[unit]
            if other is None or place(other, tried):
                matched[unit] = lot
                return True
        return False

    for index, lot in enumerate(lots):
        for _ in range(lot.points):
            if not place(index, set()):
                break
            kept[index] += 1
    return kept
