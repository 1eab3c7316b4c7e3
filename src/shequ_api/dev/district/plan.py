"""The plan of a district: what each community gets, so that the totals come out exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from shequ_api.dev.district import names
from shequ_api.dev.district.ground import (
    RELAXED,
    Shape,
    Spot,
    bent,
    box_of,
    divided,
    middle_of,
    spread,
)
from shequ_api.dev.district.shapes import CompoundShape, Style, shaped, style_of
from shequ_api.dev.district.shares import apportion, running
from shequ_api.dev.district.targets import District, Totals, communities_at, scaled

VACANT = 0.015
"""The share of micro-grids that nobody looks after."""
PARTNERS = 5
"""In each community."""
UNEVEN = 0.8
"""The spread of compounds' sizes (sigma of a log-normal)."""

Scopes = dict[str, str]
"""A community's place row as far as rows below it need it."""


@dataclass(frozen=True, slots=True)
class CompoundPlan:
    name: str
    shape: CompoundShape
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class CommunityPlan:
    """What one community gets."""

    number: int
    communities: int
    """It is the `number`-th, from 0, of so many."""
    place: Scopes
    outline: tuple[Spot, ...]
    """The corners of its boundary."""
    compounds: tuple[CompoundPlan, ...]
    general_grids: int
    dedicated_grids: int
    people: int
    community_workers: int
    dedicated_workers: int
    workers_of_cells: tuple[int, ...]
    """Of each micro-grid, how many workers it has now: none, one or two."""
    first_person: int
    first_staff: int
    """How many people, and how many of staff, the communities before it have."""

    @property
    def dwellings(self) -> int:
        return sum(compound.shape.dwellings for compound in self.compounds)


def plan_district(
    district: District, communities: Sequence[Scopes], *, seed: int, scale: float
) -> list[CommunityPlan]:
    """The plans of all communities of a district, or of the share of them that a scale takes."""
    random = Random(f"{district.code}/{seed}/{scale}/plan")  # noqa: S311 - made-up data
    ordered = sorted(communities, key=lambda place: place["code"])
    chosen = random.sample(ordered, communities_at(len(ordered), scale))
    chosen.sort(key=lambda place: place["code"])
    totals = scaled(district.totals, scale)
    outlines = _outlines(random, district, chosen, len(chosen) / len(ordered))
    compounds = _compounds(random, totals, chosen, outlines)
    return _communities(random, totals, chosen, outlines, compounds)


def _compounds(
    random: Random, totals: Totals, communities: Sequence[Scopes], outlines: Sequence[Shape]
) -> list[tuple[CompoundPlan, ...]]:
    sizes = [random.lognormvariate(0, 0.4) for _ in communities]
    counts = apportion(totals.compounds, sizes, least=1)
    weights = [random.lognormvariate(0, UNEVEN) for _ in range(totals.compounds)]
    grids = iter(apportion(totals.micro_grids, weights, least=1))
    dwellings, micro_grids = totals.dwellings, totals.micro_grids
    found = []
    for place, count, outline in zip(communities, counts, outlines, strict=True):
        plans, taken = [], set[str]()
        for spot in spread(random, outline, count):
            cells = next(grids)
            village = place["name"].endswith(("村委会", "村村委会"))
            style = style_of(random, cells, village)
            # What one compound misses of its share, the ones after it make up for.
            shape = shaped(random, style, cells, dwellings * cells / micro_grids)
            dwellings, micro_grids = dwellings - shape.dwellings, micro_grids - cells
            name = _name(random, style, taken)
            plans.append(CompoundPlan(name, shape, *spot))
        found.append(tuple(plans))
    return found


def _name(random: Random, style: Style, taken: set[str]) -> str:
    made = {Style.COURTYARD: names.courtyard_name, Style.VILLAGE: names.village_name}
    name = make = made.get(style, names.estate_name)(random)
    number = 2
    while name in taken:
        name, number = f"{make}{number}期", number + 1
    taken.add(name)
    return name


def _outlines(
    random: Random, district: District, communities: Sequence[Scopes], share: float
) -> list[Shape]:
    """The ground of each community: together they are the district, or its middle part."""
    box = box_of(district.west, district.south, district.east, district.north, share)
    spots = _spots(random, box.bounds, communities)
    for _ in range(RELAXED):
        spots = [middle_of(cell) for cell in divided(box, spots)]
    return bent(district.code, divided(box, spots))


def _spots(
    random: Random, box: tuple[float, float, float, float], communities: Sequence[Scopes]
) -> list[Spot]:
    """A middle for each community: subdistricts lie apart, their communities near each other."""
    west, south, east_end, north_end = box
    width, height = east_end - west, north_end - south
    middles: dict[str, tuple[float, float]] = {}
    for place in communities:
        nth = len(middles)
        # The golden ratio spreads any number of points evenly.
        spread = (0.12 + 0.76 * (nth * 0.618 % 1), 0.12 + 0.76 * (nth * 0.7548 % 1))
        middles.setdefault(place["subdistrict_id"], spread)
    found = []
    for place in communities:
        east, north = middles[place["subdistrict_id"]]
        east, north = east + random.uniform(-0.08, 0.08), north + random.uniform(-0.08, 0.08)
        found.append((west + width * east, south + height * north))
    return found


def _communities(
    random: Random,
    totals: Totals,
    places: Sequence[Scopes],
    outlines: Sequence[Shape],
    compounds: Sequence[tuple[CompoundPlan, ...]],
) -> list[CommunityPlan]:
    cells = [sum(plan.shape.micro_grids for plan in plans) for plans in compounds]
    dwellings = [sum(plan.shape.dwellings for plan in plans) for plans in compounds]
    people = apportion(totals.people, dwellings)
    general = apportion(totals.general_grids, cells, least=1)
    dedicated = apportion(totals.dedicated_grids, cells)
    of_dedicated = apportion(totals.dedicated_grid_workers, [n + 0.01 for n in dedicated])
    workers = apportion(totals.community_workers, cells, least=1)
    of_cells = _workers_of_cells(random, totals, cells)
    staff = [
        worker + grid + special + PARTNERS
        for worker, grid, special in zip(workers, general, of_dedicated, strict=True)
    ]
    first_person, first_staff = running(people), running(staff)
    return [
        CommunityPlan(
            number=n,
            communities=len(places),
            place=places[n],
            outline=tuple(outlines[n].exterior.coords),
            compounds=compounds[n],
            general_grids=general[n],
            dedicated_grids=dedicated[n],
            people=people[n],
            community_workers=workers[n],
            dedicated_workers=of_dedicated[n],
            workers_of_cells=of_cells[n],
            first_person=first_person[n],
            first_staff=first_staff[n],
        )
        for n in range(len(places))
    ]


def _workers_of_cells(
    random: Random, totals: Totals, cells: Sequence[int]
) -> list[tuple[int, ...]]:
    """Some micro-grids are vacant; where there are more workers than the rest needs, two share."""
    vacant = max(1, round(totals.micro_grids * VACANT))
    counts = [1] * totals.micro_grids
    for n in random.sample(range(totals.micro_grids), vacant):
        counts[n] = 0
    extra = totals.micro_grid_workers - sum(counts)
    kept = [n for n, count in enumerate(counts) if count]
    for n in random.sample(kept, extra):
        counts[n] += 1
    begins = running(cells)
    return [
        tuple(counts[begin : begin + count]) for begin, count in zip(begins, cells, strict=True)
    ]
