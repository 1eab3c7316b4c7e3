"""The door: what the real operation would answer, told as checks after those of the tables."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import ActingPosting, Actor
from shequ_api.base.access.levels import LevelTooLow
from shequ_api.base.access.policies import MandateUnknown, NotAllowed, Recogniser
from shequ_api.base.access.roles import Role, RoleBook
from shequ_api.base.people.models import Person
from shequ_api.base.people.recognition import PostingUnknown
from shequ_api.base.registry import Registry
from shequ_api.base.residency.queries import homes_of
from shequ_api.base.rights.explaining import OPEN_TO_ALL, Explanation
from shequ_api.base.rights.sight import Sight, as_actor, path_names
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Refusal
from shequ_api.kit.http.exchange import ON_BEHALF
from shequ_api.kit.http.operations import Operations
from shequ_api.kit.http.rehearsing import Heard, Rehearsal, Script
from shequ_api.kit.http.route import NotOnBehalf
from shequ_api.kit.ids import new_id

TOLD_BEFORE: dict[str, str] = {
    NotAllowed.code: "role",
    LevelTooLow.code: "level",
    MandateUnknown.code: "mandate",
    NotOnBehalf.code: "mandate",
    PostingUnknown.code: "posting",
}
"""Code → the check by the tables that says the same, and says more."""
RIGHTS, HIDDEN = frozenset({401, 403}), 404
STATES = frozenset({409, 410, 412, 423})


def actor_for(
    person: Person, postings: list[ActingPosting], acting: ActingPosting | None, roles: RoleBook
) -> Actor:
    """The person as their next request would find them."""
    role = acting.role if acting else Role.RESIDENT
    own = acting.permissions if acting else frozenset()
    rights = roles.permissions_of(role, own)
    return Actor(person.id, new_id(), new_id(), postings, acting, rights)


class Door:
    """The application's own door, before which one is asked about while another asks."""

    def __init__(
        self, rehearsal: Rehearsal, operations: Operations, registry: Registry, asker: Actor
    ) -> None:
        self._rehearsal = rehearsal
        self._operations = operations
        self._residents = registry.roles.permissions_of(Role.RESIDENT) | OPEN_TO_ALL
        self.sight = Sight(rehearsal, operations, registry, asker)

    def opens_on_own_matters(self, script: Script) -> bool:
        """Whether what comes of it, but for rights, is a matter between the person and the door:
        whether they asked for erasure, to what they consented. No record is named that the asker
        sees."""
        operation = self._operations.get(script.route.name)
        mine = operation is not None and operation.permission in self._residents
        return mine and not self.sight.seen

    async def hear(self, script: Script, actor: Actor, mandate_id: UUID | None) -> Heard:
        """What somebody would be answered."""
        mandate = {ON_BEHALF: str(mandate_id)} if mandate_id else {}
        theirs = replace(script, headers=mandate, stand_ins={Recogniser: as_actor(actor)})
        return await self._rehearsal.hear(theirs)


async def script_of(sight: Sight, operation: str, given: Mapping[str, str]) -> Script | None:
    """What is said of a request; None where it is not said to what it is made.

    Raises `Absent` where it names what the asker does not see.
    """
    route = sight.operations.route_of(operation)
    if not given and path_names(route):
        return None
    return await sight.script(route, given)


async def tell(
    found: Explanation,
    script: Script,
    heard: Heard,
    session: AsyncSession,
    person: Person,
    now: datetime,
    *,
    own_matter: bool,
) -> None:
    """Add what the door said. Nothing but its fixed words: details may quote a record."""
    refusal = heard.refusal
    if own_matter and (refusal is None or refusal.status not in RIGHTS):
        found.tell("content", True, "到此为止没有限制；其余是本人自己的事项，不在这里说明")
    elif refusal is None:
        _tell_open(found, script, heard)
    elif refusal.status == HIDDEN:
        found.tell("view", False, await _hidden(found, session, person, now))
        found.settled = True
    elif refusal.status in RIGHTS:
        if not found.failed(TOLD_BEFORE.get(refusal.code, "")):
            found.tell("row", False, refusal.title)
        found.settled = True
    elif refusal.status in STATES:
        found.tell("state", False, _state(refusal))
    else:
        found.tell("content", False, f"提交的内容还会被核对：{refusal.title}")


def _tell_open(found: Explanation, script: Script, heard: Heard) -> None:
    if heard.found and script.path:
        found.tell("view", True, "看得到要办理的对象")
    if heard.whole:
        found.tell("row", True, "对这条记录没有另外的限制")
    else:
        found.tell("content", True, "到此为止没有限制；其余取决于提交的内容")
    found.settled = heard.whole


async def _hidden(found: Explanation, session: AsyncSession, person: Person, now: datetime) -> str:
    """Why somebody is answered that there is nothing, as far as the tables know."""
    what = f"以“{found.acting.title}”的身份" if found.acting else "按居民的身份"
    detail = f"{what}看不到要办理的对象：不是本人的，不在本人住所或任职范围内，或已不存在"
    home = await session.scalar(homes_of(person.id, china_date(now)).limit(1))
    if found.acting is None and home is None:
        detail += "；此人现在没有已核实的住所"
    return detail


def _state(refusal: Refusal) -> str:
    legal = refusal.facts.get("legal_steps")
    steps = f"；现在可以：{'、'.join(map(str, legal)) or '无'}" if isinstance(legal, list) else ""
    return f"{refusal.title}{steps}"
