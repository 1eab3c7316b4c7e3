"""All that is heard."""

from shequ_api.features.points_matters import alarms, budgets, credits_awaited

REACTIONS = [*budgets.REACTIONS, *credits_awaited.REACTIONS, *alarms.REACTIONS]
