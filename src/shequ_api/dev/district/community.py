"""All rows of one community, as a process of the pool makes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from random import Random

from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.dev.district.accounts import Accounts
from shequ_api.dev.district.boundaries import Boundaries, Ground
from shequ_api.dev.district.ids import Ids
from shequ_api.dev.district.numbers import CreditCodes
from shequ_api.dev.district.occupants import Home, Occupants
from shequ_api.dev.district.plan import CommunityPlan
from shequ_api.dev.district.postings import Postings
from shequ_api.dev.district.register import Register
from shequ_api.dev.district.sheets import Sheet
from shequ_api.dev.district.targets import District
from shequ_api.dev.district.trees import Grids, Trees
from shequ_api.dev.district.workers import Workers
from shequ_api.kit.clock import china_date
from shequ_api.kit.http.parts import Parts

ID_PARTS = 5
"""Trees, people, postings, the register and boundaries: no other's growth moves anybody's ids."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a process is told to make."""

    district: District
    plan: CommunityPlan
    key: str
    """District, seed and scale: what all random choices follow from."""
    app_id: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Copied:
    """Rows of one table, ready for COPY."""

    table: str
    columns: tuple[str, ...]
    rows: int
    text: bytes


def trees_of(job: Job) -> Trees:
    """The writer of a community's trees: first of all, so that its ids depend on nothing else."""
    random, ground = _random(job, "trees"), Ground(job.plan, _random(job, "ground"))
    return Trees(job.plan, ground, Ids(random, job.plan.number * ID_PARTS), random)


def make_community(job: Job, parts: Parts) -> list[Copied]:
    """All rows of a community."""
    random, first = _random(job, "people"), job.plan.number * ID_PARTS
    ids = Ids(random, first + 1)
    posting_random = _random(job, "postings")
    posting_ids = Ids(posting_random, first + 2)
    trees = trees_of(job)
    grids = trees.draw()
    accounts = Accounts(parts.get(PhoneBook), job.app_id, ids, random, job.now)
    postings = Postings(posting_ids, posting_random, job.now)
    workers = Workers(
        job.plan, job.district.phone_prefix, accounts, postings, posting_ids, posting_random
    )
    workers.post_staff(grids)
    register = _register(job, parts)
    occupants = Occupants(job.district, job.plan, ids, random, china_date(job.now))
    for compound in _compounds(occupants.homes(trees.found(grids.micro))):
        for cell, of_cell in groupby(compound, lambda home: home.dwelling.cell):
            homes = list(of_cell)
            worker_id = workers.post_at(grids.micro[cell], cell, homes)
            for home in homes:
                register.enter(home, worker_id)
                for occupant in home.occupants:
                    accounts.settle(home, occupant, worker_id)
        workers.post_committee(compound)
    trees.dedicate(grids.dedicated, trees.compounds)
    boundaries = _boundaries(job, trees, grids, workers.chief_id)
    sheets = [*trees.sheets, *accounts.sheets, workers.organisations, postings.sheet]
    sheets += boundaries.sheets
    return [copied(sheet) for sheet in (*sheets, *register.sheets)]


def _boundaries(job: Job, trees: Trees, grids: Grids, drawn_by_id: str) -> Boundaries:
    random = _random(job, "boundaries")
    boundaries = Boundaries(
        Ids(random, job.plan.number * ID_PARTS + 4), random, drawn_by_id, job.now
    )
    boundaries.draw(
        trees.ground,
        job.plan.place["id"],
        trees.compounds,
        [grid["id"] for grid in grids.general],
        [(grid["id"], grid["parent_id"]) for grid in grids.micro],
    )
    return boundaries


def _register(job: Job, parts: Parts) -> Register:
    random, number = _random(job, "register"), job.plan.number
    ids = Ids(random, number * ID_PARTS + 3)
    codes = CreditCodes(job.district.code, number)
    return Register(parts.get(RegisterSeal), codes, ids, random, job.now)


def copied(sheet: Sheet) -> Copied:
    rows = len(sheet)
    return Copied(sheet.table, sheet.columns, rows, sheet.copied())


def _compounds(homes: Iterator[Home]) -> Iterator[list[Home]]:
    for _, of_compound in groupby(homes, lambda home: home.dwelling.row["compound_id"]):
        yield list(of_compound)


def _random(job: Job, what: str) -> Random:
    return Random(f"{job.key}/{job.plan.place['code']}/{what}")  # noqa: S311 - made-up data
