"""Who serves a place (谁为我服务): the people whose offices lie over it, as postings say today.

Nouns: serving staff (derived from postings, written down nowhere a second time), service card (what
somebody who serves agreed to show of themselves: name, work phone, photo; each for nobody, the
residents there, or everybody; taken back at any time). Without a card a name is masked and nothing
else is shown, and who holds a custom role is not shown at all. Announces nothing.
"""
