"""Recovery between courses: off unless somebody turned it on, and then a range where dates are (DESIGN D6)."""

from dataclasses import dataclass

from reirrad_gui.errors import EntryError, NotAssessableError
from reirrad_gui.lq import RECOVERY_MODELS, RecoveryModel
from reirrad_gui.session.courses import gap_to_latest
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.settings import NO_RECOVERY, Recovery, Settings

USER = "user"


def recovery_models() -> tuple[RecoveryModel, ...]:
    """The named models a user may choose from, no recovery first; each with its citation and domain.

    >>> recovery_models()[0].key == NO_RECOVERY
    True
    """
    return tuple(RECOVERY_MODELS.values())


@dataclass(frozen=True, slots=True)
class Discounts:
    """Least and most recovery of each course (0 to 1), with the sentence that every view shows."""

    ranges: tuple[tuple[float, float], ...]
    name: str | None
    text: str
    warnings: tuple[str, ...] = ()


def discounts(opened: Opened, settings: Settings) -> Discounts:
    """The recovery in force for each course; the newest course never recovers.

    Raises
    ------
    EntryError
        An unknown model, a percentage outside 0 to 100, or a percentage without its reason.
    """
    count = len(opened.case.courses)
    recovery = settings.recovery
    if not recovery.on:
        return Discounts(((0.0, 0.0),) * count, None, "off")
    if recovery.model == USER:
        share = _user_share(recovery)
        text = f"{recovery.percent:g} % of earlier courses, typed by the user: {recovery.reason}"
        return Discounts(_earlier(count, (share, share)), text, text)
    model = RECOVERY_MODELS.get(recovery.model)
    if model is None:
        known = ", ".join(RECOVERY_MODELS)
        raise EntryError(
            f"There is no recovery model “{recovery.model}”. Choose one of: {known}; or type a percentage."
        )
    ranges: list[tuple[float, float]] = []
    warnings = _beyond_its_tissues(model)
    for course in range(count):
        gap = gap_to_latest(opened, course)
        try:
            ranges.append((0.0, 0.0) if course == count - 1 else model.fraction(gap.min_months, gap.max_months))
        except NotAssessableError as error:
            ranges.append((0.0, 0.0))
            warnings.append(f"Recovery of course {course + 1} is not applied: {error}")
    shown = "; ".join(f"course {i + 1}: {_percent(r)}" for i, r in enumerate(ranges[:-1]))
    return Discounts(tuple(ranges), model.name, f"{model.name} ({model.citation}): {shown}", tuple(warnings))


def _beyond_its_tissues(model: RecoveryModel) -> list[str]:
    """A model of one tissue discounts every organ here: that it is founded there only is said with the result."""
    if not model.tissues:
        return []
    return [
        f"{model.name} is in force for every organ, but it is a model of the spinal cord and not validated for other "
        "organs: a limit of another organ that is kept only with it is not known to be kept. Look at the case without "
        "recovery, too."
    ]


def _user_share(recovery: Recovery) -> float:
    if recovery.percent is None or not 0 <= recovery.percent <= 100:
        raise EntryError(f"A recovery must lie between 0 and 100 %, not {recovery.percent}.")
    if not recovery.reason.strip():
        raise EntryError("A typed recovery needs its reason: it will be shown beside every number that rests on it.")
    return recovery.percent / 100.0


def _earlier(count: int, share: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    return (*((share,) * (count - 1)), (0.0, 0.0)) if count else ()


def _percent(share: tuple[float, float]) -> str:
    low, high = (100 * s for s in share)
    return f"{low:.0f} %" if low == high else f"{low:.0f} to {high:.0f} %"


def parse_recovery(text: str) -> Recovery:
    """A recovery as the command line names it: a model's name, "none", or "25%: reason".

    >>> parse_recovery("25%: board of 3 May").percent
    25.0
    """
    name, _, reason = text.partition(":")
    if name.strip().endswith("%"):
        try:
            percent = float(name.strip().rstrip("%").replace(",", "."))
        except ValueError as error:
            raise EntryError(f"“{name}” is not a percentage.") from error
        return Recovery(USER, percent, reason.strip())
    if text != NO_RECOVERY and text not in RECOVERY_MODELS:
        known = ", ".join([NO_RECOVERY, *(m for m in RECOVERY_MODELS if m != NO_RECOVERY)])
        raise EntryError(
            f"There is no recovery model “{text}”. Choose one of: {known}; or type for example “25%: reason”."
        )
    return Recovery(text)
