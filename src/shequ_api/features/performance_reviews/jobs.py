"""On the clock: have each community's month brought up to date, once a night."""

from datetime import timedelta

from shequ_api.base.events.facts import Clockwork, Reaction
from shequ_api.features.performance_reviews.service.months import (
    REFRESH,
    RefreshDue,
    ask_for_refresh,
    refresh_due,
)

CLOCKWORKS = [
    Clockwork("performance_reviews.ask_for_refresh", timedelta(minutes=10), ask_for_refresh)
]
REACTIONS = [Reaction(REFRESH, RefreshDue, refresh_due)]
