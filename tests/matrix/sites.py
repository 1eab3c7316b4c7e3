"""Sites: places that look alike, each with one of each kind of thing. `reach.csv` says where."""

from dataclasses import dataclass, field

from shequ_api.kit.ids import new_id

SITES = [
    *("home", "door", "next", "west", "yard", "hall", "near", "far", "abroad", "beyond"),
    *("ward", "county", "razed"),
]
WHOLE = ("home", "door", "next", "west", "near", "far", "abroad", "beyond")
"""Sites that have a building, a dwelling and a micro-grid."""
PARENTS = ("yard", "hall")
PLACES = (
    *("city", "district", "subdistrict", "community", "compound", "building", "place"),
    *("dwelling", "coded", "claimed", "spare", "grid", "general_grid", "total_grid"),
)


@dataclass(slots=True)
class Site:
    """A place with its things, and the words that give them away. Ids are text; "" is nothing."""

    key: str
    city: str = ""
    district: str = ""
    subdistrict: str = ""
    community: str = ""
    compound: str = ""
    building: str = ""
    place: str = ""
    """The site itself: a building, a unit, a compound, a community."""
    dwelling: str = ""
    coded: str = ""
    """The place that has a code, and whose tickets these are."""
    claimed: str = ""
    """A dwelling that the inhabitant claims, and nobody has verified."""
    spare: str = ""
    """A dwelling without a code or a claim."""
    grid: str = ""
    """Its micro-grid."""
    general_grid: str = ""
    total_grid: str = ""
    inhabitant: str = ""
    worker: str = ""
    things: dict[str, str] = field(default_factory=dict)
    """What was planted, by name: `ticket`, `code`…"""
    names: dict[str, str] = field(default_factory=dict)
    """Of `inhabitant` and `worker`."""
    phones: dict[str, str] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    """Words that nobody reads whose reach the site lies outside."""
    open: set[str] = field(default_factory=set)
    """Words that whoever is known may read, and no refusal says."""

    def of(self, name: str) -> str:
        """A place, person or thing of the site by its name; "" where it has none."""
        return str(getattr(self, name)) if name in self.__slots__ else self.things.get(name, "")

    def ids(self) -> set[str]:
        """The ids of its people and things. Places and grids are known to all."""
        return {self.inhabitant, self.worker, *self.things.values()} - {""}


class Nowhere(Site):
    """A site whose ids name nothing, whatever it is asked for."""

    def of(self, name: str) -> str:
        if name not in self.things:
            self.things[name] = str(new_id())
        return self.things[name]


UNHEARD = {
    "scene": "A" * 25,
    "form": "nobodys_form",
    "service_certificate_number": "nobodys_number",
}
"""What is named by other than an id."""


def nowhere() -> Site:
    site = Nowhere("nowhere", things=dict(UNHEARD))
    for name in (*PLACES, "inhabitant", "worker"):
        setattr(site, name, str(new_id()))
    return site
