"""Reply templates (常用语): what a place's staff say again and again to who orders something.

Nouns: template (of a community, subdistrict or district; for one category or all; with
placeholders, which are checked when it is saved; edited by version, retired), draft (a template
filled for one ticket, to be read before it is sent). Announces nothing.
"""
