"""Pure decisions about residencies, and their numbers."""

from datetime import date, timedelta

CLAIM_WAITS = timedelta(days=30)
"""Time enough for a worker's monthly round; a claim that nobody answered is no fact for ever."""
CLAIMS_A_MONTH = 10
"""A claim tells by its outcome whether the register knows a name: nobody asks that often."""
INVITATION_LASTS = timedelta(days=7)
LIVE_INVITATIONS = 5
INVITED_IN_A_DWELLING = 12
"""Who live in one dwelling by a code: more than any family, fewer than a rooming house."""
VOUCHES_NEEDED = 2
"""From two dwellings other than the claimed one: one household speaks with one voice."""
VOUCHES_A_MONTH = 3
MONTH = timedelta(days=30)


def fits_departure(starts_on: date, ends_on: date, *, today: date) -> bool:
    """Leaving is told when it has happened: from the first day on, up to today."""
    return starts_on <= ends_on <= today


def not_begun(starts_on: date, today: date) -> bool:
    """Whether the first day is still to come: then nobody has lived there yet."""
    return starts_on > today


def last_day_after(starts_on: date, today: date) -> date:
    """The day from which a residency is over that ends today, also before its first day."""
    return max(starts_on, today)
