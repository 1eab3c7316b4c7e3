"""Explaining: the checks that a request passes, made in their order by the code that makes them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import ActingPosting
from shequ_api.base.access.levels import HOW_TO_REACH, LEVEL_TITLES, IdentityLevel
from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.base.identity.levels import standing_of
from shequ_api.base.identity.mandates import mandate_in_force
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.queries import in_force, posting_lines
from shequ_api.base.people.recognition import chosen, posting_of, postings_of
from shequ_api.base.people.showing import title_of
from shequ_api.base.places.history_models import TreeChange
from shequ_api.base.places.models import Grid, Place
from shequ_api.base.registry import Registry
from shequ_api.kit.clock import china_date

NO_RIGHTS = frozenset({"state", "content"})
"""Checks of what is there and of what is sent: no right would change them."""
OPEN_TO_ALL = frozenset({"public", "signed_in"})
PAST = 20
"""So many former and coming postings are told of."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about: a permission by its title, as what, where, by which mandate."""

    permission: str
    title: str
    on_behalf: bool
    posting_id: UUID | None
    located: Place | Grid | None
    mandate_id: UUID | None


@dataclass(frozen=True, slots=True)
class Check:
    """One check: which, whether it was passed, and why, in Chinese."""

    check: str
    passed: bool
    detail: str


@dataclass(slots=True)
class Explanation:
    """The checks so far, and what they found."""

    checks: list[Check] = field(default_factory=list)
    postings: list[ActingPosting] = field(default_factory=list)
    acting: ActingPosting | None = None
    others: list[ActingPosting] = field(default_factory=list)
    settled: bool = False
    """Whether the door itself has spoken its last word."""

    @property
    def allowed(self) -> bool:
        return all(check.passed for check in self.checks if check.check not in NO_RIGHTS)

    def failed(self, check: str) -> bool:
        return any(one.check == check and not one.passed for one in self.checks)

    def tell(self, check: str, passed: bool, detail: str) -> None:
        self.checks.append(Check(check, passed, detail))


