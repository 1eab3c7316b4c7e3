"""Answers of people to being asked: an accept is the credit for one send."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.features.notification_settings.public import roles_of, settings_of, wants
from shequ_api.features.subscription_messages import queries
from shequ_api.features.subscription_messages.models import (
    SubscriptionAnswer,
    SubscriptionTemplate,
)
from shequ_api.features.subscription_messages.rules import (
    REFUSALS_HEEDED,
    Answer,
    Standing,
    to_ask,
)
from shequ_api.features.subscription_messages.schemas import AnswerGiven
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.repointing import QUIET

MOST_CREDITS = 50
"""Accepts of one person for one template that are counted; WeChat gives one for each tap."""


PAIRED_WITHIN, SKEW = timedelta(days=1), timedelta(minutes=5)
"""How much later than the tap the mini-program may report it, and how far clocks may differ."""


class TemplateUnknown(Malformed):
    code, title = "subscription_template_unknown", "没有这个模板"


class ReportTaken(NotNow):
    code, title = "subscription_report_taken", "这个编号已用于另一次答复"


class EnoughCredits(NotNow):
    code, title = "subscription_credits_enough", "已有足够的发送次数"


async def note_answers(
    session: AsyncSession,
    person_id: UUID,
    report_id: UUID,
    answers: Sequence[AnswerGiven],
    *,
    now: datetime,
) -> None:
    """Write down what the person answered; the same report again is the same. Whoever refuses
    is sent nothing on earlier accepts either."""
    await hold_person(session, person_id)
    if await _noted(session, person_id, report_id, answers):
        return
    ids = [each.template_id for each in answers]
    known = select(SubscriptionTemplate.id).where(SubscriptionTemplate.id.in_(ids))
    if set(await session.scalars(known)) != set(ids):
        raise TemplateUnknown
    await _check_room(session, person_id, answers)
    rows = []
    for each in answers:
        pushed = twin_of(person_id, each.template_id, each.answer, pushed=True, at=now)
        twin = await session.scalar(pushed.order_by(None).order_by(_LATEST).limit(1))
        # Told late of what was pushed: it was said then, and takes nothing that was allowed since.
        at = now if twin is None else min(twin.answered_at, now)
        if twin is not None:
            twin.twin_id = report_id
        if each.answer in (Answer.REJECT, Answer.BAN):
            await void_until(session, person_id, [each.template_id], at, now=now)
        rows.append(
            {
                "report_id": report_id,
                "template_id": each.template_id,
                "person_id": person_id,
                "answer": each.answer,
                "answered_at": at,
                "void_at": now if twin is not None and each.answer == Answer.ACCEPT else None,
                "pushed": False,
                "twin_id": twin.report_id if twin is not None else None,
            }
        )
    await session.execute(insert(SubscriptionAnswer).values(rows))


_LATEST = SubscriptionAnswer.answered_at.desc()


async def hold_person(session: AsyncSession, person_id: UUID) -> None:
    """One after the other for each person: a report counts what is there."""
    await session.execute(
        select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)
    )


def twin_of(
    person_id: UUID, template_id: UUID, answer: str, *, pushed: bool, at: datetime
) -> Select[SubscriptionAnswer]:
    """What was told on the other way of a tap at `at` (of one that is reported then): the same
    answer, with no twin yet; the first one first."""
    since = at - (PAIRED_WITHIN if pushed else SKEW)
    until = at + (SKEW if pushed else PAIRED_WITHIN)
    return (
        select(SubscriptionAnswer)
        .where(
            SubscriptionAnswer.person_id == person_id,
            SubscriptionAnswer.template_id == template_id,
            SubscriptionAnswer.answer == answer,
            SubscriptionAnswer.pushed.is_(pushed),
            SubscriptionAnswer.twin_id.is_(None),
            SubscriptionAnswer.answered_at.between(since, until),
        )
        .order_by(SubscriptionAnswer.answered_at)
    )


async def _noted(
    session: AsyncSession, person_id: UUID, report_id: UUID, answers: Sequence[AnswerGiven]
) -> bool:
    found = select(SubscriptionAnswer).where(SubscriptionAnswer.report_id == report_id)
    before = (await session.scalars(found)).all()
    if not before:
        return False
    same = {(each.template_id, str(each.answer)) for each in answers}
    if {(each.template_id, each.answer) for each in before} != same or any(
        each.person_id != person_id for each in before
    ):
        raise ReportTaken
    return True


async def _check_room(
    session: AsyncSession, person_id: UUID, answers: Sequence[AnswerGiven]
) -> None:
    counts = {
        row.template_id: row.total for row in await session.execute(queries.credits_of(person_id))
    }
    accepted = (one.template_id for one in answers if one.answer == Answer.ACCEPT)
    if any(counts.get(template_id, 0) >= MOST_CREDITS for template_id in accepted):
        raise EnoughCredits


async def void_until(
    session: AsyncSession,
    person_id: UUID,
    template_ids: Collection[UUID],
    until: datetime,
    *,
    now: datetime,
) -> None:
    """Whoever refuses is sent nothing on what was allowed until then."""
    voiding = update(SubscriptionAnswer).where(
        SubscriptionAnswer.person_id == person_id,
        SubscriptionAnswer.template_id.in_(template_ids),
        SubscriptionAnswer.answered_at <= until,
        queries.unspent(),
    )
    await session.execute(voiding.values(void_at=now), execution_options=QUIET)


async def standings(
    session: AsyncSession, person_id: UUID, now: datetime
) -> dict[UUID, tuple[SubscriptionTemplate, Standing]]:
    """How a person stands to each template that carries something they want. Six statements."""
    templates = list(await session.scalars(queries.usable_templates()))
    kinds: dict[UUID, list[str]] = {}
    for row in await session.scalars(queries.kinds_of([each.id for each in templates])):
        kinds.setdefault(row.template_id, []).append(row.kind)
    roles = await roles_of(session, person_id, china_date(now))
    chosen = await settings_of(session, person_id)
    wanted = [
        each
        for each in templates
        if any(wants(chosen, kind, roles) for kind in kinds.get(each.id, ()))
    ]
    counts = {
        row.template_id: row.total for row in await session.execute(queries.credits_of(person_id))
    }
    answers: dict[UUID, list[tuple[str, datetime]]] = {}
    latest = queries.latest_answers(person_id, [each.id for each in wanted], REFUSALS_HEEDED)
    for answer in await session.execute(latest):
        answers.setdefault(answer.template_id, []).append((answer.answer, answer.answered_at))
    return {
        each.id: (
            each,
            Standing(
                template_id=each.id,
                title=each.title,
                lasting=each.lasting,
                credits=counts.get(each.id, 0),
                wanted=each.wanted_credits,
                ask_again_days=each.ask_again_days,
                answers=answers.get(each.id, []),
            ),
        )
        for each in wanted
    }


async def chosen_to_ask(
    session: AsyncSession, person_id: UUID, now: datetime
) -> list[tuple[SubscriptionTemplate, Standing]]:
    """Which templates to ask a person for in one tap now."""
    found = await standings(session, person_id, now)
    return [found[one.template_id] for one in to_ask([each for _, each in found.values()], now)]
