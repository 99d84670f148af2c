"""The report says what the views say, in the same figures; and its PDF and HTML can be read by anybody."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from reirrad_gui.dicom.deidentify import Words
from reirrad_gui.errors import EntryError
from reirrad_gui.session import Session, open_case, silent
from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.session.certainty import Question
from reirrad_gui.session.planner.question import PlanQuestion
from reirrad_gui.session.planner.regimens import parse_regimens
from reirrad_gui.session.veil import Veil
from reirrad_gui.ui.panel.rows import constraint_rows
from reirrad_gui.ui.report.checklist import items
from reirrad_gui.ui.report.content import HIDDEN, HIDDEN_UNREAD, NO_OUTCOME, NO_QUESTION, report_of, without
from reirrad_gui.ui.report.markup import html_file
from reirrad_gui.ui.report.organs import NOT_ASKED
from reirrad_gui.ui.report.parts import Cell, Heading, Paragraph, Report, Table
from reirrad_gui.ui.report.pdf import Pages
from reirrad_gui.ui.report.strip import pieces
from reirrad_gui.ui.report.wish import LONGEST, Wish
from tests.session.exporting.test_export import TURN
from tests.support.opened_cases import seed_case
from tests.support.phantom_dicom import two_courses
from tests.support.sampled import AS_THE_PROGRAM, sampled
from tests.support.seed_letters import write_seed_letters

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    folder = tmp_path_factory.mktemp("case")
    two_courses(folder, TURN)
    with sampled(AS_THE_PROGRAM):
        return Session(open_case([folder]))


@pytest.fixture(scope="module")
def report(session):
    return report_of(session, Wish(question="May it be irradiated again?", outcome="20 Gy in 5."), TODAY)


def words(page):
    """The text of a page as a person copies it: Qt maps a space to whatever white space its glyph also stands for."""
    return " ".join(page.extract_text().split())


def table(report, name):
    return next(part for part in report.parts if isinstance(part, Table) and part.name == name)


def test_organs_have_the_numbers_of_the_panel_and_of_the_json(session, report):
    lines = {line[0].first: line for line in table(report, "organs").rows}
    rows = [row for row in constraint_rows(session.assessment) if not row.absent]
    assert rows
    assert set(lines) == {row.organ.first for row in rows}
    said = {(c["organ"], c["limit_gy"]): c for c in assessment_json(session.assessment)["constraints"]}
    judged = 0
    for row in rows:
        cells = [cell.first for cell in lines[row.organ.first]]
        assert cells[-4:] == [row.number.first, row.limit.first, row.left.first, row.status.first]
        for (organ, _), found in said.items():
            if organ == row.name and found["decides_row"]:
                judged += 1
                shown = [None if c in ("–",) or "≤" in c else float(c) for c in cells[1:3]]
                assert shown == [None if v is None else round(v, 1) for v in found["per_course_eqd2_gy"]]
                if found["cumulative_eqd2_gy"] is not None:
                    assert float(cells[3]) == pytest.approx(found["cumulative_eqd2_gy"], abs=0.0501)
    assert judged


def test_an_organ_without_a_limit_has_the_near_maximum_of_each_course_too():
    session = Session(seed_case(("PenileBulb",)))
    line = next(row for row in table(report_of(session, Wish(), TODAY), "organs").rows if row[0].first == "PenileBulb")
    assert [cell.first for cell in line[1:5]] == ["42.0", "28.0", "70.0", "no limit"]  # α/β 3 Gy, 21 in 3 and 20 in 5
    assert line[4].second == "D0.03cc shown"


def test_every_limit_has_its_paper_below(session, report):
    found = table(report, "limits")
    assert len(found.rows) == sum(len(row.results) for row in session.assessment.rows)
    numbers = {cell for row in found.rows for cell in re.findall(r"^\[(\d+)\]", row[2].first)}
    assert numbers == {str(number) for number in range(1, len(found.below) + 1)}
    for row in session.assessment.rows:
        for result in row.results:
            assert any(result.limit.citation.rstrip(".") in text for text in found.below)


def test_what_nobody_typed_is_said_not_to_be_there(session):
    text = report_of(session, Wish(), TODAY).text
    assert NO_QUESTION in text
    assert NO_OUTCOME in text


def test_an_unapproved_registration_stands_at_the_head_and_among_the_methods(session, report):
    assert session.assessment.provisional
    assert f"▲ {session.assessment.provisional}" in report.marks
    assert report.text.count(session.assessment.provisional) >= 2


def test_without_identity_neither_name_nor_file_is_said(session):
    patient = session.assessment.patient
    shown, hidden = (report_of(session, Wish(identified=yes), TODAY).text for yes in (True, False))
    names = [used.shown_as.rpartition("/")[2] for used in session.assessment.inputs]
    for told in (patient.shown_name, patient.patient_id, names[0]):
        assert told in shown
        assert told not in hidden
    assert HIDDEN in hidden


def test_the_programs_own_words_stay_where_a_name_is_one_of_them():
    parts = (
        Heading("Report of Ion"),
        Paragraph("Popescu Ion, a REPORT"),
        Table("t", ("Ion",), ((Cell("ion"),),), (1,)),
    )
    report = Report("Report", "Nobody", "made", (), parts, "foot")
    hidden = without(report, Veil(Words(names={"Popescu", "Ion", "Report"})), "Dr. Foot")
    assert hidden.text == "Report\nNobody\nmade\nReport of Ion\n■■■, a ■■■\n■■■\n■■■\nfoot"


def test_a_report_without_identity_warns_where_files_that_name_people_could_not_be_read(report):
    assert HIDDEN_UNREAD not in without(report, Veil(Words())).text
    warned = without(report, Veil(Words(unread=True))).parts[0]
    assert (warned.text, warned.role) == (HIDDEN_UNREAD, "warning")


def test_how_sure_verdicts_are_stands_in_the_report_once_it_was_asked(report):
    assert NOT_ASKED in report.text
    session = Session(seed_case())
    session.ask(Question(draws=100))
    session.answered(session.asking()(silent))
    found = table(report_of(session, Wish(), TODAY), "certainty")
    rows = [row for row in constraint_rows(session.assessment, session.certain) if row.certainty]
    assert [[cell.first for cell in line] for line in found.rows] == [[row.name, *row.certainty] for row in rows]
    assert rows


def test_every_part_of_a_report_is_there(session, report):
    titles = [part.text for part in report.parts if isinstance(part, Heading)]
    for title in (
        "The question", "At a glance", "The courses", "Organs at risk", "How sure", "Outcome of the discussion",
        "How the numbers came about", "Registrations", "α/β of the structures", "Limits and their sources",
        "Things to know", "Reporting checklist", "What the sources tell", "Provenance",
    ):  # fmt: skip
        assert title in titles
    assert session.assessment.inputs[0].sha256[:16] in report.text
    assert "not for treatment planning" in report.foot


@pytest.mark.parametrize("letter_paper", [False, True])
def test_no_page_ends_within_a_row_or_below_a_heading(qapp, report, letter_paper):
    pages = Pages(report, letter_paper=letter_paper)
    size = pages.layout.fullRectPoints().size()
    assert (size.width(), size.height()) == ((612, 792) if letter_paper else (595, 842))
    strip = pieces(pages._document, pages._text.height() / 3)
    ends = {sheet.bottom for sheet in pages._sheets}
    kept = [piece.bottom for piece in strip if piece.with_next]
    assert len(kept) > 10
    assert not ends & set(kept)
    assert not any(piece.top < end < piece.bottom for piece in strip for end in ends)


def test_what_is_known_from_letters_only_is_not_said_to_be_added_at_points(tmp_path):
    paths = write_seed_letters(tmp_path)
    found = report_of(Session(open_case([], letters=paths)), Wish(), TODAY)
    assert "at every point" not in found.text
    assert "upper bound" in found.text
    assert "added for Course 1 and Course 2 (letter)" in found.text


def test_gaps_of_the_checklist_are_what_the_case_does_not_hold(session):
    found = {item.what: item for item in items(session)}
    assert found["Performance status"].gap
    assert found["Outcome of the discussion, shared decision"].gap
    assert found["Consent of the patient"].gap
    assert not found["Recovery assumed"].gap
    each = [course.dose_per_fraction.text for course in session.assessment.courses]
    assert found["Dose per fraction"].said == "; ".join(f"Course {n}: {text}" for n, text in enumerate(each, 1))
    assert "NOT approved" in found["Registration and its approval"].said
    assert not {i.what: i for i in items(session, "Agreed.")}["Outcome of the discussion, shared decision"].gap


def test_the_intent_of_the_newest_course_is_that_of_its_plan(session):
    def told(intent):
        *before, new = session.assessment.courses
        phases = tuple(replace(phase, intent=intent) for phase in new.course.phases)
        courses = (*before, replace(new, course=replace(new.course, phases=phases)))
        stand_in = SimpleNamespace(
            **{name: getattr(session, name) for name in ("case", "settings", "certain", "opened")}
        )
        stand_in.assessment = replace(session.assessment, courses=courses)
        return next(item for item in items(stand_in) if item.what == "Intent of the new course")

    assert told("").gap
    assert told("PALLIATIVE").said == "palliative, as the plan states"


def test_regimens_stand_side_by_side_as_the_planner_has_them(session):
    regimens = parse_regimens("8/1, 24/6")
    planned = session.planner.candidates(PlanQuestion(session.settings), regimens)
    found = table(report_of(session, Wish(regimens=regimens), TODAY, planned=planned), "regimens")
    assert found.heads[1].startswith("as given, ")
    assert found.heads[2:] == ("8 Gy / 1, 8 Gy each", "24 Gy / 6, 4 Gy each"), "no number runs into the next"
    shown = planned.rows[0].cells[0].shown
    assert shown is not None
    assert any(shown.cumulative.number in cell.first for row in found.rows for cell in row[1:2])


def test_html_is_one_file_with_every_text(report):
    page = html_file(report)
    assert page.startswith("<!DOCTYPE html>")
    assert "http" not in re.sub(r"doi 10\.\S+", "", page)
    assert "May it be irradiated again?" in page
    assert all(head in page for head in table(report, "organs").heads)


def test_markup_in_a_name_stays_a_text():
    told = Report("T", "<script>alert(1)</script>", "", (), (Paragraph("<b>a</b> & b"),), "")
    assert "<script>" not in html_file(told)
    assert "&lt;b&gt;a&lt;/b&gt; &amp; b" in html_file(told)


def test_pdf_has_selectable_text_embedded_fonts_and_numbered_pages(qapp, report, tmp_path):
    pages = Pages(report)
    pages.write(tmp_path / "report.pdf")
    found = PdfReader(BytesIO((tmp_path / "report.pdf").read_bytes()))
    assert len(found.pages) == pages.count > 1
    for number, page in enumerate(found.pages, 1):
        text = words(page)
        assert f"page {number} of {pages.count}" in text
        assert "not for treatment planning" in text
        assert "reirrad-gui" in text
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object().get("/DescendantFonts", [font])[0].get_object()
            assert {"/FontFile2", "/FontFile3", "/FontFile"} & set(inner["/FontDescriptor"].get_object())
    everything = " ".join(words(page) for page in found.pages)
    assert "May it be irradiated again?" in everything
    assert "α/β" in everything
    assert "staff" in everything, "no ligature in the place of letters"
    for row in table(report, "organs").rows:
        assert row[0].first in everything


def test_a_wish_too_long_for_paper_is_refused():
    with pytest.raises(EntryError, match="question is longer"):
        Wish(question="x" * (LONGEST + 1))


def test_rows_of_a_table_fit_its_heads():
    with pytest.raises(ValueError, match="needs 2 cells"):
        Table("t", ("a", "b"), ((Cell("1"),),), (1, 1))
