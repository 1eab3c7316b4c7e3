"""What other features may ask of redemptions."""

from shequ_api.features.redemptions.flow import FLOW as FLOW
from shequ_api.features.redemptions.flow import RedemptionState as RedemptionState
from shequ_api.features.redemptions.models import CONFLICT as CONFLICT
from shequ_api.features.redemptions.models import Redemption as Redemption
from shequ_api.features.redemptions.models import StallRecord as StallRecord
from shequ_api.features.redemptions.permissions import RedemptionPermission as RedemptionPermission
from shequ_api.features.redemptions.queries import seen_by as seen_by
from shequ_api.features.redemptions.rules import Ordered as Ordered
from shequ_api.features.redemptions.rules import RecordOutcome as RecordOutcome
from shequ_api.features.redemptions.rules import Settlement as Settlement
from shequ_api.features.redemptions.rules import by_our_clock as by_our_clock
from shequ_api.features.redemptions.rules import outcome_of as outcome_of
from shequ_api.features.redemptions.schemas import ClientId as ClientId
from shequ_api.features.redemptions.schemas import Quantity as Quantity
from shequ_api.features.redemptions.schemas import TypedCode as TypedCode
from shequ_api.features.redemptions.service.ending import AlreadyStated as AlreadyStated
from shequ_api.features.redemptions.service.ending import taken_by as taken_by
from shequ_api.features.redemptions.service.fulfilling import (
    StallRecordDiffers as StallRecordDiffers,
)
from shequ_api.features.redemptions.service.fulfilling import as_before as as_before
from shequ_api.features.redemptions.service.fulfilling import is_code_of as is_code_of
from shequ_api.features.redemptions.service.fulfilling import note_fulfilled as note_fulfilled
from shequ_api.features.redemptions.service.fulfilling import record_of as record_of
from shequ_api.features.redemptions.service.fulfilling import take_turn as take_turn
from shequ_api.features.redemptions.service.movements import collect_payment as collect_payment
from shequ_api.features.redemptions.service.movements import give_back as give_back
from shequ_api.features.redemptions.service.movements import give_back_stated as give_back_stated
from shequ_api.features.redemptions.service.movements import lock_paid as lock_paid
from shequ_api.features.redemptions.service.stating import note_stated as note_stated
from shequ_api.features.redemptions.service.stating import refund_stated as refund_stated
from shequ_api.features.redemptions.showing import masked as masked
from shequ_api.features.redemptions.stalls import the_stall as the_stall
