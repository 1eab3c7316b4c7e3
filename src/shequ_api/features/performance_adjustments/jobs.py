"""On the clock: look at what was frozen of late, once a night."""

from datetime import timedelta

from shequ_api.base.events.facts import Clockwork, Reaction
from shequ_api.features.performance_adjustments.service.looking import (
    LOOK,
    LookDue,
    ask_for_looks,
    look_due,
)

CLOCKWORKS = [Clockwork("performance_adjustments.ask", timedelta(minutes=10), ask_for_looks)]
REACTIONS = [Reaction(LOOK, LookDue, look_due)]
