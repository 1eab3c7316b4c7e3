"""The words of what is told to whoever asked a question."""

from collections.abc import Mapping

from shequ_api.features.inbox.kinds import MessageKind as K
from shequ_api.features.inbox.kinds import Words

QUESTION = ("question", "get_question")
"""What a message is about, and the operation that opens it."""
QUESTION_WORDS: Mapping[K, Words] = {
    K.QUESTION_ANSWERED: Words("提问有答复", "社区答复了您的提问，请查看。", *QUESTION),
    K.QUESTION_TICKETED: Words(
        "提问已转为诉求", "您的提问已转为诉求办理，进展请见诉求。", *QUESTION
    ),
}
