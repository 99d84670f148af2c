"""What limits make of a dose by LQ-L: they were derived under LQ, and clear nothing that LQ does not clear.

A limit is a number of grays in the model of those who found it. Where LQ-L makes another dose of large fractions, both
are shown; a limit that only LQ-L keeps stays open.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reirrad_gui.constraints import Limit, Standing, Verdict
from reirrad_gui.figures import Figure
from reirrad_gui.lq import DoseModel
from reirrad_gui.session.dose_model import model_text

if TYPE_CHECKING:
    from reirrad_gui.session.assessment import PanelRow

BED_RULE = "judged by LQ, not by {model}: a limit stated in BED means nothing by another model"
_KEPT = (Standing.WITHIN, Standing.NEAR)


@dataclass(frozen=True, slots=True)
class ByLq:
    """What plain LQ makes of the same doses, where another model is in force and makes something else of them."""

    cumulative: Figure
    lower: Figure
    upper: Figure
    remaining_eqd2: Figure
    remaining_physical: Figure
    standing: Standing
    reason: str

    @property
    def text(self) -> str:
        """The dose in a word: a number, or between which bounds it lies."""
        if self.cumulative.value is not None:
            return self.cumulative.text
        if self.lower.value is not None and self.upper.value is not None:
            return f"{self.lower.number} to {self.upper.text}"
        return "not known"


def kept_by_both(verdict: Verdict, plain: Verdict, model: DoseModel) -> Verdict:
    """The verdict by a model, never better than the one by LQ; an excess by the model stays one.

    Kept only by the model: not assessable, and the reason says so. Near by LQ: near.
    """
    if verdict.standing not in _KEPT:
        return verdict
    if plain.standing is Standing.NEAR and verdict.standing is not Standing.NEAR:
        reason = f"Near the limit by LQ, under which it was derived: {plain.reason} By {model.name}: {verdict.reason}"
        return replace(verdict, standing=Standing.NEAR, reason=reason)
    if plain.standing in _KEPT:
        return verdict
    reason = f"Kept by {model.name} only; the limit was derived under LQ, and by LQ: {plain.reason} By {model.name}: "
    return replace(
        verdict,
        standing=Standing.NOT_ASSESSABLE,
        worst_case=False,
        reason=reason + verdict.reason,
        margin_holds=plain.margin_holds,
    )


def named_by(verdict: Verdict, limit: Limit, label: str) -> Verdict:
    """The verdict with its dose named by its model: "EQD2 LQ-L (α/β 3 Gy)"."""
    if label == limit.unit_text:
        return verdict
    return replace(verdict, reason=verdict.reason.replace(limit.unit_text, label))


def beside(limit: Limit, cumulative: Figure, lq: ByLq, model: DoseModel) -> str:
    """The sentence that stands beside every verdict for which the model matters."""
    said = f"The limit was derived under LQ, by which {limit.metric.text} is {lq.text}: {lq.standing.text}."
    if cumulative.value is None or lq.cumulative.value is None:
        return said
    difference = lq.cumulative.value - cumulative.value
    word = "lower" if difference >= 0 else "higher"
    off = Figure(abs(difference), "Gy", "difference of the models", f"LQ − {model.name}")
    return f"{said} By {model.name} the dose is {off.text} {word}."


def same_by_lq(model: DoseModel, alpha_beta_gy: float) -> str:
    """What to say where the model makes the same dose as LQ."""
    tail = model.tail_at(alpha_beta_gy)
    if tail is None:
        return ""
    return f"{model.name} is LQ here: no fraction in the organ is above dT {tail.threshold_gy:g} Gy."


def in_force_sentences(model: DoseModel, rows: "Sequence[PanelRow]") -> list[str]:
    """What stands among the warnings while another model than LQ is in force; nothing under LQ."""
    if model.plain:
        return []
    said = [
        f"Doses are converted by {model_text(model)}, not by plain LQ. The limits were derived under LQ: where the two "
        "differ, both numbers are shown, and a limit that LQ does not keep is not counted as kept."
    ]
    differ = [row.organ for row in rows if any(result.by_lq is not None for result in row.results)]
    only = [
        row.organ for row in rows if any(r.by_lq is not None and r.by_lq.standing is Standing.EXCEEDED
        and r.standing is Standing.NOT_ASSESSABLE for r in row.results)
    ]  # fmt: skip
    if differ:
        said.append(f"{model.name} and LQ differ in {', '.join(differ)}.")
    if only:
        said.append(f"By LQ a limit is exceeded that {model.name} alone would keep: {', '.join(only)}.")
    return said
