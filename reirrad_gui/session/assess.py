"""From an opened case and settings to the one frozen assessment."""

from reirrad_gui import __version__
from reirrad_gui.constraints import Standing, load_tissue_table
from reirrad_gui.figures import Figure
from reirrad_gui.session.ahead import Ahead
from reirrad_gui.session.all_given import with_all_given
from reirrad_gui.session.assessment import Assessment, CourseSummary, OrganDose, PanelRow
from reirrad_gui.session.by_lq import in_force_sentences
from reirrad_gui.session.certainty import Question
from reirrad_gui.session.classify import classification
from reirrad_gui.session.cord import cord_scores
from reirrad_gui.session.courses import course_summaries, gap_figures
from reirrad_gui.session.dose_model import model_text
from reirrad_gui.session.dvh_method import dvh_method
from reirrad_gui.session.entries import completed
from reirrad_gui.session.envelope import organ_envelope
from reirrad_gui.session.evaluation import Evaluation, Kept
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.judging import KeptQualities, Measured, RegistrationMeasured, told
from reirrad_gui.session.large_fractions import course_warning, organ_warnings
from reirrad_gui.session.later import Later
from reirrad_gui.session.letters import letter_sentences
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.organs import MeasuredOrgan, larger, organ_dose, sum_of_maxima_figure
from reirrad_gui.session.overlaps import KeptOverlaps, course_overlaps
from reirrad_gui.session.panel import panel_rows
from reirrad_gui.session.planner.planner import Planner
from reirrad_gui.session.recovery import Discounts, discounts
from reirrad_gui.session.set_fit import CaseFit, KeptFit
from reirrad_gui.session.settings import Settings
from reirrad_gui.session.short_records import short_records
from reirrad_gui.session.sources import Sources
from reirrad_gui.session.uncertainty import Uncertainty, uncertainty
from reirrad_gui.session.uncontoured import with_letter_rows
from reirrad_gui.session.what_if import what_if_text


