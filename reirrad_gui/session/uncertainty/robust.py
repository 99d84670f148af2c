"""Whether a verdict may be called robust: the rule of docs/decisions/0009-how-sure.md, in one place."""

from collections.abc import Sequence

from reirrad_gui.constraints import Standing
from reirrad_gui.session.assessment import PanelRow
from reirrad_gui.session.uncertainty.chance import Probability
from reirrad_gui.session.uncertainty.result import CONDITIONAL, DEPENDS, NOT_ASSESSABLE, ROBUST, Bar, Robustness
from reirrad_gui.session.uncertainty.tornado import exceeded_by_a_part

SMALL_PERCENT = 5.0
"""A probability of the other answer below this, with its 95 % interval, is small."""

STAYS = {Standing.WITHIN: "stays within", Standing.NEAR: "stays near", Standing.EXCEEDED: "stays exceeded"}
"""What the word belongs to: a dose near its limit stays near it, and is not made safe."""

PARTS = "what the same source asks of the newest course"
_BY_MODEL = (
    "Drawn by LQ-L, while the limit was derived under LQ, by which the dose is another one. Choose LQ to ask how sure "
    "the verdict is."
)


def robustness(
    row: PanelRow,
    bars: Sequence[Bar],
    exceeds: Probability | None,
    varied: Sequence[str],
    not_varied: str,
    unchecked: Sequence[int] = (),
) -> Robustness:
    """The robustness of one row.

    Parameters
    ----------
    bars : those that count
    exceeds : of the deciding limit; None where there is none
    varied : what the draws varied, by name
    not_varied : what could vary and did not, in words
    unchecked : courses, by index, whose dose reaches the organ through a registration that nobody approved and that was
        not varied
    """
    if row.standing is Standing.NOT_ASSESSABLE or exceeds is None:
        return Robustness(NOT_ASSESSABLE, "? not assessable", f"Not assessable: {row.headline}")
    asked = tuple(dict.fromkeys([*varied, *(bar.name for bar in bars)]))
    if why := _not_asked(row, asked, exceeds, flips=any(bar.flips for bar in bars)):
        return Robustness(NOT_ASSESSABLE, "? not asked", why)
    by_model = row.standing is not Standing.EXCEEDED and any(result.by_lq is not None for result in row.results)
    flipping = [bar for bar in bars if bar.flips]
    if flipping or by_model:
        names = (*(("the model",) if by_model else ()), *dict.fromkeys(bar.name for bar in flipping))
        text = " ".join([*([_BY_MODEL] if by_model else []), *(bar.sentence for bar in flipping)])
        return Robustness(DEPENDS, f"depends on {', '.join(names)}", text, names)
    if (doubt := _doubt(row, exceeds)) != "":
        return Robustness(DEPENDS, "depends on several assumptions together", doubt, ("several together",))
    not_drawn = "; ".join(part for part in (not_varied, _parts_of(row)) if part)
    left = f" Not drawn: {not_drawn}." if not_drawn else ""
    held = (
        f"it stays “{row.standing.word}” at either end of {', '.join(asked)}; the probability that the limit "
        f"is exceeded is {exceeds.text}.{left}"
    )
    return _held(row, held, unchecked)


def _not_asked(row: PanelRow, asked: Sequence[str], exceeds: Probability, *, flips: bool) -> str:
    """Why nothing that was varied says how sure the verdict is; empty where something does."""
    if row.organ_key is None:
        return f"Not varied: {row.organ} is not contoured; its verdict rests on the bounds that documents give."
    if not asked:
        return "Not asked: nothing that could vary is known of this organ. Choose what may vary."
    if not flips and row.results and row.shown is not None and exceeded_by_a_part(row.shown):
        return (
            "Not drawn: the newest course exceeds what the same source allows it, and the draws ask for the sum alone. "
            f"The probability that the sum exceeds the limit is {exceeds.text}."
        )
    return ""


def _parts_of(row: PanelRow) -> str:
    """What a limit asks beside the sum, which no draw asks for; empty where it asks nothing."""
    limit = row.shown.limit if row.results and row.shown is not None else None
    asks = limit is not None and (limit.last_course_at_most_gy or limit.last_course_share_at_most)
    return PARTS if asks else ""


def _held(row: PanelRow, held: str, unchecked: Sequence[int]) -> Robustness:
    """Nothing that was varied changes the verdict: robust, unless it rests on a registration that nobody checked."""
    if not unchecked:
        return Robustness(ROBUST, f"robust: {STAYS[row.standing]}", f"Robust: {held}")
    named = " and ".join(f"course {course + 1}" for course in unchecked)
    text = f"Nobody approved the registration of {named}, and the draws did not vary it. If it holds, {held}"
    return Robustness(CONDITIONAL, "robust only if the registration holds", text)


def _doubt(row: PanelRow, exceeds: Probability) -> str:
    """Why the draws do not agree with the verdict; empty where they do."""
    if exceeds.high.value is None or exceeds.low.value is None:
        return f"How often the limit is exceeded is not known: {exceeds.figure.reason}."
    if row.standing is Standing.EXCEEDED:
        surely = exceeds.low.value > 100.0 - SMALL_PERCENT
    else:
        surely = exceeds.high.value < SMALL_PERCENT
    if surely:
        return ""
    if any(result.by_lq is not None for result in row.results):
        return (
            "Two models have a say in this row, so that no assumption was judged alone; together the probability that "
            f"the limit is exceeded is {exceeds.text}."
        )
    return f"No assumption alone changes it, but together the probability that the limit is exceeded is {exceeds.text}."
