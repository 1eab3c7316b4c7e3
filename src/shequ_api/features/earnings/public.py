"""What other features may ask of earnings."""

from shequ_api.features.earnings.queries import facts_approved as facts_approved
from shequ_api.features.earnings.queries import facts_between as facts_between
from shequ_api.features.earnings.queries import paid_between as paid_between
from shequ_api.features.earnings.queries import shadow_days as shadow_days
from shequ_api.features.earnings.service.facts import became as became
from shequ_api.features.earnings.service.facts import known_as as known_as
from shequ_api.features.earnings.service.facts import makers_of as makers_of
from shequ_api.features.earnings.service.facts import people_of as people_of
from shequ_api.features.earnings.service.facts import told_again as told_again
from shequ_api.features.earnings.service.leveling import AskedLevels as AskedLevels
from shequ_api.features.earnings.service.leveling import levels_of as levels_of
