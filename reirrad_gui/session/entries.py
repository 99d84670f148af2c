"""Numbers that the files do not say and the user supplied, put where they belong."""

from dataclasses import replace

from reirrad_gui.case import Course, Phase
from reirrad_gui.case.delivery import CONFIRM
from reirrad_gui.session.frames import link
from reirrad_gui.session.letters import without_unreached
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.settings import Settings
from reirrad_gui.session.suitability import without_unsuitable
from reirrad_gui.session.what_if import what_if_in
from reirrad_gui.volume.registration import NOT_GOOD, Registration

BY_USER = "entered by the user"
QUESTIONS = (
    ("Enter the number of fractions.", True, False),
    ("Enter the prescribed dose.", False, True),
    ("Enter the physical dose to use.", False, True),
    ("Enter its number of fractions and its prescribed dose, or add the plan.", True, True),
)
"""How questions about a phase end, and whether they ask for fractions and for a dose."""
Entered = tuple[tuple[str, float], ...]


def completed(opened: Opened, settings: Settings) -> Opened:
    """The opened case with the user's fractions and prescriptions where the files leave them open.

    What a file states is never overwritten, except the number of delivered fractions, which the user knows better than
    a plan does; each entry carries its source. Registrations carry the approvals given to them, and an organ at which
    one was judged not good enough takes no dose through it. A regimen that is tried takes the place of what was given.
    A course known only from a letter gave nothing to the organs that it did not reach, by somebody's entry. The model
    of fraction size is the one that was chosen.

    Raises
    ------
    EntryError
        The regimen cannot be tried on this case, or the model cannot be meant; the sentence says why.
    """
    opened = without_unreached(without_unsuitable(_approved(opened, settings), settings), settings)
    model = settings.dose_model
    if opened.model != model:
        opened = replace(opened, model=model)
    if not entered(settings):
        return opened
    courses = tuple(_course(course, settings) for course in opened.case.courses)
    case = what_if_in(replace(opened.case, courses=courses), settings)
    phases = {phase.uid: phase for course in case.courses for phase in course.phases}
    doses = tuple(tuple(replace(d, phase=phases[d.phase.uid]) for d in phased) for phased in opened.doses)
    return replace(opened, case=case, doses=doses)


def _approved(opened: Opened, settings: Settings) -> Opened:
    """The registrations with their approvals, in the list and in the way to every course."""
    if not settings.approvals:
        return opened
    known = tuple(_with_approval(r, settings) for r in opened.registrations)
    frames = [course.frame_of_reference_uid for course in opened.case.courses]
    links = tuple(link(known, opened.reference_frame_uid, uid) for uid in frames)
    return replace(opened, registrations=known, links=links)


def _with_approval(registration: Registration, settings: Settings) -> Registration:
    sentence = settings.approvals.get(registration.key)
    if sentence is None:
        return registration
    judged = settings.suitability.get(registration.key, registration.suitability)
    return replace(registration, approved=True, approval=sentence, suitability=judged)


def entered(settings: Settings) -> Entered:
    """Everything entered, in a fixed order: what results depend on."""
    kinds = (settings.fractions, settings.delivered_fractions, settings.prescribed_gy)
    numbers = [(f"{i} {uid}", float(value)) for i, kind in enumerate(kinds) for uid, value in sorted(kind.items())]
    unsuitable = [
        (f"not good {key} {organ}", 1.0)
        for key, judged in sorted(settings.suitability.items())
        for organ, word in sorted(judged.items())
        if word == NOT_GOOD
    ]
    tried = settings.what_if
    regimen = [] if tried is None else [
        (f"what if {tried.course_uid} {tried.phase_uid} fractions", float(tried.fractions)),
        (f"what if {tried.course_uid} {tried.phase_uid} Gy", tried.total_gy),
    ]  # fmt: skip
    return (*numbers, *unsuitable, *regimen)


def given(opened: Opened) -> tuple[tuple[object, ...], ...]:
    """How each course was given, or is tried: all that its dose depends on beside the doses in the files."""
    return tuple(
        tuple((dose.phase.label, dose.phase.fractions, dose.phase.delivered_share) for dose in doses)
        for doses in opened.doses
    )


def _course(course: Course, settings: Settings) -> Course:
    phases = tuple(_phase(phase, settings) for phase in course.phases)
    return course if all(a is b for a, b in zip(phases, course.phases, strict=True)) else replace(course, phases=phases)


def _phase(phase: Phase, settings: Settings) -> Phase:
    fractions = settings.fractions.get(phase.uid)
    if phase.planned_fractions is None and fractions is not None:
        phase = replace(phase, planned_fractions=fractions, fractions_source=BY_USER)
    delivered = settings.delivered_fractions.get(phase.uid)
    if delivered is not None:
        phase = replace(phase, delivered_fractions=delivered, fractions_source=BY_USER, only_on_record=False)
    prescribed = settings.prescribed_gy.get(phase.uid)
    if phase.prescribed_gy is None and prescribed is not None:
        phase = replace(phase, prescribed_gy=prescribed, prescription_source=BY_USER)
    asked = tuple(sentence for sentence in phase.asked if not _answered(sentence, phase))
    return phase if asked == phase.asked else replace(phase, asked=asked)


def _answered(sentence: str, phase: Phase) -> bool:
    """True for a question of which the answer is known by now; other doubts about a phase stay."""
    if sentence.endswith(CONFIRM):
        return not phase.only_on_record
    known = (phase.fractions is not None, phase.prescribed_gy is not None)
    return any(
        sentence.endswith(question) and (known[0] or not of_fractions) and (known[1] or not of_dose)
        for question, of_fractions, of_dose in QUESTIONS
    )
