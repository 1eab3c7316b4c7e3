"""What a district counts: public totals where there are any, believable figures elsewhere."""

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Totals:
    """How many of each; postings are those in force."""

    compounds: int
    micro_grids: int
    general_grids: int
    dedicated_grids: int
    dwellings: int
    people: int
    community_workers: int
    general_grid_workers: int
    micro_grid_workers: int
    dedicated_grid_workers: int


@dataclass(frozen=True, slots=True)
class District:
    """A district that can be made: its totals, where it lies, and which numbers it may use."""

    code: str
    totals: Totals
    west: float
    south: float
    east: float
    north: float
    phone_prefix: str
    """Three digits that are given to no operator, so that nobody is ever called."""
    home_regions: tuple[str, ...]
    """Division codes from which floating residents come; no two districts share one."""


# 成华区: compounds, micro-grids and community workers are published; it has no published number
# of general and dedicated grids, which follow the neighbour's proportions.
CHENGHUA = District(
    code="510108",
    totals=Totals(
        compounds=1_307,
        micro_grids=6_217,
        general_grids=1_036,
        dedicated_grids=510,
        dwellings=450_000,
        people=1_400_000,
        community_workers=1_116,
        general_grid_workers=1_036,
        micro_grid_workers=6_217,
        dedicated_grid_workers=548,
    ),
    west=104.095,
    south=30.632,
    east=104.205,
    north=30.742,
    phone_prefix="154",
    home_regions=("510921", "511024", "511321", "511602", "511902", "500236", "513222", "510723"),
)
# 龙泉驿区: grids and their workers are published; compounds, dwellings and people are not.
LONGQUANYI = District(
    code="510112",
    totals=Totals(
        compounds=1_120,
        micro_grids=5_433,
        general_grids=939,
        dedicated_grids=668,
        dwellings=392_000,
        people=1_230_000,
        community_workers=1_054,
        general_grid_workers=939,
        micro_grid_workers=6_530,
        dedicated_grid_workers=718,
    ),
    west=104.185,
    south=30.480,
    east=104.385,
    north=30.690,
    phone_prefix="164",
    home_regions=("510922", "511025", "511322", "511622", "511922", "500235", "513231", "510724"),
)
DISTRICTS = {district.code: district for district in (CHENGHUA, LONGQUANYI)}


def scaled(totals: Totals, scale: float) -> Totals:
    """The totals at a share of their size, at least one of each."""
    shrunk = {
        field.name: max(1, round(getattr(totals, field.name) * scale)) for field in fields(totals)
    }
    return replace(totals, **shrunk)


def communities_at(count: int, scale: float) -> int:
    """How many of `count` communities a scale takes: whole ones, at least one."""
    return min(count, max(1, round(count * scale)))
