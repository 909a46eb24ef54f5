"""What the roster keeps: a file of people between its upload and its import."""

from datetime import datetime

from sqlalchemy import JSON, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.base.db import Base, Id, PersonId


class Upload(Base):
    """A file of people that an officer is about to import; deleted once that is done."""

    __tablename__ = "upload"

    id: Mapped[Id]
    person_id: Mapped[PersonId]  # whose it is: nobody else sees it
    text: Mapped[str] = mapped_column(Text)
    columns: Mapped[dict[str, str]] = mapped_column(JSON)  # our name → the heading in the file
    uploaded_at: Mapped[datetime]
