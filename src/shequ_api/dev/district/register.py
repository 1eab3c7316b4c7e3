"""The register of people and housing of one community: entries, occupancies, shops, facts."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from shequ_api.base.register.catalogue import CATALOGUE
from shequ_api.base.register.freshness import (
    CONTACT_DAYS,
    OCCUPANCY_DAYS,
    PREMISES_DAYS,
    RegisterSource,
)
from shequ_api.base.register.households import Relation
from shequ_api.base.register.models import Entry, Occupancy, Premises, RegisterFact
from shequ_api.base.register.sealing import RegisterSeal, sealed_entry
from shequ_api.dev.district import names
from shequ_api.dev.district.accounts import LOCATED_COLUMNS, belonging_of, located
from shequ_api.dev.district.believed import Believed
from shequ_api.dev.district.households import Tenure, Tie
from shequ_api.dev.district.ids import Ids
from shequ_api.dev.district.numbers import CreditCodes
from shequ_api.dev.district.occupants import OLD, Home, Occupant
from shequ_api.dev.district.sheets import Sheet
from shequ_api.features.register_premises.rules import PremisesKind
from shequ_api.kit.clock import china_date

Columns = dict[str, Any]

_COMMON = ("id", *LOCATED_COLUMNS, "source", "verified_at", "verified_by_id", "stale_on")
ENTRY_COLUMNS = (
    *(*_COMMON, "person_id", "name_sealed", "name_codes", "phone_sealed", "phone_index"),
    *("id_number_sealed", "id_number_index", "born_sealed", "cohort", "sex", "created_at"),
)
OCCUPANCY_COLUMNS = (
    *(*_COMMON, "entry_id", "person_id", "belonging", "household", "relation", "starts_on"),
)
PREMISES_COLUMNS = (
    *(*_COMMON, "name", "kind", "credit_code", "business", "opened_on", "created_at"),
)
FACT_COLUMNS = (*_COMMON, "key", "entry_id", "person_id", "value")

MALE, FEMALE = 1, 2
SHOPS = 0.4
"""The share of ground-floor dwellings that are let as shops."""
SHOPS_CALLED = (
    (PremisesKind.SHOP, "便利店"),
    (PremisesKind.RESTAURANT, "小吃店"),
    (PremisesKind.OTHER, "理发店"),
    (PremisesKind.OTHER, "诊所"),
)
KNOWS_GAS = 0.6
OPENED_DAYS = 3000
RELATIONS = {
    Tie.HEAD: Relation.HEAD,
    Tie.SPOUSE: Relation.SPOUSE,
    Tie.CHILD: Relation.CHILD,
    Tie.PARENT: Relation.PARENT,
    Tie.FLATMATE: Relation.HEAD,
}
"""Flatmates are a household each."""
USES = {Tenure.OWNED: "own", Tenure.RENTED: "let", Tenure.FLOATING: "let", None: "vacant"}
SOURCES = (
    RegisterSource.DOOR_VISIT,
    RegisterSource.IMPORT,
    RegisterSource.SELF_DECLARED,
    RegisterSource.POLICE,
)
SOURCE_WEIGHTS = (50, 35, 10, 5)


class Register:
    """Writes the register of one community."""

    def __init__(
        self, seal: RegisterSeal, codes: CreditCodes, ids: Ids, random: Random, now: datetime
    ) -> None:
        self._seal, self._codes = seal, codes
        self._ids, self._random, self._now = ids, random, now
        self._believed = Believed(random, now)
        self.people = Sheet(Entry, ENTRY_COLUMNS)
        self.occupancies = Sheet(Occupancy, OCCUPANCY_COLUMNS)
        self.premises = Sheet(Premises, PREMISES_COLUMNS)
        self.facts = Sheet(RegisterFact, FACT_COLUMNS)

    @property
    def sheets(self) -> list[Sheet]:
        return [self.people, self.occupancies, self.premises, self.facts]

    def enter(self, home: Home, worker_id: str | None) -> None:
        """A home as one would write it down who knocked at its door."""
        place = located(home.dwelling.row)
        shop = home.dwelling.ground_floor and self._random.random() < SHOPS
        self._fact(place, worker_id, "dwelling_use", "business" if shop else USES[home.tenure])
        if shop:
            self._shop(place, worker_id)
        if home.tenure is not None and self._random.random() < KNOWS_GAS:
            self._fact(place, worker_id, "gas_supply", self._gas())
        for number, occupant in enumerate(home.occupants, start=1):
            household = number if occupant.member.tie is Tie.FLATMATE else 1
            self._person(place, worker_id, home, occupant, household)

    def _person(
        self,
        place: Columns,
        worker_id: str | None,
        home: Home,
        occupant: Occupant,
        household: int,
    ) -> None:
        assert home.tenure is not None
        entry_id, member = self._ids.next(), occupant.member
        person = {"person_id": occupant.person_id}
        known = self._sourced(place, worker_id, CONTACT_DAYS)
        columns = sealed_entry(
            self._seal,
            UUID(place["district_id"]),
            UUID(entry_id),
            name=member.name,
            phone=occupant.phone,
            id_number=occupant.id_number,
            born_on=member.born,
        )
        sex = MALE if member.male else FEMALE
        self.people.add(
            known | person | columns
            | {"id": entry_id, "sex": sex, "created_at": known["verified_at"]}
        )  # fmt: skip
        belonging = belonging_of(home.tenure, member.tie)
        lives = self._sourced(place, worker_id, OCCUPANCY_DAYS[belonging])
        moved_in = china_date(known["verified_at"]) - timedelta(days=self._random.randint(0, 4000))
        self.occupancies.add(
            lives | person
            | {"id": self._ids.next(), "entry_id": entry_id, "belonging": belonging}
            | {"household": household, "relation": RELATIONS[member.tie]}
            | {"starts_on": max(member.born, moved_in)}
        )  # fmt: skip
        if len(home.occupants) == 1 and occupant.age >= OLD:
            self._fact(place, worker_id, "lives_alone", True, {**person, "entry_id": entry_id})

    def _shop(self, place: Columns, worker_id: str | None) -> None:
        kind, title = self._random.choice(SHOPS_CALLED)
        known = self._sourced(place, worker_id, PREMISES_DAYS)
        shop = {
            "id": self._ids.next(),
            "name": self._random.choice(names.LEADING) + title,
            "kind": kind,
            "credit_code": self._codes.give(),
            "business": title,
            # Scattered without chance, so that the rest of a district stays what it was.
            "opened_on": china_date(known["verified_at"])
            - timedelta(days=997 * len(self.premises) % OPENED_DAYS),
            "created_at": known["verified_at"],
        }
        self.premises.add(known | shop)

    def _fact(
        self,
        place: Columns,
        worker_id: str | None,
        key: str,
        value: Any,
        about: Mapping[str, Any] | None = None,
    ) -> None:
        columns = {"entry_id": None, "person_id": None} | dict(about or {})
        written = {"id": self._ids.next(), "key": key, "value": json.dumps(value)}
        self.facts.add(
            self._sourced(place, worker_id, CATALOGUE[key].fresh_days) | columns | written
        )

    def _sourced(self, place: Columns, worker_id: str | None, days: int) -> Columns:
        source = self._random.choices(SOURCES, SOURCE_WEIGHTS)[0]
        seen_by = worker_id if source is RegisterSource.DOOR_VISIT else None
        return {
            **place,
            **self._believed.for_days(days),
            "source": source,
            "verified_by_id": seen_by,
        }

    def _gas(self) -> str:
        return self._random.choices(("piped", "bottled", "none"), (90, 6, 4))[0]
