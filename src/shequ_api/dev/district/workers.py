"""Those who look after a community: now, before, or not at all."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from random import Random

from shequ_api.base.access.roles import Role
from shequ_api.base.people.models import Duty, Organisation, PartnerKind
from shequ_api.base.places.models import PlaceKind
from shequ_api.dev.district import names
from shequ_api.dev.district.accounts import Accounts
from shequ_api.dev.district.ids import Ids
from shequ_api.dev.district.numbers import staff_phone
from shequ_api.dev.district.occupants import Home, Occupant
from shequ_api.dev.district.plan import PARTNERS, CommunityPlan
from shequ_api.dev.district.postings import Postings
from shequ_api.dev.district.sheets import Sheet
from shequ_api.dev.district.trees import Grids, Row

_SCOPES = ("community_id", "subdistrict_id", "district_id", "city_id")
ORGANISATION_COLUMNS = ("id", "name", "partner_kind", *_SCOPES, "created_at")
OFFICE = 99
"""The first staff numbers belong to the district and its subdistricts."""
FORMER = 0.08
"""The share of micro-grids that remember somebody who left."""
YOUNGEST, OLDEST = 22, 65
COMMITTEES, COMMITTEE_SIZE = 0.6, 5
TRADES = (
    ("便利店", PartnerKind.BUSINESS),
    ("家电维修部", PartnerKind.BUSINESS),
    ("舞蹈队", PartnerKind.GROUP),
    ("口腔诊所", PartnerKind.BUSINESS),
    ("志愿服务队", PartnerKind.GROUP),
)


class Workers:
    """Posts the workers of one community."""

    def __init__(
        self,
        plan: CommunityPlan,
        phone_prefix: str,
        accounts: Accounts,
        postings: Postings,
        ids: Ids,
        random: Random,
    ) -> None:
        self._plan, self._prefix = plan, phone_prefix
        self._accounts, self._postings = accounts, postings
        self._ids, self._random = ids, random
        self._staff = OFFICE + plan.first_staff
        self.organisations = Sheet(Organisation, ORGANISATION_COLUMNS)
        self._chief_id = ""

    @property
    def chief_id(self) -> str:
        """Who is posted first."""
        return self._chief_id

    def post_staff(self, grids: Grids) -> None:
        """Community workers, the first of them chief; general grid workers; partners."""
        place = self._plan.place
        for n in range(self._plan.community_workers):
            person_id = self._hire()
            if n == 0:
                self._chief_id = person_id
                self._postings.give(person_id, Role.GRID_CHIEF, grids.total)
            by_id = None if n == 0 else self._chief_id
            self._postings.give(person_id, Role.COMMUNITY_WORKER, place, by_id=by_id)
        for grid in grids.general:
            self._grid_worker(Role.GENERAL_GRID_WORKER, grid)
        self._post_dedicated(grids.dedicated)
        for trade, kind in TRADES[:PARTNERS]:
            self._partner(trade, kind)

    def _hire(self) -> str:
        """Somebody of staff: they live anywhere, and the register does not name them."""
        person_id, male = self._ids.next(), self._random.random() < 0.4
        self._staff += 1
        family, born = names.surname(self._random), self._random.randint(1968, 2001)
        name = names.full_name(self._random, family, male, born)
        self._accounts.open(person_id, name, staff_phone(self._prefix, self._staff))
        return person_id

    def _grid_worker(self, role: Role, grid: Row, duty: Duty = Duty.LEAD) -> None:
        self._postings.give(self._hire(), role, grid, duty=duty, by_id=self._chief_id)

    def _post_dedicated(self, grids: Sequence[Row]) -> None:
        """Several may share one: the first of them leads."""
        for n in range(self._plan.dedicated_workers if grids else 0):
            duty = Duty.LEAD if n < len(grids) else Duty.DEPUTY
            self._grid_worker(Role.MICRO_GRID_WORKER, grids[n % len(grids)], duty)

    def _partner(self, trade: str, kind: PartnerKind) -> None:
        person_id, organisation_id = self._hire(), self._ids.next()
        since: datetime = self._accounts.some_time_ago()
        self.organisations.add(
            {
                "id": organisation_id,
                "name": f"{self._random.choice(names.LEADING)}{trade}",
                "partner_kind": kind,
                **{column: self._plan.place[column] for column in _SCOPES},
                "created_at": since,
            }
        )
        self._postings.give(
            person_id,
            Role.PARTNER,
            self._plan.place,
            by_id=self._chief_id,
            organisation_id=organisation_id,
        )

    def post_at(self, grid: Row, cell: int, homes: Sequence[Home]) -> str | None:
        """The workers of a micro-grid, who live in it; gives one, None where it is vacant."""
        count = self._plan.workers_of_cells[cell]
        former = count == 0 or self._random.random() < FORMER
        *chosen, left = self._residents_fit(homes, count + 1)
        began = self._postings.days_ago(30, 480)
        for nth, occupant in enumerate(chosen):
            self._post(occupant, grid, began, None, Duty.DEPUTY if nth else Duty.LEAD)
        if former:
            ended = began if chosen else self._postings.days_ago(2, 120)
            self._post(left, grid, self._postings.days_ago(500, 1100), ended, Duty.LEAD)
        return chosen[0].person_id if chosen else None

    def _post(
        self, occupant: Occupant, grid: Row, starts_on: date, ends_on: date | None, duty: Duty
    ) -> None:
        occupant.person_id = occupant.person_id or self._ids.next()
        self._postings.give(
            occupant.person_id,
            Role.MICRO_GRID_WORKER,
            grid,
            starts_on=starts_on,
            ends_on=ends_on,
            duty=duty,
            by_id=self._chief_id,
        )

    def _residents_fit(self, homes: Sequence[Home], count: int) -> list[Occupant]:
        """Some who are neither too young nor too old, and have a phone."""
        fit = [
            occupant
            for home in homes
            for occupant in home.occupants
            if YOUNGEST <= occupant.age <= OLDEST and occupant.phone is not None
        ]
        return self._random.sample(fit, count)

    def post_committee(self, homes: Sequence[Home]) -> None:
        """The owners' committee of a compound, where it has one."""
        if self._random.random() > COMMITTEES:
            return
        users = list(_users(homes))
        dwelling = homes[0].dwelling.row
        compound = {**dwelling, "id": dwelling["compound_id"], "kind": PlaceKind.COMPOUND}
        for person_id in self._random.sample(users, min(COMMITTEE_SIZE, len(users))):
            self._postings.give(person_id, Role.COMMITTEE_MEMBER, compound, by_id=self._chief_id)


def _users(homes: Sequence[Home]) -> Iterator[str]:
    for home in homes:
        for occupant in home.occupants:
            if occupant.person_id is not None and occupant.age >= YOUNGEST:
                yield occupant.person_id
