"""Results that follow from the history by published rules: extent of disease, progression, pain response and flare.

Nothing here is a source: each result names the events it rests on, and says what is missing where it cannot be found.
"""

from reirrad_gui.session.derived.derived import (
    Derived,
    dates_of,
    derived_from_history,
    history_with,
    history_with_derived,
)

__all__ = ["Derived", "dates_of", "derived_from_history", "history_with", "history_with_derived"]
