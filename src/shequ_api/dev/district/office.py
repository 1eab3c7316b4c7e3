"""Those who work for the district and its subdistricts, above all communities."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from shequ_api.base.access.roles import Role
from shequ_api.base.people.phones import PhoneBook
from shequ_api.dev.district import names
from shequ_api.dev.district.accounts import Accounts
from shequ_api.dev.district.community import Copied, copied
from shequ_api.dev.district.ids import Ids
from shequ_api.dev.district.numbers import staff_phone
from shequ_api.dev.district.postings import Postings
from shequ_api.dev.district.targets import District
from shequ_api.kit.http.parts import Parts

OF_THE_DISTRICT = (
    *(Role.DISTRICT_ADMINISTRATOR, Role.DISTRICT_ADMINISTRATOR, Role.AUDITOR),
    *(Role.DEPARTMENT_OFFICER,) * 5,
)
OF_A_SUBDISTRICT = (Role.SUBDISTRICT_ADMINISTRATOR, Role.SUBDISTRICT_ADMINISTRATOR)
ID_PART = 100_000
"""Far behind all communities' ids."""


@dataclass(frozen=True, slots=True)
class OfficeJob:
    """What a process is told to make."""

    district: District
    place: dict[str, Any]
    subdistricts: Sequence[dict[str, Any]]
    key: str
    app_id: str
    now: datetime


def make_office(job: OfficeJob, parts: Parts) -> list[Copied]:
    """The staff of a district, with staff numbers from 1: the district's own come first."""
    random = Random(f"{job.key}/office")  # noqa: S311 - made-up data
    ids = Ids(random, ID_PART)
    accounts = Accounts(parts.get(PhoneBook), job.app_id, ids, random, job.now)
    postings = Postings(ids, random, job.now)
    for number, (role, held_at) in enumerate(_posts(job), start=1):
        person_id, male = ids.next(), random.random() < 0.6
        name = names.full_name(random, names.surname(random), male, random.randint(1966, 1995))
        accounts.open(person_id, name, staff_phone(job.district.phone_prefix, number))
        postings.give(person_id, role, held_at)
    return [copied(sheet) for sheet in (*accounts.sheets, postings.sheet)]


def _posts(job: OfficeJob) -> Iterator[tuple[Role, dict[str, Any]]]:
    for role in OF_THE_DISTRICT:
        yield role, job.place
    for subdistrict in job.subdistricts:
        for role in OF_A_SUBDISTRICT:
            yield role, subdistrict
