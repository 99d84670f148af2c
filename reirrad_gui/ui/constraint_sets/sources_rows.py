"""What every set says of one organ, as lines of a table: the same figures that the panel shows. No Qt."""

from dataclasses import dataclass

from reirrad_gui.figures import Figure
from reirrad_gui.session.assessment import LimitResult
from reirrad_gui.session.sources import OrganSources, SourceLimit, SourceRemark
from reirrad_gui.ui.constraint_sets.rows import NONE_FOUND, SEEN, number
from reirrad_gui.ui.numbers.meaning import NO_MEANING, Meaning, Section

COLUMNS = (
    "Source", "Limit", "α/β", "Recovery", "This case, EQD2", "Status", "Set", "Evidence", "Confidence", "Conditions",
    "Scope", "Why",
)  # fmt: skip
STANDING_COLUMN = COLUMNS.index("Status")
DOSE_COLUMN = COLUMNS.index("This case, EQD2")
NO_DOSE = "–"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One line; `status` is the word of its standing, "" for what is only told; bold where it is in force.

    `meaning` is that of its dose.
    """

    cells: tuple[str, ...]
    status: str
    in_force: bool
    full: str
    meaning: Meaning = NO_MEANING


def source_rows(found: OrganSources) -> tuple[SourceRow, ...]:
    """Limits in the order of the session, then what was only seen, then who found nothing."""
    return (*(_limit(one) for one in found.limits), *(_remark(one) for one in found.remarks))


def headline(found: OrganSources) -> str:
    """Whether sources disagree; that there is none, or only one, is said too."""
    if found.conflict:
        return f"▲ {found.conflict}"
    cumulative = [one for one in found.limits if one.limit.scope == "cumulative"]
    if not cumulative:
        return f"? No set on this computer has a cumulative limit for {found.organ}."
    if found.limits[0].result is None:
        return f"? {found.limits[0].why_not}: limits are listed, no dose can be held against them."
    return "The limits that count lead to one answer, and give one dose for each metric."


def told(found: OrganSources) -> str:
    """Everything, for the clipboard."""
    rows = source_rows(found)
    return "\n".join([f"{found.organ}: {headline(found)}", *(row.full for row in rows), *found.unreadable])


def _limit(one: SourceLimit) -> SourceRow:
    limit, result = one.limit, one.result
    level = "" if limit.level is None else f", {limit.level}"
    status = "not assessable" if result is None else result.standing.word
    why = one.why_not if result is None else result.reason
    cells = (
        limit.short_citation,
        f"{limit.metric.text} ≤ {number(limit.limit_gy)} Gy {limit.quantity}{_as_eqd2(one)}",
        f"{number(limit.alpha_beta_gy)} Gy",
        limit.recovery_basis,
        NO_DOSE if result is None else dose_text(result),
        "? not assessable" if result is None else result.standing.text,
        _set_text(one.stamp.title, one.stamp.version, one.in_force),
        limit.evidence.text,
        str(limit.confidence),
        limit.conditions_text or "–",
        f"{limit.scope}{level}",
        "; ".join(text for text in (why, one.note) if text),
    )
    meaning = NO_MEANING if result is None else Meaning(_figures(result), Section.LIMITS)
    return SourceRow(cells, status, one.in_force, " | ".join(cells), meaning)


def _figures(result: LimitResult) -> tuple[Figure, ...]:
    """What the dose says: itself, or its bounds; itself with its reason where nothing is known."""
    found = result.cumulative
    bounds = tuple(one for one in (result.lower, result.upper) if one.value is not None)
    return (found,) if found.value is not None or not bounds else bounds


def dose_text(result: LimitResult) -> str:
    """The accumulated metric, or its bounds where it is not known."""
    if result.cumulative.value is not None:
        return result.cumulative.text
    lower, upper = result.lower, result.upper
    if lower.value is None:
        return NO_DOSE
    return f"at least {lower.text}" if upper.value is None else f"{lower.number} to {upper.text}"


def _as_eqd2(one: SourceLimit) -> str:
    """A limit that its source states as BED is compared as EQD2."""
    result = one.result
    if result is None or one.limit.quantity == "EQD2":
        return ""
    return f" (EQD2 {number(result.limit.limit_gy)} Gy)"


def _remark(one: SourceRemark) -> SourceRow:
    seen = one.observation
    source = "–" if seen is None else seen.citation
    evidence = "–" if seen is None else seen.evidence.text
    what = NONE_FOUND if seen is None else SEEN
    cells = (source, what, "–", "–", NO_DOSE, "–", one.stamp.title, evidence, "–", "–", "–", one.said)
    return SourceRow(cells, "", False, " | ".join(cells))


def _set_text(title: str, version: str, in_force: bool) -> str:
    return f"{title}, version {version}{', in force' if in_force else ''}"
