"""Reads of partners and their agreements."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, select
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor, in_view
from shequ_api.base.people.models import Person
from shequ_api.features.content_checks.public import ContentState, state_of
from shequ_api.features.partner_terms.public import PartnerTerms
from shequ_api.features.partners.flow import PartnerState
from shequ_api.features.partners.models import Partner, PartnerAgreement
from shequ_api.features.partners.permissions import PartnerPermission
from shequ_api.features.partners.rules import WARN_DAYS
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
CHECKED_AS = "partner"
"""The kind of content that a partner's words are to those who check them."""
LAST_DAY = func.coalesce(PartnerAgreement.cut_on, PartnerAgreement.ends_on)


def represented(actor: Actor) -> ColumnElement[bool]:
    """The partner for which the actor stands in this request."""
    organisation_id = actor.acting.organisation_id if actor.acting else None
    if organisation_id is None or not actor.may(PartnerPermission.REPRESENT):
        return false()
    return Partner.organisation_id == organisation_id


def in_my_view(actor: Actor) -> ColumnElement[bool]:
    """Partners of the scope, for those who oversee them; for its people, their own."""
    return in_view(actor, Partner, PartnerPermission.OVERSEE, represented(actor))


def agreed_on(on: date) -> ColumnElement[bool]:
    """Agreements that were signed and hold on a day."""
    days = and_(PartnerAgreement.starts_on <= on, on <= LAST_DAY)
    return and_(PartnerAgreement.signed_at.is_not(None), days)


def trading(on: date) -> ColumnElement[bool]:
    """Partners whose goods may be sold on a day: active, with an agreement for it."""
    agreed = exists().where(PartnerAgreement.partner_id == Partner.id, agreed_on(on))
    return and_(Partner.state == PartnerState.ACTIVE, agreed)


def agreement_on(partner_id: UUID, on: date) -> Select[PartnerAgreement]:
    """The one agreement of a partner that holds on a day."""
    return select(PartnerAgreement).where(PartnerAgreement.partner_id == partner_id, agreed_on(on))


def past_agreement(on: date) -> Select[Partner]:
    """Active partners whom no agreement binds on a day or later; locked, the busy passed by."""
    later = exists().where(
        PartnerAgreement.partner_id == Partner.id,
        PartnerAgreement.signed_at.is_not(None),
        on <= LAST_DAY,
    )
    past = select(Partner).where(Partner.state == PartnerState.ACTIVE, ~later).order_by(Partner.id)
    return past.with_for_update(skip_locked=True).execution_options(populate_existing=True)


def _agreed_until() -> ColumnElement[Any]:
    """The last day of the last agreement that was signed."""
    signed = PartnerAgreement.signed_at.is_not(None)
    last = select(func.max(LAST_DAY)).where(PartnerAgreement.partner_id == Partner.id, signed)
    return last.correlate(Partner).scalar_subquery()


@built_once
def partner_lines() -> Rows:
    """Partners with the last day to which they are bound."""
    columns = [column for column in Partner.__table__.columns if column.name != "case_id"]
    return select(*columns, _agreed_until().label("agreed_until"))


def ending_soon(on: date) -> ColumnElement[bool]:
    """Active partners whose last agreement ends within the days of warning."""
    soon = _agreed_until() <= on + timedelta(days=WARN_DAYS)
    return and_(Partner.state == PartnerState.ACTIVE, soon)


def public_partners(community_id: UUID, on: date) -> Rows:
    """The partners that trade in a community, as everybody may see them."""
    passed = state_of(CHECKED_AS, Partner.id) == ContentState.PASS
    return select(
        Partner.id,
        Partner.partner_kind,
        Partner.name,
        Partner.offers,
        Partner.address,
        Partner.contact_name,
        Partner.contact_phone_sealed,
        Partner.shows_contact,
        Partner.applied_at,
    ).where(Partner.community_id == community_id, trading(on), passed)


def agreement_lines(partner_id: UUID) -> Rows:
    """A partner's agreements with the terms that they are about and who signed."""
    signer = aliased(Person)
    return (
        select(
            *(c for c in PartnerAgreement.__table__.columns if not c.name.endswith("_by_id")),
            PartnerTerms.title.label("terms_title"),
            PartnerTerms.text.label("terms_text"),
            PartnerTerms.number.label("terms_number"),
            signer.name.label("signed_by"),
        )
        .join(PartnerTerms, PartnerTerms.id == PartnerAgreement.terms_id)
        .outerjoin(signer, signer.id == PartnerAgreement.signed_by_id)
        .where(PartnerAgreement.partner_id == partner_id)
    )


def last_agreement_number(partner_id: UUID) -> Select[int]:
    """How many agreements a partner was offered."""
    count = func.coalesce(func.max(PartnerAgreement.number), 0)
    return select(count).where(PartnerAgreement.partner_id == partner_id)


def waiting_with(applicant_id: UUID) -> Select[Partner]:
    """The applications of somebody that wait for the community's word or theirs."""
    waiting = Partner.state.in_((PartnerState.APPLIED, PartnerState.MORE_NEEDED))
    mine = select(Partner).where(Partner.applicant_id == applicant_id, waiting)
    return mine.order_by(Partner.id)


def signed_since(partner_id: UUID, day: date) -> Select[PartnerAgreement]:
    """A partner's signed agreements that hold on a day or later, in order."""
    mine = (PartnerAgreement.partner_id == partner_id, PartnerAgreement.signed_at.is_not(None))
    later = select(PartnerAgreement).where(*mine, day <= LAST_DAY)
    return later.order_by(PartnerAgreement.starts_on)


def of_organisation(organisation_id: UUID) -> Select[Partner]:
    """The partner that an organisation is, or was at last."""
    ended = Partner.state == PartnerState.ENDED
    mine = select(Partner).where(Partner.organisation_id == organisation_id)
    return mine.order_by(ended, Partner.applied_at.desc()).limit(1)
