"""Today: what somebody has to do today, of all kinds, under the acting posting (今日工作).

Nouns: group (one kind of work), line (one of it), mark (what a line says, so that a phone can ask
for what is new), stop (a place with work, in the order of walking). It owns nothing: modules
register their kinds (`Module.day_work`). Announces nothing.
"""
