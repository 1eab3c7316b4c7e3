"""What is told to whoever is asked onto the roster of a building, or taken off it."""

from shequ_api.features.inbox.public import MessageKind
from shequ_api.features.message_lines.lines import Line
from shequ_api.features.rosters.events import RosterProposed, RosterRemoved

K = MessageKind
ROSTER_LINES: tuple[Line, ...] = (
    Line(K.ROSTER_PROPOSED, RosterProposed, ("person_id",), but=("proposed_by_id",)),
    Line(K.ROSTER_REMOVED, RosterRemoved, ("person_id",), but=("removed_by_id",)),
)
