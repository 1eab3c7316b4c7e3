"""Content checks (内容安全审核): whether what people wrote may be shown to others.

Nouns: check (of one content, by its kind and id: its text, its pictures; pending, pass, review,
risky), picture (one of them, which WeChat judges later, by a push), decision (of staff, on what is
in review or appealed), appeal (申诉, of the author against what was hidden), word (a district's or
city's own, where the platform cannot judge). Which contents there are, modules declare
(`Module.writings`); this knows none of them. What could not be judged waits for people, and never
passes by itself. Announces ContentHidden, ContentDecided.
"""
