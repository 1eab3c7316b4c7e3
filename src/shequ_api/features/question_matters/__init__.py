"""Question matters (问答待办): what the staff must see to about questions and articles.

Nouns: a question that waits, one whose last day has come, an article whose day of review has
passed. Matters of the inbox, opened and closed by what questions and articles say of themselves.
Announces nothing.
"""
