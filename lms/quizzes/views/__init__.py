"""The pages of quizzes: taking one, practice, one's people, the team, an office's banks."""

from lms.quizzes.views import banks, office, people, practice, taking, team
from lms.quizzes.views.blueprint import bp

__all__ = ["banks", "bp", "office", "people", "practice", "taking", "team"]
