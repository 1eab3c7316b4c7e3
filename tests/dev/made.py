"""A district made at a hundredth of its size, on a copy of the cast's database."""

from dataclasses import dataclass

from shequ_api.cli.database import Addresses
from shequ_api.dev.district.run import Order, make_district
from shequ_api.dev.district.targets import LONGQUANYI, Totals, scaled
from shequ_api.kit import embedded
from shequ_api.kit.clock import utc_now
from shequ_api.kit.embedded import Embedded
from tests.conftest import settings_for_tests

DISTRICT, SCALE = LONGQUANYI.code, 0.01
TOTALS: Totals = scaled(LONGQUANYI.totals, SCALE)
NOW = utc_now()
INSIDE = f"code LIKE '{DISTRICT}%'"
OURS = f"district_id = (SELECT id FROM places WHERE code = '{DISTRICT}000000')"


@dataclass(frozen=True)
class Made:
    """The database with the district in it."""

    server: Embedded
    name: str
    addresses: Addresses

    def ask(self, sql: str) -> list[str]:
        """The rows, as the superuser sees them: row-level security hides nothing."""
        return embedded.superuser_sql(self.server, sql, database=self.name).split("\n")[:-1]

    def count(self, table: str, condition: str) -> int:
        return int(self.ask(f"SELECT count(*) FROM {table} WHERE {condition}")[0])


def order(code: str = DISTRICT, *, seed: int = 1, scale: float = SCALE) -> Order:
    return Order(code, scale, seed, "wx0123456789abcdef", NOW)


async def make(addresses: Addresses, wanted: Order, tell: object = None) -> object:
    """Make a district, as the command does."""
    return await make_district(
        wanted,
        settings_for_tests(),
        app_url=addresses.app,
        owner_url=addresses.owner,
        tell=tell if callable(tell) else lambda *_: None,
    )
