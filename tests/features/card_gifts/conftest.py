"""The application on a database of its own, where requests commit side by side."""

from tests.features.charity.conftest import crowd as crowd
from tests.features.charity.conftest import crowd_cast as crowd_cast
