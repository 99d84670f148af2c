"""What a registration is judged by, as a table of texts: landmarks, organs drawn in both courses, images. No Qt."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reirrad_gui.figures import Figure
from reirrad_gui.session.judging import NOT_MEASURED

if TYPE_CHECKING:
    from reirrad_gui.session.quality import ImageFigures, OrganAgreement, RegistrationQuality

SYMBOLS = {"good": "✔", "not good": "✖", "not judged": "?"}
"""What a person said of an organ, never by colour alone."""
DOUBTFUL = "▲ Dice below 0.80 or more than 3 mm apart on average: less than TG-132 tolerates."
ORGAN_HEAD = ("Drawn in both", "Dice", "mean mm", "95 % mm", "judged")
LANDMARK_HEAD = ("Landmark", "residual mm")
IMAGE_HEAD = ("Images", "before", "registered")
IMAGE_LINES = ("Mean difference", "Correlation", "Mutual information", "In common")


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, with its meaning, source or the reason why it is a dash. `is_name`: no language changes it."""

    text: str
    why: str = ""
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A head and lines of as many cells; `notes` stand below."""

    head: tuple[str, ...]
    lines: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


def suitability_text(word: str) -> str:
    """A judgement with its symbol.

    >>> suitability_text("not good")
    '✖ not good'
    """
    return f"{SYMBOLS[word]} {word}"


def quality_tables(quality: "RegistrationQuality") -> tuple[Table, ...]:
    """The tables that hold something; a figure that is not known is a dash with its reason."""
    tables = [_landmarks(quality)] if quality.landmarks else []
    if any(organ.dice.reason != NOT_MEASURED for organ in quality.organs):
        tables.append(_organs(quality.organs))
    if quality.after.information.reason != NOT_MEASURED:
        tables.append(_images(quality.before, quality.after))
    return tuple(tables)


def unmeasured_text(quality: "RegistrationQuality") -> str:
    """What has not been measured yet, or ""."""
    parts = [organ.organ for organ in quality.organs if organ.dice.reason == NOT_MEASURED]
    if quality.after.information.reason == NOT_MEASURED:
        parts.append("the images before and after")
    return f"Not measured yet: {', '.join(parts)}." if parts else ""


def agreement_text(organ: "OrganAgreement") -> str:
    """How two drawings of an organ agree, in a few words; why it is not known."""
    if organ.dice.value is None:
        return organ.dice.reason
    mark = "▲ " if organ.doubtful else ""
    return f"{mark}Dice {organ.dice.number}, {organ.mean_distance.text} apart"


def _landmarks(quality: "RegistrationQuality") -> Table:
    lines = [(Cell(name, is_name=True), _cell(residual)) for name, residual in quality.landmarks]
    lines.append((Cell("RMS of all"), _cell(quality.landmark_rms)))
    lines.append((Cell("RMS, each left out in turn"), _cell(quality.landmark_left_out)))
    return Table(LANDMARK_HEAD, tuple(lines))


def _organs(organs: "tuple[OrganAgreement, ...]") -> Table:
    lines = tuple(
        (
            Cell(f"▲ {one.organ}" if one.doubtful else one.organ, f"{one.structure_from} and {one.structure_to}", True),
            _cell(one.dice),
            _cell(one.mean_distance),
            _cell(one.hausdorff95),
            Cell(suitability_text(one.suitability)),
        )
        for one in organs
    )
    return Table(ORGAN_HEAD, lines, (DOUBTFUL,) if any(one.doubtful for one in organs) else ())


def _images(before: "ImageFigures", after: "ImageFigures") -> Table:
    reasons = tuple(dict.fromkeys(figure.reason for figure in _figures(after) if figure.value is None))
    if after.information.value is None:
        return Table((), (), tuple(f"Images: – {reason}" for reason in reasons))
    pairs = zip(_figures(before), _figures(after), strict=True)
    lines = tuple(
        (Cell(name), Cell(one.text, _why(one)), Cell(other.text, _why(other)))
        for name, (one, other) in zip(IMAGE_LINES, pairs, strict=True)
    )
    return Table(IMAGE_HEAD, lines, tuple(f"– {reason}" for reason in reasons))


def _figures(images: "ImageFigures") -> tuple[Figure, ...]:
    return images.mean_absolute, images.correlation, images.information, images.overlap


def _cell(figure: Figure) -> Cell:
    return Cell(figure.number, _why(figure))


def _why(figure: Figure) -> str:
    return figure.reason if figure.value is None else f"{figure.quantity}: {figure.source}"
