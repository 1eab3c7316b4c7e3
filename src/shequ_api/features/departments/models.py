from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shequ_api.kit.model import Base, Identified


class Department(Base, Identified):
    """A department of a district that may ask grids to do something."""

    __tablename__ = "departments"
    ownership = "district"
    __table_args__ = (
        UniqueConstraint("district_id", "name"),
        Index(None, "district_id", "id"),
    )

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    name: Mapped[str]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime]


class DepartmentOfficer(Base):
    """Somebody who asks and gives for a department: of one in each district."""

    __tablename__ = "department_officers"
    ownership = "district"
    __table_args__ = (Index(None, "department_id", "person_id"),)

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    department_id: Mapped[UUID] = mapped_column(ForeignKey("departments.id"))

    department: Mapped[Department] = relationship(lazy="raise")
