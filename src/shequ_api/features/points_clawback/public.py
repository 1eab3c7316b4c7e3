"""What other features may ask of claw-back."""

from shequ_api.features.points_clawback.models import ClawbackPolicy as ClawbackPolicy
from shequ_api.features.points_clawback.models import PointsDebt as PointsDebt
from shequ_api.features.points_clawback.queries import debts_paid_by as debts_paid_by
from shequ_api.features.points_clawback.queries import owed_by as owed_by
from shequ_api.features.points_clawback.queries import policy_in_force as policy_in_force
from shequ_api.features.points_clawback.service.owing import Debts as Debts
from shequ_api.features.points_clawback.service.owing import debts_of as debts_of
from shequ_api.features.points_clawback.service.owing import owe as owe
from shequ_api.features.points_clawback.service.owing import pay_debts as pay_debts
