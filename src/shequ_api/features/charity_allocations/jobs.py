"""What rules do by the clock."""

from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.features.charity_allocations.service import run_rules

CLOCKWORKS = [Clockwork("charity_allocations.run_rules", timedelta(minutes=10), run_rules)]
