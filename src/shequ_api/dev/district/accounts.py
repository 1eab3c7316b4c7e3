"""Persons with WeChat accounts, and the residents' belonging to their dwellings."""

from datetime import date, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from shequ_api.base.people.account_models import PhoneBinding
from shequ_api.base.people.models import Person, WeChatAccount
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.places.located import located_at
from shequ_api.base.residency.models import Belonging, Residency, VerificationMeans
from shequ_api.dev.district.households import Tenure, Tie
from shequ_api.dev.district.ids import Ids
from shequ_api.dev.district.occupants import Home, Occupant
from shequ_api.dev.district.sheets import Sheet
from shequ_api.dev.district.trees import Row
from shequ_api.kit.clock import china_date

PERSON_COLUMNS = ("id", "name", "phone_sealed", "phone_index", "created_at")
ACCOUNT_COLUMNS = ("id", "person_id", "app_id", "openid", "created_at")
BINDING_COLUMNS = ("id", "person_id", "phone_sealed", "phone_index", "bound_at")
LOCATED_COLUMNS = (
    *("city_id", "district_id", "subdistrict_id", "community_id", "compound_id", "building_id"),
    *("general_grid_id", "micro_grid_id", "place_id", "made_grid_id"),
)
RESIDENCY_COLUMNS = (
    *("id", *LOCATED_COLUMNS, "person_id", "belonging", "starts_on", "claimed_at"),
    *("verified_at", "verified_by_means", "verified_by_id"),
)
VERIFIED = 0.93
LONGEST_AGO = timedelta(days=730)
OPENID_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
MEANS, MEANS_WEIGHTS = (VerificationMeans.DOOR, VerificationMeans.REGISTER), (7, 3)


def located(dwelling: Row) -> dict[str, Any]:
    """The located columns of a row at a dwelling."""
    return located_at(cast(Any, SimpleNamespace(**dwelling)))


def belonging_of(tenure: Tenure, tie: Tie) -> Belonging:
    """As what somebody belongs to the dwelling of a household."""
    if tenure is Tenure.FLOATING:
        return Belonging.FLOATING
    if tie is Tie.HEAD or tie is Tie.FLATMATE:
        return Belonging.OWNER if tenure is Tenure.OWNED else Belonging.TENANT
    return Belonging.FAMILY


class Accounts:
    """Writes persons, accounts and residencies of one community."""

    def __init__(
        self, book: PhoneBook, app_id: str, ids: Ids, random: Random, now: datetime
    ) -> None:
        self._book, self._app_id = book, app_id
        self._ids, self._random, self._now = ids, random, now
        self.persons = Sheet(Person, PERSON_COLUMNS)
        self.accounts = Sheet(WeChatAccount, ACCOUNT_COLUMNS)
        self.bindings = Sheet(PhoneBinding, BINDING_COLUMNS)
        self.residencies = Sheet(Residency, RESIDENCY_COLUMNS)

    @property
    def sheets(self) -> list[Sheet]:
        return [self.persons, self.accounts, self.bindings, self.residencies]

    def open(self, person_id: str, name: str, phone: str) -> datetime:
        """Somebody who has signed in with WeChat and bound a phone; gives since when."""
        since = self.some_time_ago()
        person = Person(id=UUID(person_id))
        self._book.write(person, phone)
        self.persons.add(
            {
                "id": person_id,
                "name": name,
                "phone_sealed": person.phone_sealed,
                "phone_index": person.phone_index,
                "created_at": since,
            }
        )
        self.accounts.add(
            {
                "id": self._ids.next(),
                "person_id": person_id,
                "app_id": self._app_id,
                "openid": "o" + "".join(self._random.choices(OPENID_SIGNS, k=27)),
                "created_at": since,
            }
        )
        binding_id = self._ids.next()
        self.bindings.add(
            {
                "id": binding_id,
                "person_id": person_id,
                "phone_sealed": self._book.seal_binding(UUID(binding_id), phone),
                "phone_index": person.phone_index,
                "bound_at": since,
            }
        )
        return since

    def settle(self, home: Home, occupant: Occupant, worker_id: str | None) -> None:
        """The account of somebody who lives in a home, and that they belong to it."""
        if occupant.person_id is None or occupant.phone is None or home.tenure is None:
            return
        since = self.open(occupant.person_id, occupant.member.name, occupant.phone)
        claimed = self.between(since, self._now)
        # Who has nobody to knock at the door is found in the register, or waits.
        means = VerificationMeans.REGISTER
        if worker_id and worker_id != occupant.person_id:
            means = self._random.choices(MEANS, MEANS_WEIGHTS)[0]
        counts = self._random.random() < VERIFIED
        at_door = counts and means is VerificationMeans.DOOR
        self.residencies.add(
            {
                **located(home.dwelling.row),
                "id": self._ids.next(),
                "person_id": occupant.person_id,
                "belonging": belonging_of(home.tenure, occupant.member.tie),
                "starts_on": self._moved_in_on(occupant, claimed),
                "claimed_at": claimed,
                "verified_at": self.between(claimed, self._now) if counts else None,
                "verified_by_means": means if counts else None,
                "verified_by_id": worker_id if at_door else None,
            }
        )

    def _moved_in_on(self, occupant: Occupant, claimed: datetime) -> date:
        day = china_date(claimed) - timedelta(days=int(self._random.expovariate(1 / 1500)))
        return max(day, occupant.member.born)

    def some_time_ago(self) -> datetime:
        """An instant of the last two years."""
        return self.between(self._now - LONGEST_AGO, self._now)

    def between(self, since: datetime, until: datetime) -> datetime:
        """An instant between two, in whole seconds."""
        seconds = int((until - since).total_seconds() * self._random.random())
        return since + timedelta(seconds=seconds)
