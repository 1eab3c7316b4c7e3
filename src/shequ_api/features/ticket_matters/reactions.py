"""All that is heard. Jobs that wait are found by names that are older than this package."""

from shequ_api.features.ticket_matters import (
    arbitrations,
    blocks,
    calls,
    due_times,
    incident_ends,
    return_visits,
    reviews,
    supervisions,
    unattended,
)

REACTIONS = [
    *arbitrations.REACTIONS,
    *blocks.REACTIONS,
    *calls.REACTIONS,
    *due_times.REACTIONS,
    *incident_ends.REACTIONS,
    *supervisions.REACTIONS,
    *reviews.REACTIONS,
    *return_visits.REACTIONS,
    *unattended.REACTIONS,
]
