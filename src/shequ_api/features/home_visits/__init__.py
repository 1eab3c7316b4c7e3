"""Home visits: visits as those see them to whom one comes.

Noun: reply (答复: welcome, another_time, refused). A visit that concerns one person is shown to
that one alone, unless it was planned for the household. Announces VisitReplied.
"""
