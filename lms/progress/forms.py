"""The shape of answers: why something comes back, why it is changed, why not.

Whoever decides writes the same few things about a reflection, a log entry, a course or a request.
"""

from lms.base.forms import GuardedForm, ProseField
from lms.base.prose import Words

REASON = "Say why: it stays in the record."


class WordsForm(GuardedForm):
    """One text, of whoever decides; the name of its field is `about`."""

    about = "comment"

    def words(self) -> str:
        """What was typed."""
        return str(self._fields[self.about].data or "")

    def said(self) -> Words:
        """The same for a rule, with the tick that it identifies no client."""
        return Words(self.words(), bool(self.cleared.data))


class ReturnForm(WordsForm):
    """Why it comes back."""

    comment = ProseField("What should be looked at again?", required="Say what to look at again.")


class ReasonForm(WordsForm):
    """Why something is changed: waived, reopened, revoked."""

    about = "reason"
    reason = ProseField("Why?", required=REASON)


class DeclineForm(WordsForm):
    """Why what was asked for is not given."""

    comment = ProseField("Why not?", required="Say why not: the learner reads it.")
