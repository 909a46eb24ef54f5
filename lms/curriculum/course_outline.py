"""The shape of the course catalogue: columns of courses, frozen, without a database."""

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class CourseOutline:
    """One course, as the file words it."""

    key: str
    title: str
    column: str  # key of the column it stands in
    summary: str  # Markdown: what a learner can do afterwards
    roles: tuple[str, ...] = ()  # job roles it is for; () = everyone
    required: bool = False  # else suggested
    minutes: int | None = None  # as a source states them; None: the office says how long it takes
    renew_months: int | None = None  # months until it has to be taken again; None: never


@dataclass(frozen=True)
class ColumnOutline:
    """Courses of one subject, as they stand below each other."""

    key: str
    title: str
    courses: tuple[CourseOutline, ...] = ()


@dataclass(frozen=True)
class CatalogueOutline:
    """All courses of the file, in order."""

    title: str
    introduction: str = ""  # Markdown
    columns: tuple[ColumnOutline, ...] = ()

    @cached_property
    def courses(self) -> dict[str, CourseOutline]:
        """Every course by its key, in order."""
        return {course.key: course for column in self.columns for course in column.courses}


def to_json(catalogue: CatalogueOutline) -> dict[str, Any]:
    """Return the catalogue as plain dicts, lists, strings and numbers."""
    data = asdict(catalogue)
    for column in data["columns"]:
        for course in column["courses"]:
            del course["column"]  # it stands in it
    return data
