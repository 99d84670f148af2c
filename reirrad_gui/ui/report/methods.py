"""How the numbers of a report came about: registration, ways of adding, model, α/β, recovery, limits. No Qt."""

from reirrad_gui.session.assessment import Assessment
from reirrad_gui.session.quality import RegistrationQuality
from reirrad_gui.ui.panel.further import explained
from reirrad_gui.ui.report.parts import Cell, Heading, Paragraph, Part, Table
from reirrad_gui.volume.registration import Registration

SUMMATION = (
    "Doses were converted to EQD2 at every point with the organ's own α/β and each course's own fractions, then added "
    "point by point (3D). Beside it stand the near-maximum within the region that courses share, and the sum of the "
    "courses' maxima wherever they lie. Physical doses of different courses were added for display only."
)

FROM_LETTERS = (
    "{} known only from a letter: without a place in space, and so with no dose at points. It took part as an upper "
    "bound of what each organ can have received, added to the highest dose of the others."
)
NOT_MEASURED = "not measured"


def methods(assessment: Assessment) -> tuple[Part, ...]:
    """Everything that a reader needs to find the numbers again."""
    rows = (
        *_summation(assessment),
        ("Dose model", assessment.model_text),
        ("Recovery", assessment.recovery_text),
        ("Limits", _stamped(assessment)),
        *_without_limits(assessment),
        ("α/β of tissues", assessment.tissue_table.text if assessment.tissue_table else "not stated"),
        ("Registration", assessment.registration_text or "none: all courses share one frame of reference, or none"),
        *((f"DVH {number}", text) for number, text in enumerate(assessment.dvh_method, 1)),
    )
    table = Table("methods", ("What", "How"), tuple((Cell(a), Cell(b)) for a, b in rows), (18, 82))
    return (table, *registrations(assessment), *ratios(assessment))


def _summation(assessment: Assessment) -> list[tuple[str, str]]:
    """How doses were added: at points as far as there are points; what letters tell, as bounds."""
    letters = [summary.name for summary in assessment.courses if summary.course.letter is not None]
    found = [("Summation", SUMMATION)] if len(letters) < len(assessment.courses) else []
    if letters:
        found.append(
            ("Letters", FROM_LETTERS.format(f"{' and '.join(letters)} {'is' if len(letters) == 1 else 'are'}"))
        )
    return found


def _stamped(assessment: Assessment) -> str:
    stamp = assessment.set_in_force
    if stamp is None:
        return f"{assessment.constraint_set_title}, version {assessment.constraint_set_version}"
    return stamp.text + (f" (from {stamp.based_on})" if stamp.based_on else "")


def _without_limits(assessment: Assessment) -> list[tuple[str, str]]:
    """Which structures of the case the limits say nothing about, where there are such."""
    fit = assessment.set_fit
    return [("Organs without a limit", fit.sentence)] if fit is not None and fit.sentence else []


def registrations(assessment: Assessment) -> tuple[Part, ...]:
    """Each registration with who approved it and what was measured of it."""
    pairs = zip(assessment.registrations, assessment.registration_qualities, strict=False)
    lines = [line for one, found in pairs for line in _registration(one, found)]
    warning = (Paragraph(f"▲ {assessment.provisional}", "warning"),) if assessment.provisional else ()
    if not lines:
        return warning
    title = Heading("Registrations", part=True)
    return (title, *warning, Table("registrations", ("Registration", "What is known of it"), tuple(lines), (24, 76)))


def _registration(one: Registration, found: RegistrationQuality) -> list[tuple[Cell, Cell]]:
    approved = f"✔ {one.approval}" if one.approved else "▲ not approved by anybody"
    judged = ", ".join(f"{organ}: {word}" for organ, word in one.suitability.items())
    said = [
        (one.origin.value, one.quality),
        ("Approval", approved),
        *((("Suitability", judged),) if judged else ()),
        ("Agreement", found.sentence or NOT_MEASURED),
        *(("at landmarks, RMS", found.landmark_rms.text) for _ in range(found.landmark_rms.value is not None)),
        *(
            (f"at {organ.organ}", f"Dice {explained(organ.dice)}, mean distance {explained(organ.mean_distance)}")
            for organ in found.organs
            if organ.dice.value is not None
        ),
    ]
    return [(Cell(what), Cell(text)) for what, text in said]


def ratios(assessment: Assessment) -> tuple[Part, ...]:
    """α/β of every structure that a limit speaks of, with where it is from."""
    keys = [row.organ_key for row in assessment.rows if row.results and row.organ_key]
    organs = [organ for key in dict.fromkeys(keys) if (organ := assessment.organ(key)) is not None]
    lines = tuple((Cell(organ.name), Cell(organ.alpha_beta.text), Cell(organ.alpha_beta.source)) for organ in organs)
    if not lines:
        return ()
    below = ("A limit is judged at the α/β of its own source where that states one; the row then says so.",)
    table = Table("ratios", ("Structure", "α/β", "From"), lines, (24, 12, 64), frozenset({1}), below)
    return (Heading("α/β of the structures", part=True), table)
