"""What people typed that stands in sentences of the panel: told in every language as they wrote it."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from reirrad_gui.session.approvals import Approval
from reirrad_gui.ui.language import tr, tr_of

if TYPE_CHECKING:
    from reirrad_gui.session.assessment import Assessment


def typed_words(assessment: "Assessment") -> tuple[str, ...]:
    """Reasons of recoveries, who approved registrations and with which words, and who wrote and entered letters."""
    settings = assessment.settings
    own = (*settings.recovery_by_organ.values(), *settings.recovery_by_course.values())
    found = [recovery.reason for recovery in (settings.recovery, *own)]
    approvals = (Approval.read(text) for text in settings.approvals.values())
    found += [text for one in approvals if one is not None for text in (one.name, one.note)]
    letters = (summary.course.letter for summary in assessment.courses)
    for one in letters:
        if one is not None:
            found += [one.document.title, one.document.author, one.entered_by, one.note]
    return tuple(dict.fromkeys(text.strip() for text in found if text.strip()))


def tell(text: str, typed: Collection[str]) -> str:
    """The text as it is shown, with what was typed as it is."""
    names = [name for name in typed if name in text]
    return tr_of(text, *names) if names else tr(text)
