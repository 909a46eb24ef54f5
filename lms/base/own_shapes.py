"""The shapes that offices added, as the guard uses them on every text, whoever writes it.

A number of another office identifies its client as well. They are few, and read once in a
transaction; the rules that add and remove them are the roster's.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, String, event, select
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from lms.base import patterns
from lms.base.db import Base, Id, current_index, db
from lms.base.rule import Rule

LONGEST_NAME = 60
READ = "shapes of offices"


class GuardPattern(Base):
    """One shape of one office. Never changed: another takes its place, or it is superseded."""

    __tablename__ = "guard_pattern"
    __table_args__ = (
        current_index("uq_guard_pattern_current", "office_id", "shape"),
    )  # fmt: skip

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))  # what it is: “state case number”
    shape: Mapped[str] = mapped_column(String(patterns.LONGEST))
    blocks: Mapped[bool]
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]

    @property
    def rule(self) -> Rule:
        """What the guard looks for."""
        return patterns.rule(self.name, self.shape, blocks=self.blocks)


# In an order that is the same for everyone: of two that fit alike the first one names the place.
IN_FORCE = (
    select(GuardPattern.name, GuardPattern.shape, GuardPattern.blocks)
    .where(GuardPattern.superseded_at.is_(None))
    .order_by(GuardPattern.id)
)


def rules() -> tuple[Rule, ...]:
    """Those of all offices, as this transaction sees them."""
    info = db.session().info
    if READ not in info:
        info[READ] = tuple(
            patterns.rule(name, shape, blocks=blocks)
            for name, shape, blocks in db.session.execute(IN_FORCE)
        )
    found: tuple[Rule, ...] = info[READ]
    return found


def forget() -> None:
    """Read them anew: one was added or removed."""
    db.session().info.pop(READ, None)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(READ, None)
