"""What other features may ask of budgets."""

from shequ_api.features.points_budgets.queries import low_budget as low_budget
from shequ_api.features.points_budgets.rules import Period as Period
from shequ_api.features.points_budgets.rules import period_named as period_named
from shequ_api.features.points_budgets.service.drawing import draw as draw
from shequ_api.features.points_budgets.service.drawing import give_back as give_back
from shequ_api.features.points_budgets.service.drawing import lock_draws as lock_draws
