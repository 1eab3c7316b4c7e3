"""What this feature refuses, and in which words."""

from shequ_api.kit.errors import Forbidden, Malformed, NotNow


class QuestionDiffers(NotNow):
    code, title = "question_differs", "同一编号已提交过不同的内容"


class QuestionPlaceUnfit(Malformed):
    code, title = "question_place_unfit", "请选择社区内的地点"


class QuestionOver(NotNow):
    code, title = "question_over", "这个提问已经结束"


class QuestionUnanswered(NotNow):
    code, title = "question_unanswered", "这个提问还没有文字答复"


class QuestionUnchecked(NotNow):
    """Of words that did not pass, nothing is made for others to read."""

    code, title = "question_unchecked", "提问内容还没有通过审核，不能发布"


class QuestionPublished(NotNow):
    code, title = "question_published", "这个提问的答复已经发布过"


class QuestionAnsweredBefore(NotNow):
    code, title = "question_answered_before", "这个提问已有答复，请看过后再修改"


class QuestionAskerMerged(NotNow):
    """While this waited for its turn, two accounts became one."""

    code, title = "question_asker_merged", "提问人的账号刚刚合并，请刷新后再试"


class AnswerEmpty(Malformed):
    code, title = "question_answer_empty", "请填写答复或选择一条知识"


class AnswerUnknown(Malformed):
    code, title = "question_article_unknown", "没有这条已发布的知识"


class NotYourQuestion(Forbidden):
    code, title = "not_your_question", "只有提问人可以这样做"


class OwnQuestion(Forbidden):
    """Nobody answers themselves in the name of the office."""

    code, title = "own_question", "自己的提问请由其他工作人员答复"
