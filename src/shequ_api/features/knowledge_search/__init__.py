"""Knowledge search (知识搜索): articles found by how people ask.

Nouns: question as asked (signs, pinyin, first letters, homophones: terms that are looked up at the
place and all above it), synonym group (words that mean the same; of a district or a city; edited by
version), miss (words that found nothing, counted by district without who asked, and read by its
staff once three people missed them). Announces nothing.
"""
