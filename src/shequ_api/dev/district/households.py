"""Households: who lives in a dwelling, of what age and sex, as what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from shequ_api.dev.district import names

SIZES, SIZE_WEIGHTS = (1, 2, 3, 4, 5, 6), (9, 19, 29, 22, 14, 7)
VACANT_DWELLINGS = 0.06
DAYS_A_YEAR = 365.25


class Tenure(StrEnum):
    OWNED = "owned"
    RENTED = "rented"
    FLOATING = "floating"
    """Rented by people whose household register lies elsewhere."""


TENURES, TENURE_WEIGHTS = tuple(Tenure), (66, 14, 20)


class Tie(StrEnum):
    """What somebody is to the head of the household."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    FLATMATE = "flatmate"


@dataclass(slots=True)
class Member:
    name: str
    male: bool
    born: date
    tie: Tie

    def age_on(self, day: date) -> int:
        return int((day - self.born).days / DAYS_A_YEAR)


@dataclass(frozen=True, slots=True)
class Household:
    tenure: Tenure
    members: tuple[Member, ...]


def sizes_of(random: Random, dwellings: int, people: int) -> list[int]:
    """How many live in each dwelling, in all exactly `people`; some are empty."""
    sizes = [
        0 if random.random() < VACANT_DWELLINGS else random.choices(SIZES, SIZE_WEIGHTS)[0]
        for _ in range(dwellings)
    ]
    missing = people - sum(sizes)
    step = 1 if missing > 0 else -1
    while missing:
        n = random.randrange(dwellings)
        # Nobody is moved into an empty dwelling, nor is one emptied, unless nothing else is left.
        if sizes[n] and SIZES[0] <= sizes[n] + step <= SIZES[-1]:
            sizes[n] += step
            missing -= step
    return sizes


class Households:
    """Makes the households of one community."""

    def __init__(self, random: Random, today: date) -> None:
        self._random, self._today = random, today

    def of_size(self, size: int) -> Household:
        """A household of one to six."""
        tenure = self._random.choices(TENURES, TENURE_WEIGHTS)[0]
        shared = tenure is not Tenure.OWNED and self._random.random() < 0.35
        people = self._flatmates(size) if shared else self._family(size, tenure)
        return Household(tenure, tuple(people))

    def _flatmates(self, size: int) -> Iterator[Member]:
        for n in range(size):
            tie = Tie.FLATMATE if n else Tie.HEAD
            yield self._member(
                names.surname(self._random), self._between(19, 38), self._coin(), tie
            )

    def _family(self, size: int, tenure: Tenure) -> Iterator[Member]:
        random, family = self._random, names.surname(self._random)
        age, male = self._head_age(size, tenure), self._coin(0.72)
        yield self._member(family, age, male, Tie.HEAD)
        if size == 1:
            return
        spouse = max(20, round(age + random.gauss(-2 if male else 2, 2)))
        yield self._member(names.surname(random), spouse, not male, Tie.SPOUSE)
        children, parents = self._others(size, age)
        for _ in range(children):
            young = min(age, spouse)
            child = max(0, young - round(random.triangular(22, 38, 28)))
            yield self._member(family, child, self._coin(0.515), Tie.CHILD)
        for n in range(parents):
            old = min(self._between(80, 91), age + round(random.triangular(21, 33, 25)))
            yield self._member(family if not n else names.surname(random), old, n == 0, Tie.PARENT)

    def _head_age(self, size: int, tenure: Tenure) -> int:
        if tenure is not Tenure.OWNED:
            return self._between(21, 52)
        if size == 1:
            return self._between(24, 55) if self._coin(0.4) else self._between(60, 90)
        if size == 2:
            bands = ((24, 38), (40, 59), (60, 84))
            return self._between(*self._random.choices(bands, (28, 28, 44))[0])
        return self._between(26, 57 if size == 3 else 48)

    def _others(self, size: int, age: int) -> tuple[int, int]:
        """Children and parents beside a couple."""
        if size == 2:
            return 0, 0
        if size == 3:
            return (1, 0) if self._coin(0.85) else (0, 1)
        if size == 4:
            return (2, 0) if self._coin(0.35) and age < 50 else (1, 1)
        return size - 4, 2

    def _member(self, family: str, age: int, male: bool, tie: Tie) -> Member:
        days = int(age * DAYS_A_YEAR) + self._random.randrange(365)
        born = self._today - timedelta(days=days)
        return Member(names.full_name(self._random, family, male, born.year), male, born, tie)

    def _between(self, least: int, most: int) -> int:
        return self._random.randint(least, most)

    def _coin(self, chance: float = 0.5) -> bool:
        return self._random.random() < chance