class Assessor:
    """Assesses one opened case again and again as settings change; keeps what an edit does not touch."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._kept = Kept()
        self._all_given = self._kept.for_planning()
        self._ahead = Ahead()
        self._overlaps = KeptOverlaps()
        self._measured: dict[str, RegistrationMeasured] = {}
        self._dvh_method = dvh_method(opened)
        self._judged = KeptQualities()
        self._fit = KeptFit()
        self._last: tuple[Settings, Opened, Discounts] | None = None
        self._outdated = False

    def learn(self, measured: Measured) -> None:
        """Takes over what was measured of registrations, for every assessment from now on."""
        self._measured.update(measured)

    @property
    def learnt(self) -> bool:
        """True when an assessment made before may lack what was measured or changed on disk since."""
        return bool(self._measured) or self._outdated

    def forget_first(self) -> None:
        """Says that limits or α/β changed on disk since the first assessment."""
        self._outdated = True

    def drawn(self, settings: Settings) -> tuple[Opened, Discounts]:
        """What images show of settings: the completed case, and the recovery in force wherever no organ is named.

        Of the settings assessed last nothing is found again. Errors as `assess`.
        """
        last = self._last
        if last is None or last[0] is not settings:
            opened = completed(self._opened, settings)
            self._last = last = settings, opened, discounts(opened, settings)
        return last[1:]

    def discounts(self, settings: Settings) -> Discounts:
        """The recovery in force wherever no organ is named: in doses drawn or exported point by point."""
        return self.drawn(settings)[1]

    @property
    def planner(self) -> Planner:
        """What could still be given: to be asked in the background, from the doses kept here."""
        return Planner(self._opened, self._kept.for_planning())

    def prepare(self) -> None:
        """Does behind the scenes what will make changes quick; to be called after the first assessment."""
        self._ahead.prepare(tuple(self._kept.planned.values()))

    def uncertainty(self, settings: Settings, question: Question, step: Step = silent) -> Uncertainty:
        """How sure the assessment under these settings is; for the background, from the doses kept here."""
        kept, asked = self._kept.for_planning(), question.assumptions
        return uncertainty(
            self._opened, settings, asked, draws=question.draws, seed=question.seed, step=step, kept=kept
        )

    def assess(self, settings: Settings) -> Assessment:
        """Everything shown, under these settings.

        Raises
        ------
        InputError
            A setting cannot be used (unknown set or recovery model); the sentence says which.
        """
        evaluation = Evaluation(self._opened, settings, self._kept)
        self._ahead.leave()
        opened = evaluation.opened
        self._last = settings, opened, evaluation.recoveries.image
        courses = course_summaries(opened)
        organs = _organs(evaluation)
        rows = with_letter_rows(evaluation, panel_rows(evaluation))
        rows = with_all_given(self._opened, evaluation, rows, self._all_given)
        qualities = self._judged.of(opened, settings, self._measured)
        fit = self._fit.of(evaluation)
        return Assessment(
            patient=opened.case.patient,
            courses=courses,
            gaps=evaluation.gaps,
            gap_figures=tuple(gap_figures(gap) for gap in evaluation.gaps),
            registrations=told(opened.registrations, qualities),
            registration_text=_registration_text(opened),
            approved=_approved(opened),
            classification=classification(opened, course_overlaps(evaluation, self._overlaps), rows, organs),
            organs=organs,
            rows=rows,
            warnings=_warnings(evaluation, courses, organs, rows, fit),
            synthetic=opened.case.synthetic,
            inputs=opened.inputs,
            settings=settings,
            constraint_set_title=evaluation.constraint_set.title,
            constraint_set_version=evaluation.constraint_set.stamp.edition.removeprefix("version "),
            recovery_text=evaluation.recoveries.summary(evaluation.structures),
            reference_course=opened.reference_course,
            program_version=__version__,
            registration_qualities=qualities,
            provisional=_provisional(opened),
            dvh_method=self._dvh_method,
            set_in_force=evaluation.constraint_set.stamp,
            tissue_table=load_tissue_table(settings.tissue_table).stamp,
            sources=Sources(evaluation),
            cords=Later(lambda: cord_scores(evaluation)),
            what_if_text=what_if_text(opened.case.courses),
            model_text=model_text(opened.model),
            short_records=_in_doubt(opened),
            set_fit=fit,
        )


def _organs(evaluation: Evaluation) -> tuple[OrganDose, ...]:
    return tuple(_organ(evaluation, index) for index in range(len(evaluation.opened.organs)))


def _organ(evaluation: Evaluation, index: int) -> OrganDose:
    name = evaluation.names[index]
    alpha_beta, own = evaluation.alpha_beta(index), evaluation.own_of_each(index)
    key = (
        index, alpha_beta, name, own, tuple(evaluation.recovery[i] for i in dict.fromkeys((index, *own))),
        evaluation.entered, evaluation.settings.envelope_mm, evaluation.opened.model,
    )  # fmt: skip
    found = evaluation.kept.organs.get(key)
    if found is None:
        found = _measured_organ(evaluation, index, alpha_beta, own)
        evaluation.remember(key, found)
    return found


def _measured_organ(evaluation: Evaluation, index: int, alpha_beta: Figure, own: tuple[int, ...]) -> OrganDose:
    assert alpha_beta.value is not None, "the table always has a value"
    measured, later = evaluation.measured(index, alpha_beta.value), evaluation.for_later
    recovery = evaluation.recovery_at(index, alpha_beta.value)

    def maxima() -> Figure:
        return _sum_of_maxima(later, measured, own)

    around = organ_envelope(evaluation, index, measured)
    return organ_dose(measured, evaluation.names[index], alpha_beta, evaluation.opened, recovery, maxima, around)


def _sum_of_maxima(evaluation: Evaluation, measured: MeasuredOrgan, own: tuple[int, ...]) -> Figure:
    """The courses' maxima added, each on the structure that its own set draws or on this one, the larger."""
    alpha_beta_gy = measured.eqd2.alpha_beta_gy
    parts = [
        larger(
            evaluation.measured(drawn, alpha_beta_gy).discounted[course].bounds("max_gy"),
            measured.discounted[course].bounds("max_gy"),
        )
        for course, drawn in enumerate(own)
    ]
    what = f"sum of the courses' maxima, {measured.eqd2.label}, “{measured.samples.structure.name}”"
    reason = "the structure encloses no volume" if measured.empty else measured.total.dose.reason
    return sum_of_maxima_figure([] if measured.empty else parts, what, reason)


