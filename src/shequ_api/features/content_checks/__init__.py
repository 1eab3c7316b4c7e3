"""Content checks (内容安全审核): whether what people wrote may be shown to others.

Nouns: check (of one content, by its kind and id: its text, its pictures and spoken messages;
pending, pass, review, risky), picture (one of these, which WeChat judges later, by a push),
decision (of staff, on what is in review or appealed), appeal (申诉, of the author against what was
hidden; of one without a name, too), word (a district's or city's own, where the platform cannot
judge). Which contents there are, modules declare
(`Module.writings`); this knows none of them. What could not be judged waits for people, and never
passes by itself. Announces ContentHidden, ContentDecided.
"""