class Explainer:
    """Makes the checks of one question."""

    def __init__(
        self, session: AsyncSession, registry: Registry, person: Person, asked: Asked, now: datetime
    ) -> None:
        self._session = session
        self._registry = registry
        self._person = person
        self._asked = asked
        self._now, self._on = now, china_date(now)
        self._found = Explanation()

    async def run(self) -> Explanation:
        """All checks, those behind a failed one too."""
        self._account()
        await self._postings()
        self._role()
        await self._level()
        if self._asked.located is not None:
            await self._scope(self._asked.located)
        if self._asked.mandate_id is not None:
            await self._mandate(self._asked.mandate_id)
        return self._found

    def _account(self) -> None:
        person = self._person
        if person.merged_into_id is not None:
            self._found.tell("account", False, "该账号已并入本人的另一个账号")
        elif person.disabled_at is not None:
            on = china_date(person.disabled_at)
            self._found.tell("account", False, f"账号已于 {on} 停用")
        else:
            self._found.tell("account", True, "账号正常")

    async def _postings(self) -> None:
        rows = await self._session.execute(postings_of(self._person.id, self._on))
        found = self._found
        found.postings = [posting_of(row) for row in rows]
        wanted, held = self._asked.posting_id, [posting.id for posting in found.postings]
        if wanted is None or wanted in held:
            found.acting = chosen(found.postings, str(wanted) if wanted else None)
        told = await self._told()
        if wanted is not None and found.acting is None:
            found.tell("posting", False, f"所选身份今天（{self._on}）不在任。{told}")
        elif found.acting is not None:
            found.tell("posting", True, f"以“{found.acting.title}”的身份办理。{told}")
        elif len(held) > 1:
            found.tell("posting", True, f"有多个身份而没有选择，按居民办理。{told}")
        else:
            found.tell("posting", True, f"没有在任身份，按居民办理。{told}")

    async def _told(self) -> str:
        """Which postings there are, and since or until when."""
        lines = posting_lines(Posting.person_id == self._person.id).add_columns(
            in_force(self._on).label("serving"), Posting.ended_at.label("taken_back_at")
        )
        newest = lines.order_by(Posting.starts_on.desc(), Posting.id).limit(PAST)
        rows = (await self._session.execute(newest)).mappings().all()
        return "；".join(_told_of(row, self._on) for row in rows)

    def _role(self) -> None:
        asked, found, roles = self._asked, self._found, self._registry.roles
        if asked.permission in OPEN_TO_ALL:
            found.tell("role", True, "这项操作无需特定权限")
            return
        holding = [
            posting
            for posting in found.postings
            if asked.permission in roles.permissions_of(posting.role, posting.permissions)
        ]
        found.others = [posting for posting in holding if posting is not found.acting]
        acting = found.acting
        own = acting.permissions if acting else frozenset()
        role = acting.role if acting else Role.RESIDENT
        title = acting.title if acting else ROLE_TITLES[role]
        if asked.permission in roles.permissions_of(role, own):
            found.tell("role", True, f"“{title}”有“{asked.title}”的权限")
            return
        holders = "、".join(ROLE_TITLES[one] for one in roles.holders_of(asked.permission))
        hint = f"；此人的“{'”“'.join(p.title for p in found.others)}”身份有，可切换"
        detail = f"“{title}”没有“{asked.title}”的权限，有此权限的是：{holders or '无'}"
        found.tell("role", False, detail + (hint if found.others else ""))

    async def _level(self) -> None:
        needed = self._registry.levels.needed_for(self._asked.permission)
        if needed == IdentityLevel.ACCOUNT:
            self._found.tell("level", True, "这项操作没有身份核验的要求")
            return
        held = (await standing_of(self._session, self._person.id, self._now)).level
        detail = f"需要“{LEVEL_TITLES[needed]}”，现为“{LEVEL_TITLES[held]}”"
        if held < needed:
            detail += f"；{HOW_TO_REACH[IdentityLevel(held + 1)]}"
        self._found.tell("level", held >= needed, detail)

    async def _scope(self, located: Place | Grid) -> None:
        roles, acting = self._registry.roles, self._found.acting
        name = located.full_name if isinstance(located, Place) else located.name
        if self._asked.permission in roles.permissions_of(Role.RESIDENT) | OPEN_TO_ALL:
            detail = "居民的权限不按辖区，只及本人、本人住所和本人的事项"
            self._found.tell("scope", True, detail)
            return
        if acting is None:
            self._found.tell("scope", False, f"没有在任身份，“{name}”不在任何任职范围内")
            return
        lies = await self._lies(located)
        inside = acting.scope.holds(located)
        word = "在" if inside else "不在"
        detail = f"“{name}”{word}“{acting.title}”的任职范围内；{lies}"
        self._found.tell("scope", inside, detail)

    async def _lies(self, located: Place | Grid) -> str:
        """In which micro-grid it is now, and since when."""
        grid_id = located.micro_grid_id
        if grid_id is None:
            return "它不属于某一个微网格"
        grid = await self._session.get_one(Grid, grid_id)
        column = TreeChange.place_id if isinstance(located, Place) else TreeChange.grid_id
        above = [located.id]
        if isinstance(located, Place):
            above = [one for one in (located.id, located.building_id) if one is not None]
        moved = (
            select(TreeChange.changed_at)
            .where(column.in_(above))
            .where(TreeChange.after["micro_grid_id"].astext == str(grid_id))
            .where(
                or_(
                    TreeChange.before["micro_grid_id"].astext.is_(None),
                    TreeChange.before["micro_grid_id"].astext != str(grid_id),
                )
            )
            .order_by(TreeChange.changed_at.desc())
            .limit(1)
        )
        since = await self._session.scalar(moved)
        when = f"{china_date(since)} 起" if since else "建档以来"
        return f"现属“{grid.name}”（{when}）"

    async def _mandate(self, mandate_id: UUID) -> None:
        asked = self._asked
        if not asked.on_behalf:
            self._found.tell("mandate", False, "这项操作不能代他人办理")
            return
        live = mandate_in_force(mandate_id, self._person.id, self._on)
        mandate = await self._session.scalar(live)
        if mandate is None:
            self._found.tell("mandate", False, "代办授权不存在、已失效，或不是授给此人的")
        elif asked.permission not in mandate.permissions:
            self._found.tell("mandate", False, "代办授权不包括这项操作")
        else:
            self._found.tell("mandate", True, f"有代办授权，至 {mandate.ends_on} 止")


def _told_of(row: Any, on: date) -> str:
    what = f"{row['scope_name']}{title_of(row)}"
    if row["serving"]:
        until = f"，至 {row['ends_on']} 止" if row["ends_on"] else ""
        return f"{what}：{row['starts_on']} 起在任{until}"
    if row["taken_back_at"] is not None:
        return f"{what}：已于 {china_date(row['taken_back_at'])} 结束任命"
    if row["starts_on"] > on:
        return f"{what}：{row['starts_on']} 起任"
    return f"{what}：已于 {row['ends_on']} 到期"


def other_ids(found: Explanation) -> Sequence[UUID]:
    """Postings of theirs, beside the one acted under, whose role has the permission."""
    return [posting.id for posting in found.others]
