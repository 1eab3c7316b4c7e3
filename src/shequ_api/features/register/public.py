"""What other features show of the register as it does itself: its doors, shapes and views.

The register itself is `base.register`. Whoever calls has entered the walls (`base.access.walls`),
and answers for the scope.
"""

from shequ_api.features.register.doors_router import Confirmer as Confirmer
from shequ_api.features.register.doors_router import Counter as Counter
from shequ_api.features.register.doors_router import Decider as Decider
from shequ_api.features.register.doors_router import Editor as Editor
from shequ_api.features.register.doors_router import EntryToChange as EntryToChange
from shequ_api.features.register.doors_router import Own as Own
from shequ_api.features.register.doors_router import Reader as Reader
from shequ_api.features.register.doors_router import Revealer as Revealer
from shequ_api.features.register.doors_router import TheDwelling as TheDwelling
from shequ_api.features.register.doors_router import TheEntry as TheEntry
from shequ_api.features.register.doors_router import TheSeal as TheSeal
from shequ_api.features.register.doors_router import TheStandingDwelling as TheStandingDwelling
from shequ_api.features.register.doors_router import Walled as Walled
from shequ_api.features.register.doors_router import entry_to_change as entry_to_change
from shequ_api.features.register.doors_router import standing_place as standing_place
from shequ_api.features.register.permissions import RegisterPermission
from shequ_api.features.register.schemas import ENTRY as ENTRY
from shequ_api.features.register.schemas import PERSON_NAME as PERSON_NAME
from shequ_api.features.register.schemas import EntryView as EntryView
from shequ_api.features.register.schemas import IdNumber as IdNumber
from shequ_api.features.register.schemas import PhoneNumber as PhoneNumber
from shequ_api.features.register.schemas import Revealed as Revealed
from shequ_api.features.register.schemas import Sourcing as Sourcing
from shequ_api.features.register.schemas import TheIdKind as TheIdKind
from shequ_api.features.register.schemas import TheSource as TheSource
from shequ_api.features.register.showing import origin_of as origin_of
from shequ_api.features.register.showing import shown_entry as shown_entry

EDIT = RegisterPermission.EDIT
REVEAL, VIEW = RegisterPermission.REVEAL, RegisterPermission.VIEW
