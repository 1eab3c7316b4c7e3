"""What is told to whoever asked a question."""

from shequ_api.features.inbox.public import MessageKind
from shequ_api.features.message_lines.lines import Line
from shequ_api.features.questions.events import QuestionAnswered, QuestionTicketed

K = MessageKind
QUESTION_LINES: tuple[Line, ...] = (
    Line(K.QUESTION_ANSWERED, QuestionAnswered, ("asker_id",), but=("answered_by_id",)),
    Line(K.QUESTION_TICKETED, QuestionTicketed, ("asker_id",), but=("by_id",)),
)
