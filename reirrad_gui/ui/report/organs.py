"""The organs in a report: the rows of the constraint panel, and where their limits are from. No Qt, no arithmetic."""

from reirrad_gui.constraints import Limit
from reirrad_gui.session.assessment import Assessment, LimitResult, OrganDose, PanelRow
from reirrad_gui.session.certainty import Answer
from reirrad_gui.ui.panel.explanation import evidence_text
from reirrad_gui.ui.panel.further import explained
from reirrad_gui.ui.panel.rows import Row, constraint_rows, marks_used, status_counts
from reirrad_gui.ui.report.parts import Cell, Heading, Paragraph, Part, Table

ORGANS = "organs"
HOW_SURE = "How sure"
NOT_ASKED = "How sure these verdicts are was not asked: the page “How sure” of the window answers it."


def at_a_glance(assessment: Assessment, certain: Answer | None) -> tuple[Part, ...]:
    """How many organs stand where, and in a sentence each what is exceeded, near or not assessable."""
    rows = constraint_rows(assessment, certain)
    counts = " · ".join(f"{standing.text}: {number}" for standing, number in status_counts(rows))
    found: list[Part] = [Paragraph(counts or "No organ is contoured, so no limit could be judged.")]
    found += [Paragraph(f"{row.name}: {row.status.first}. {row.why}") for row in rows if _urgent(row)]
    return tuple(found)


def _urgent(row: Row) -> bool:
    return row.has_limit and not row.absent and (row.standing.word != "within" or bool(row.condition))


def organ_table(assessment: Assessment, certain: Answer | None) -> tuple[Part, ...]:
    """One row per organ: each course, what has accumulated, limit, what is left, status."""
    rows = constraint_rows(assessment, certain)
    behind = {(row.organ_key, row.organ): row for row in assessment.rows}
    courses = tuple(summary.name for summary in assessment.courses)
    lines = tuple(
        _line(row, behind[row.key, row.name], assessment.organ(row.key), len(courses)) for row in rows if not row.absent
    )
    heads = ("Organ", *courses, "Accumulated", "Limit", "Left", "Status")
    share = max(1, 24 // max(1, len(courses)))
    widths = (17, *(share,) * len(courses), 14, 16, 13, 16)
    absent = ", ".join(row.name for row in rows if row.absent)
    below = (
        "EQD2 in Gy. Each course: its own metric wherever in the organ it lies, so the courses need not add up.",
        *marks_used(rows),
        *((f"In the set of limits, but not contoured: {absent}.",) if absent else ()),
    )
    return (Table(ORGANS, heads, lines, widths, frozenset(range(1, len(courses) + 2)), below),)


def how_sure(assessment: Assessment, certain: Answer | None) -> tuple[Part, ...]:
    """How sure each verdict is, where that was asked of what is shown; else that it was not."""
    title = Heading(HOW_SURE, part=True)
    if certain is None:
        return (title, Paragraph(NOT_ASKED, "muted"))
    rows = [row for row in constraint_rows(assessment, certain) if row.certainty and not row.absent]
    lines = tuple((Cell(row.name), *(Cell(text) for text in row.certainty)) for row in rows)
    said = Paragraph(f"{certain.found.text}.", "muted")
    if not lines:
        return (title, said, Paragraph("No organ has a verdict that could be tried.", "muted"))
    heads = ("Organ", "Verdict", "Dose", "Limit")
    return (title, Table("certainty", heads, lines, (16, 28, 28, 28)), said)


def _line(row: Row, behind: PanelRow, organ: OrganDose | None, courses: int) -> tuple[Cell, ...]:
    if behind.shown is not None:
        own = tuple(_course(behind, index) for index in range(courses))
    else:  # without a limit the near-maximum is shown, as the panel does
        own = ("–",) * courses if organ is None else tuple(one.eqd2.d0_03cc_gy.number for one in organ.courses)
    number = Cell(row.number.first, row.number.second)
    status = Cell(row.status.first, row.status.second, row.standing.word)
    limit, left = Cell(row.limit.first, row.limit.second), Cell(row.left.first, row.left.second)
    return (Cell(row.organ.first, row.organ.second), *(Cell(text) for text in own), number, limit, left, status)


def _course(row: PanelRow, index: int) -> str:
    """A course's own metric; between its bounds where it is not known."""
    shown = row.shown
    assert shown is not None, "asked only where a limit is shown"
    figure = shown.per_course_eqd2[index]
    if figure.value is not None or index >= len(shown.per_course_bounds):
        return figure.number
    low, high = shown.per_course_bounds[index]
    return f"≤ {high.number}" if high.value is not None else f"≥ {low.number}" if low.value else "–"


def limit_sources(assessment: Assessment) -> tuple[Part, ...]:
    """Every limit that was applied, what it says of its organ, and below them the papers, numbered."""
    papers: dict[str, int] = {}
    lines = []
    for row in assessment.rows:
        for index, result in enumerate(row.results):
            limit = result.limit
            number = papers.setdefault(_citation(limit), len(papers) + 1)
            decides = "decides the row. " if index == row.deciding else ""
            lines.append(
                (
                    Cell(row.organ, "" if row.organ_key else "not contoured"),
                    Cell(limit.text, decides + limit.endpoint),
                    Cell(f"[{number}] {limit.short_citation}", evidence_text(limit)),
                    Cell(dose_with_bounds(result)),
                    Cell(result.standing.text, "", result.standing.word),
                )
            )
    heads = ("Organ", "Limit", "Source, and how sure it is", "Accumulated", "Status")
    if not lines:
        return (Paragraph("The set in force has no limit for any organ of this case.", "warning"),)
    below = tuple(f"[{number}] {paper}" for paper, number in papers.items())
    return (Table("limits", heads, tuple(lines), (14, 30, 26, 16, 14), below=below),)


def _citation(limit: Limit) -> str:
    return limit.citation.rstrip(".") + (f", doi {limit.doi}" if limit.doi else "")


def dose_with_bounds(result: LimitResult) -> str:
    """ "72.9 Gy"; "40.1 to 75.0 Gy" where it is a range; "at least 40.1 Gy" where nothing bounds it above."""
    if result.cumulative.value is not None:
        return result.cumulative.text
    low, high = result.lower, result.upper
    if low.value is None and high.value is None:
        return explained(result.cumulative)
    if high.value is None:
        return f"at least {low.text}"
    return f"{low.number} to {high.text}" if low.value else f"at most {high.text}"
