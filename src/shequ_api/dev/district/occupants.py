"""The people of one community, dwelling by dwelling, each with phone and ID number."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from shequ_api.dev.district.households import Household, Households, Member, Tenure, sizes_of
from shequ_api.dev.district.ids import Ids
from shequ_api.dev.district.numbers import IdNumbers, resident_phone
from shequ_api.dev.district.plan import CommunityPlan
from shequ_api.dev.district.targets import District
from shequ_api.dev.district.trees import Dwelling

WITH_PHONE = 0.95
YOUNGEST_WITH_PHONE, YOUNGEST_WITH_ACCOUNT, OLD = 12, 16, 70
WITH_ACCOUNT, OLD_WITH_ACCOUNT = 0.285, 0.1
"""The share of each age that uses the mini-program: a good fifth of all people."""


@dataclass(slots=True)
class Occupant:
    """Somebody who lives in a dwelling; `person_id` where they use the mini-program."""

    member: Member
    age: int
    id_number: str
    phone: str | None
    person_id: str | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """A dwelling and who lives in it: nobody, where it is empty."""

    dwelling: Dwelling
    tenure: Tenure | None
    occupants: Sequence[Occupant]


class Occupants:
    """Moves people into the dwellings of one community."""

    def __init__(
        self, district: District, plan: CommunityPlan, ids: Ids, random: Random, today: date
    ) -> None:
        self._district, self._plan = district, plan
        self._ids, self._random, self._today = ids, random, today
        self._numbers = IdNumbers(plan.number, plan.communities)
        self._count = plan.first_person

    def homes(self, dwellings: Iterable[Dwelling]) -> Iterator[Home]:
        """All homes, in the order of the dwellings."""
        sizes = sizes_of(self._random, self._plan.dwellings, self._plan.people)
        households = Households(self._random, self._today)
        for dwelling, size in zip(dwellings, sizes, strict=True):
            if not size:
                yield Home(dwelling, None, ())
                continue
            household = households.of_size(size)
            yield Home(dwelling, household.tenure, self._moved_in(household))

    def _moved_in(self, household: Household) -> list[Occupant]:
        region = self._district.code
        if household.tenure is Tenure.FLOATING:
            region = self._random.choice(self._district.home_regions)
        return [self._occupant(member, region) for member in household.members]

    def _occupant(self, member: Member, region: str) -> Occupant:
        id_number, member.born = self._numbers.give(region, member.born, member.male)
        age = member.age_on(self._today)
        phone = None
        if age >= YOUNGEST_WITH_PHONE and self._random.random() < WITH_PHONE:
            phone = resident_phone(self._district.phone_prefix, self._count)
        self._count += 1
        occupant = Occupant(member, age, id_number, phone)
        if self._uses_the_program(occupant):
            occupant.person_id = self._ids.next()
        return occupant

    def _uses_the_program(self, occupant: Occupant) -> bool:
        if occupant.phone is None or occupant.age < YOUNGEST_WITH_ACCOUNT:
            return False
        chance = OLD_WITH_ACCOUNT if occupant.age >= OLD else WITH_ACCOUNT
        return self._random.random() < chance
