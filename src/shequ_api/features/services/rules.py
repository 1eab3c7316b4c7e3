"""Words of services, and the pure decision who may apply for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class ServiceState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Provider(StrEnum):
    """Who stands behind a service."""

    GOVERNMENT = "government"
    COMMUNITY = "community"
    STATION = "station"
    PROPERTY = "property"
    ENTERPRISE_HELPER = "enterprise_helper"


PROVIDER_TITLES = {
    Provider.GOVERNMENT: "政务服务",
    Provider.COMMUNITY: "社区服务",
    Provider.STATION: "站点服务",
    Provider.PROPERTY: "物业服务",
    Provider.ENTERPRISE_HELPER: "企业保姆",
}


class ApplicantKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"


class Channel(StrEnum):
    """How one may apply."""

    ONLINE = "online"
    COUNTER = "counter"
    DOOR = "door"
    """A grid worker fills it in at the resident's door."""


class ResultKind(StrEnum):
    """What a service ends in."""

    NOTICE = "notice"
    """Words to the applicant."""
    CERTIFICATE = "certificate"
    """An electronic paper that anyone can check by its code."""


class RuleVerdict(StrEnum):
    """What is known of a rule for somebody."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    """We hold nothing that tells; it is shown by a material, or looked at by whoever decides."""


Interval = tuple[int, int]
"""A number of which no more is known: at least, at most."""
Words = frozenset[str]
Known = Mapping[str, Interval | Words]
"""Fact → what is known of it; a fact of which nothing is known has no key."""


class Rule(Protocol):
    """What a rule of a guide says (`EligibilityRule`)."""

    @property
    def key(self) -> str: ...
    @property
    def fact(self) -> str: ...
    @property
    def at_least(self) -> int | None: ...
    @property
    def at_most(self) -> int | None: ...
    @property
    def one_of(self) -> Sequence[str] | None: ...
    @property
    def reason(self) -> str: ...
    @property
    def binding(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule as it is for somebody."""

    key: str
    reason: str
    binding: bool
    verdict: RuleVerdict

    @property
    def bars(self) -> bool:
        """Whether it keeps them from applying."""
        return self.binding and self.verdict == RuleVerdict.NOT_MET


def tells(known: Known, fact: str | None) -> bool:
    """Whether what is known of a fact makes its paper needless: a no tells of nothing to show."""
    found = known.get(fact) if fact is not None else None
    return found is not None and found != frozenset({"no"})


def judge(rules: Sequence[Rule], known: Known) -> list[Judged]:
    """Each rule for one of whom this is known, in their order."""
    return [
        Judged(rule.key, rule.reason, rule.binding, _verdict(rule, known.get(rule.fact)))
        for rule in rules
    ]


def _verdict(rule: Rule, found: Interval | Words | None) -> RuleVerdict:
    if found is None:
        return RuleVerdict.UNKNOWN
    if isinstance(found, frozenset):
        fits = bool(found & set(rule.one_of or ()))
        return RuleVerdict.MET if fits else RuleVerdict.NOT_MET
    least, most = found
    low = rule.at_least if rule.at_least is not None else least
    high = rule.at_most if rule.at_most is not None else most
    if low <= least and most <= high:
        return RuleVerdict.MET
    if most < low or high < least:
        return RuleVerdict.NOT_MET
    return RuleVerdict.UNKNOWN
