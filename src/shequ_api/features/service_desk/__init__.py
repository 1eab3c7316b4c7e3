"""Service desk (办件办理): how the office that keeps a service handles what is applied for.

Nouns: handler (who has claimed an application; a colleague takes it over by saying so), promise
(n workdays from acceptance; it waits while more is asked for), answer day (by which the applicant
must complete it, or it lapses). Nobody handles their own, nor that of an organisation for which
they hold a posting, and nobody decides what they filled in for its applicant. Records the facts of
applications; announces none of its own.
"""
