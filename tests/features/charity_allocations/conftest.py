from tests.features.charity_grants.conftest import aid as aid
from tests.features.charity_grants.conftest import pool as pool
