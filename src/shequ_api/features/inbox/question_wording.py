"""The words of what is told to whoever asked a question, and to those who are to answer."""

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
    K.QUESTION_WAITS: Words("有提问待答复", "有居民提问，请查看并答复。", *QUESTION),
    K.QUESTION_DUE: Words(
        "提问今天到期", "一条提问还没有答复，今天是最后一天，逾期将转为诉求。", *QUESTION
    ),
    K.KNOWLEDGE_STALE: Words(
        "知识待复核",
        "“{question}”已过复核日期，请确认仍然有效、修改或撤下。",
        "knowledge_article",
        "get_knowledge_article",
    ),
}
