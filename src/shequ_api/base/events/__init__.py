"""Events: what happened, written in the transaction of the change, and what others do about it.

Nouns: fact (a feature's past-tense message), event (its row), reaction (what another feature does
when it hears of one), job (one reaction to one event that is still to be done, or a task at a
time), schedule (a job on a clock). Each reaction is done once per event, in order for one subject;
its effects and the end of its job are one transaction, so a killed worker loses and doubles
nothing.
"""
