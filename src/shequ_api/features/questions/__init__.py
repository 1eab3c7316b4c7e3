"""Questions (码上问): what somebody asks where no answer was at hand, until they have one.

Nouns: question (of one person, at a place; theirs and the staff's to read, nobody else's),
suggestion (an article that may answer it, shown before it is asked), answer (words of the staff, or
an article; never by whoever asked), topic (what it is about, where that was said), due day (so many
workdays later). States: open, answered, closed (something helped), ticket (it became one: overdue,
or by choice), withdrawn. Announces QuestionAsked, QuestionDue, QuestionOverdue, QuestionAnswered,
QuestionClosed, QuestionTicketed, QuestionWithdrawn.
"""
