"""Which organs a report shows in pictures: those that limit, worst first, and which of them are not drawn. No Qt."""

from dataclasses import dataclass

from reirrad_gui.session.assessment import Assessment
from reirrad_gui.ui.panel.rows import Row, constraint_rows

MOST_DRAWN = 6
"""More pictures than these nobody looks through; the table has all organs."""


@dataclass(frozen=True, slots=True)
class Limiting:
    """Rows of the panel that are drawn, and sentences on those that are not."""

    rows: tuple[Row, ...]
    said: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The structures of the rows."""
        return tuple(row.key for row in self.rows if row.key is not None)


def limiting(assessment: Assessment) -> Limiting:
    """Organs with a limit that are exceeded, near or not assessable, as far as they are contoured.

    Of organs that are not assessable those come first of which a highest dose is known at all.
    """
    found = [row for row in constraint_rows(assessment) if row.has_limit and not row.absent and _limits(row)]
    drawn = [row for row in found if row.key is not None and _has_maximum(assessment, row.key)]
    unseen = [row.name for row in found if row not in drawn]
    said = []
    if len(drawn) > MOST_DRAWN:
        more = ", ".join(row.name for row in drawn[MOST_DRAWN:])
        said.append(f"Not drawn, after the first {MOST_DRAWN}: {more}.")
    if unseen:
        said.append(
            f"Without a picture, because they are not contoured or no dose is known in them: {', '.join(unseen)}."
        )
    if not found:
        said.append("No organ exceeds its limit, is near it or is not assessable, so none is drawn.")
    return Limiting(tuple(drawn[:MOST_DRAWN]), tuple(said))


def _limits(row: Row) -> bool:
    return row.standing.word != "within"


def _has_maximum(assessment: Assessment, key: str) -> bool:
    organ = assessment.organ(key)
    return organ is not None and organ.hottest is not None
