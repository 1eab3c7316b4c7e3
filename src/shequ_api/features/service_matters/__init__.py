"""Service matters (办件待办): what offices must see to about applications.

Nouns: overdue application (a matter of all who hold the office that handles it, until it is
decided, waits for its applicant, or is over). Announces nothing.
"""
