"""On the clock: hazards that are late."""

from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.features.hazards.service.escalating import escalate_overdue

CLOCKWORKS = [
    Clockwork("hazards.escalate_overdue", timedelta(minutes=10), escalate_overdue),
]
