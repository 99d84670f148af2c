"""What views remember from one start to the next, as text; nothing that another version wrote can harm. No Qt."""

import json
from collections.abc import Mapping, Sequence

LEAST_SHARE, MOST_SHARE = 0.05, 0.95


def state_of(text: str) -> Mapping[str, object]:
    """The entries of a text; none where it tells none: then everything is as at the first start.

    >>> state_of('{"page": 1}'), state_of(""), state_of("[1]"), state_of("nonsense")
    ({'page': 1}, {}, {}, {})
    """
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def text_of(entries: Mapping[str, object]) -> str:
    """The text of some entries; those that are as at the first start (None) are left out.

    >>> text_of({"page": 1, "share": None})
    '{"page": 1}'
    """
    return json.dumps({name: value for name, value in entries.items() if value is not None})


def share_in(value: object) -> float | None:
    """The part of a place that its first half takes; None where nothing of the kind was kept.

    >>> share_in(0.5), share_in(7), share_in("half"), share_in(True)
    (0.5, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if LEAST_SHARE <= value <= MOST_SHARE else None


def share_of(sizes: Sequence[int]) -> float | None:
    """The part that the first of two sizes takes.

    >>> share_of([300, 100]), share_of([0, 0])
    (0.75, None)
    """
    whole = sum(sizes)
    return None if whole <= 0 else share_in(round(sizes[0] / whole, 3))


def in_shares(share: float) -> list[int]:
    """Sizes of two halves for a splitter, which fits them to its own."""
    return [round(1000 * share), round(1000 * (1 - share))]
