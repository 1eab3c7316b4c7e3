"""What questions hear."""

from shequ_api.base.events.facts import Reaction
from shequ_api.features.questions.events import QuestionOverdue
from shequ_api.features.questions.passing_on import pass_on

REACTIONS = [Reaction("questions.pass_on", QuestionOverdue, pass_on)]
