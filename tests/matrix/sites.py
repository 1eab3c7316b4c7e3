"""Sites: six places that look alike, and which of them lie in a role's scope or just outside it."""

from dataclasses import dataclass, field

from shequ_api.kit.ids import new_id

KNOWN = (
    *("resident", "micro_grid_worker", "general_grid_worker"),
    *("community_worker", "partner", "district_administrator"),
)
UNKNOWN = ("anonymous", "expired", "disabled")


@dataclass(slots=True)
class Site:
    """A place with one of each kind of thing, and the words that give it away. Ids are text."""

    key: str
    district: str = ""
    community: str = ""
    compound: str = ""
    building: str = ""
    dwelling: str = ""
    coded: str = ""
    """The place that has a code, and whose tickets these are."""
    claimed: str = ""
    """A dwelling that the inhabitant claims, and nobody has verified."""
    spare: str = ""
    """A dwelling without a code or a claim."""
    grid: str = ""
    inhabitant: str = ""
    worker: str = ""
    posting: str = ""
    residency: str = ""
    check_in: str = ""
    inspection: str = ""
    rule: str = ""
    pool: str = ""
    code: str = ""
    scene: str = ""
    transfer: str = ""
    photo: str = ""
    tickets: dict[str, str] = field(default_factory=dict)
    """`submitted`, `accepted`, `settled`, and `assigned:<role>`, `settled:<role>` at home."""
    names: dict[str, str] = field(default_factory=dict)
    """Of `inhabitant` and `worker`."""
    phones: dict[str, str] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    """Words that nobody reads whose scope the site lies outside."""
    open: set[str] = field(default_factory=set)
    """Words that whoever is known may read, and no refusal says."""

    def ids(self) -> set[str]:
        """The ids of its things. Places and grids are known to all."""
        things = {self.inhabitant, self.worker, self.posting, self.residency, self.check_in}
        things |= {self.inspection, self.rule, self.pool, self.code, self.transfer, self.photo}
        return things | set(self.tickets.values())


def nowhere() -> Site:
    """A site whose ids name nothing."""
    site = Site("nowhere")
    for name, kind in Site.__annotations__.items():
        if kind is str and not getattr(site, name):
            setattr(site, name, str(new_id()))
    site.tickets = {state: str(new_id()) for state in ("submitted", "accepted", "settled")}
    site.scene = "A" * 25
    return site


Reach = dict[str, tuple[list[str], list[str]]]
"""Role → the sites that are its own, and those that are a neighbour's."""

SITES = ["home", "door", "next", "west", "far", "abroad"]
"""home: 东苑1栋. door: its first unit. next: 东苑2栋, in another micro-grid of the general grid.
west: 西苑1栋, in another general grid. far: in 和美社区. abroad: in another district."""


def _split(count: int) -> tuple[list[str], list[str]]:
    return SITES[:count], SITES[count:]


def _reach(known: Reach) -> Reach:
    return {**known, **dict.fromkeys(UNKNOWN, (["home"], ["far"]))}


SUBTREE = _reach(
    {
        "resident": _split(1),
        "micro_grid_worker": _split(2),
        "general_grid_worker": _split(3),
        "community_worker": _split(4),
        "partner": _split(4),
        "district_administrator": _split(5),
    }
)
"""What lies in a posting's subtree; for a resident what is theirs."""
PERSONAL = _reach(dict.fromkeys(KNOWN, _split(1)))
"""What is somebody's own, wherever it lies."""
TICKETS = SUBTREE | {"partner": _split(1)}
"""A partner knows what was assigned to it, and nothing else of its community."""
COMMUNITY = _reach(
    dict.fromkeys(KNOWN, (["home"], ["far", "abroad"]))
    | {"district_administrator": (["home", "far"], ["abroad"])}
)
"""What belongs to a whole community."""
COMPOUNDS = SUBTREE | {
    "community_worker": (["home"], ["far", "abroad"]),
    "district_administrator": (["home", "far"], ["abroad"]),
}
"""As a subtree, with one site for each compound."""
ONCE = _reach(dict.fromkeys(KNOWN, (["home"], ["abroad"])))
"""What is the same in a whole district, or lies at no site at all."""