def _approved(opened: Opened) -> bool:
    """True when every course that has a place in space is linked, on somebody's word."""
    pairs = zip(opened.case.courses, opened.links, strict=True)
    return all(course.letter is not None or (link is not None and link.approved) for course, link in pairs)


def _provisional(opened: Opened) -> str:
    """What every screen and export carries while a registration in use, or a number of fractions, is not confirmed."""
    doubt = _in_doubt(opened)
    open_links = [i + 1 for i, link in enumerate(opened.links) if link is not None and not link.approved]
    if not open_links:
        return doubt
    courses = " and ".join(f"course {number}" for number in open_links)
    said = f"Provisional: nobody has approved the registration of {courses}, and accumulated doses rest on it."
    return f"{said} {doubt}" if doubt else said


def _in_doubt(opened: Opened) -> str:
    """The sentence while records stop short of the plan and nobody confirmed the number of fractions given."""
    found = short_records(opened.case.courses)
    return "" if found is None else found.provisional


def _registration_text(opened: Opened) -> str:
    if len(opened.case.courses) < 2:
        return "one course: no registration needed" if opened.case.courses else "no course of radiotherapy found"
    pairs = zip(opened.case.courses, opened.links, strict=True)
    texts = [
        f"no place ({course.letter.kind})"
        if course.letter is not None
        else "not linked"
        if link is None
        else link.short_text
        for index, (course, link) in enumerate(pairs)
        if index != opened.reference_course
    ]
    return "; ".join(dict.fromkeys(texts))


def _about(organ: str, notice: str) -> str:
    return notice if organ in notice else f"“{organ}”: {notice}"


def _beyond_the_table(settings: Settings) -> list[str]:
    """A sentence for each α/β that somebody chose outside what the table of tissues gives."""
    table = load_tissue_table(settings.tissue_table)
    chosen = settings.alpha_beta_gy.items()
    beyond = [(organ, said) for organ, gy in chosen if (said := table.alpha_beta_for(organ).outside(gy))]
    return [f"{organ}: {said} It was chosen for this case." for organ, said in beyond]


def _of_model(evaluation: Evaluation, courses: tuple[CourseSummary, ...], rows: tuple[PanelRow, ...]) -> list[str]:
    """What the model of fraction size means for this case: another one than LQ, or fractions too large for it."""
    said = in_force_sentences(evaluation.opened.model, rows)
    said += [course_warning(course.large_fractions) for course in courses if course.large_fractions is not None]
    found = [(row.organ, row.large_fractions) for row in rows if row.large_fractions is not None]
    return [*said, *organ_warnings(found)]


def _warnings(
    evaluation: Evaluation,
    courses: tuple[CourseSummary, ...],
    organs: tuple[OrganDose, ...],
    rows: tuple[PanelRow, ...],
    fit: CaseFit,
) -> tuple[str, ...]:
    opened = evaluation.opened
    said = [tried] if (tried := what_if_text(opened.case.courses)) else []
    said += [p.sentence for p in opened.case.problems]
    said += [sentence for course in courses for sentence in course.problems]
    said += [fit.sentence] if fit.sentence else []
    said += evaluation.recovery_warnings
    said += letter_sentences(opened)
    said += _of_model(evaluation, courses, rows)
    for index, link in enumerate(opened.links):
        name = f"course {index + 1}"
        if opened.case.courses[index].letter is not None:
            continue
        if link is None:
            said.append(
                f"{name.capitalize()} lies in another frame of reference and no registration links it: its dose is not "
                "added point by point. Add a registration object, or use the sum of maxima as an upper bound."
            )
        elif not link.approved:
            said.append(
                f"The registration of {name} ({link.text}) has not been approved by anybody: check it before use."
            )
    said += [_about(o.name, notice) for o in organs for notice in o.notices]
    said += _beyond_the_table(evaluation.settings)
    there = {name.canonical for name in evaluation.names}
    said += [f"{row.headline}." for row in rows if row.organ_key is None and row.organ in there]
    unknown = [r.organ for r in rows if r.standing is Standing.NOT_ASSESSABLE and r.results]
    if unknown:
        said.append(f"Not assessable although a limit exists: {', '.join(unknown)}.")
    return tuple(dict.fromkeys(said))
