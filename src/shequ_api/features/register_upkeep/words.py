"""How the keys of the catalogue read in the copy that somebody takes of what is kept about them."""

from shequ_api.base.register.catalogue import CATALOGUE
from shequ_api.base.registry import Words

TITLES = {key: kind.title for key, kind in CATALOGUE.items()}
CHOICES = {kind.title: kind.choices for kind in CATALOGUE.values() if kind.choices}
WORDS: Words = {**CHOICES, "其他登记信息": TITLES, "看了什么": TITLES}
