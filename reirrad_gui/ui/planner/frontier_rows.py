"""The iso-toxic frontier, ready to draw: what is largest in each number of fractions, and how listed regimens lie."""

from dataclasses import dataclass

from reirrad_gui.session.planner.candidates import CandidateTable
from reirrad_gui.session.planner.regimens import REGIMENS, Regimen
from reirrad_gui.session.planner.solve import Solution, SolvedPoint, prescription_figure
from reirrad_gui.ui.planner.rows import limited_by, regimen_text

KEPT, OVER = "keeps the limits that take part", "over"


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """One number of fractions; `gray` is the height in the quantity shown, `low` and `high` the band's ends."""

    fractions: int
    gray: float
    low: float | None
    high: float | None
    organ: str
    regimen: Regimen
    said: str


@dataclass(frozen=True, slots=True)
class ListedMark:
    """A listed regimen beside the frontier; `over` where its total is above the largest."""

    regimen: Regimen
    gray: float
    over: bool

    @property
    def text(self) -> str:
        """As it is typed."""
        return regimen_text(self.regimen.fractions, self.regimen.total_gy)


@dataclass(frozen=True, slots=True)
class Frontier:
    """What the plot shows. `organs` in the order in which they get symbols; `band` says what the shading is."""

    axis: str
    points: tuple[FrontierPoint, ...]
    marks: tuple[ListedMark, ...]
    organs: tuple[str, ...]
    band: str = ""
    tried: ListedMark | None = None

    @property
    def top(self) -> float:
        """The highest thing drawn, Gy."""
        marks = (*self.marks, *((self.tried,) if self.tried is not None else ()))
        heights = [max(p.gray, p.high or 0.0) for p in self.points] + [mark.gray for mark in marks]
        return max(heights, default=1.0)


def frontier(solution: Solution, *, tumour: bool, tried: Regimen | None = None) -> Frontier:
    """The frontier as total dose, or as EQD2 of the prescription at the tumour's α/β with the band of other α/β.

    `tried` is marked, too, where its number of fractions was asked for.
    """
    ratio = solution.tumour_alpha_beta.value
    assert ratio is not None, "the table always has a value"
    points = tuple(_point(point, tumour) for point in solution.points if point.regimen is not None)
    known = {point.fractions: point.regimen.total_gy for point in points}

    def mark(regimen: Regimen) -> ListedMark:
        return ListedMark(
            regimen, _height(regimen, ratio, tumour, solution), regimen.total_gy > known[regimen.fractions] + 1e-9
        )

    marks = tuple(mark(one.regimen) for one in REGIMENS if one.regimen.fractions in known and one.regimen != tried)
    mine = mark(tried) if tried is not None and tried.fractions in known else None
    organs = tuple(dict.fromkeys(point.organ for point in points))
    if not tumour:
        return Frontier("largest total, Gy", points, marks, organs, tried=mine)
    band = " to ".join(f"{other:g}" for other, _ in solution.points[0].eqd2_band)
    by = "" if solution.model.plain else f", {solution.model.name}"
    return Frontier(f"tumour EQD2 (α/β {ratio:g}{by}), Gy", points, marks, organs, f"band α/β {band}", mine)


def _point(point: SolvedPoint, tumour: bool) -> FrontierPoint:
    assert point.regimen is not None, "asked for limited points only"
    figure = point.eqd2 if tumour else point.total
    ends = sorted(f.value for _, f in point.eqd2_band if f.value is not None) if tumour else []
    organ = limited_by(point).first
    return FrontierPoint(
        point.fractions, figure.value or 0.0, ends[0] if ends else None, ends[-1] if ends else None, organ,
        point.regimen, point_text(point),
    )  # fmt: skip


def _height(regimen: Regimen, ratio: float, tumour: bool, solution: Solution) -> float:
    value = prescription_figure(regimen, ratio, "EQD2", solution.model).value if tumour else regimen.total_gy
    assert value is not None, "a prescription has an EQD2"
    return value


def point_text(point: SolvedPoint) -> str:
    """One point in words, for the line below the plot and screen readers."""
    noun = "fraction" if point.fractions == 1 else "fractions"
    if point.regimen is None:
        return f"{point.fractions} {noun}: {point.reason}"
    by = limited_by(point)
    band = ", ".join(f"{figure.number} at α/β {ratio:g}" for ratio, figure in point.eqd2_band)
    said = (
        f"{point.fractions} {noun}: at most {point.total.text}, {point.dose_per_fraction.text} each; limited by "
        f"{by.first} ({by.second}); tumour EQD2 {point.eqd2.text} ({band})"
    )
    return f"{said}. ▲ {point.reason}" if point.reason else said


def tried_column(table: CandidateTable, regimen: Regimen | None) -> int | None:
    """The column of a regimen; the first, as it was given, where none is tried."""
    if regimen is None:
        return None
    found = (i for i, c in enumerate(table.columns) if c.regimen == regimen and not c.is_given)
    return next(found, None)
