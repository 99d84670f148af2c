"""The steps of a tour as they stand in `resources/tour`, and the figures their sentences are filled with. No Qt."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reirrad_gui.resources import resource

if TYPE_CHECKING:
    from reirrad_gui.session import Session

EXAMPLE_ID = "EX-001"
"""The patient of the built-in example."""
UNCHANGED = -1
"""A step that leaves the course as it is."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A regimen that the last course is tried with."""

    fractions: int
    total_gy: float


@dataclass(frozen=True, slots=True)
class TourStep:
    """A title, two sentences, the object name of what they speak of, and what is done first.

    `view` is brought forward; `course` is chosen (None: the sum); `organ`: the most urgent organ is chosen.
    """

    title: str
    text: str
    target: str
    view: str = ""
    course: int | None = UNCHANGED
    organ: bool = False
    trial: Trial | None = None


def tour_steps() -> tuple[TourStep, ...]:
    """The tour of the example."""
    content = json.loads(resource("tour", "example.json").read_text(encoding="utf-8"))
    return tuple(_step(one) for one in content["steps"])


def _step(said: Mapping[str, Any]) -> TourStep:
    known = {"title", "text", "target", "view", "course", "organ", "try"}
    if surplus := set(said) - known:
        raise ValueError(f"a step of the tour says {sorted(surplus)}, which means nothing")
    rest = {name: said[name] for name in ("view", "course", "organ") if name in said}
    trial = Trial(**said["try"]) if "try" in said else None
    return TourStep(said["title"], said["text"], said["target"], **rest, trial=trial)


def is_example(session: "Session | None") -> bool:
    """Whether the built-in example is on screen."""
    if session is None:
        return False
    assessment = session.assessment
    return bool(assessment.synthetic) and assessment.patient.patient_id == EXAMPLE_ID


def figures_for(session: "Session") -> Mapping[str, str]:
    """What the sentences are filled with, as the views say it now."""
    from reirrad_gui.ui.panel.further import given
    from reirrad_gui.ui.panel.rows import constraint_rows

    assessment = session.assessment
    rows = constraint_rows(assessment)
    row = next((row for row in rows if row.key is not None and row.has_limit), rows[0])
    registration = assessment.registration_text + ("" if assessment.approved else ", not approved")
    doubt = [f"registration {registration}", *(["synthetic doses"] if assessment.synthetic else [])]
    limit, left = row.meanings.limit.figures, row.meanings.left.figures
    first = assessment.courses[0]
    return {
        "courses": str(len(assessment.courses)),
        "interval": " and ".join(gap.text for gap in assessment.gaps) or "–",
        "doubt": "; ".join(doubt),
        "given": "; ".join(given(course) for course in assessment.courses),
        "first": given(first),
        "first_max": f"{first.dose_max.text} physical",
        "organ": row.name,
        "sum": row.number.spoken,
        "limit": limit[0].quantity.removeprefix("limit: ") if limit else "–",
        "status": row.status.spoken,
        "left": f"{left[0].text} EQD2" if left else "–",
        "registration": registration,
        "tried": assessment.what_if_text.rstrip(".") or "–",
    }


def most_urgent(session: "Session") -> str | None:
    """Key of the organ that the tour speaks of."""
    from reirrad_gui.ui.panel.rows import constraint_rows

    rows = constraint_rows(session.assessment)
    return next((row.key for row in rows if row.key is not None and row.has_limit), None)
