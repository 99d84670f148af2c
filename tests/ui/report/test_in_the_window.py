"""The report dialog: pages at once, pictures when they are drawn, files as shown, and nothing typed is lost."""

from datetime import date
from io import BytesIO

import pytest
from pydicom import dcmread
from pypdf import PdfReader
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from reirrad_gui.dicom.export.encapsulated_pdf import document_of
from reirrad_gui.patient.facts import Discussion
from reirrad_gui.session import Session, open_case
from reirrad_gui.session.discussion import newest_discussion
from reirrad_gui.session.exporting.document import WITHOUT_IDENTITY
from reirrad_gui.ui.jobs import JobRunner
from reirrad_gui.ui.report.commands import Reports
from reirrad_gui.ui.report.content import HIDDEN, HIDDEN_HOW, TIMELINE
from reirrad_gui.ui.report.parts import Picture
from tests.support.planted import DATES, NEEDLES, planted
from tests.support.validated import errors

WHO = [needle for needle in NEEDLES if needle not in DATES]


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    return open_case([planted(tmp_path_factory.mktemp("planted"))])


@pytest.fixture
def window(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def reports(qtbot, window, opened, tmp_path):
    made = Reports(window, QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    made.show_session(Session(opened))
    made.ask()
    yield made
    if made.dialog is not None:
        made.dialog.done(0)
    for runner in made.findChildren(JobRunner):
        runner.close()


def drawn(qtbot, reports):
    qtbot.waitUntil(lambda: reports.dialog.findChild(QPushButton, "write pdf").isEnabled(), timeout=20_000)
    return reports.dialog.findChild(QWidget, "report pages").pages


def typed(reports, **texts):
    for name, text in texts.items():
        field = reports.dialog.findChild(QPlainTextEdit, name) or reports.dialog.findChild(QLineEdit, name)
        (field.setPlainText if isinstance(field, QPlainTextEdit) else field.setText)(text)


def test_pages_stand_before_the_pictures_and_are_written_once_the_pictures_are_in_them(qtbot, reports, tmp_path):
    dialog = reports.dialog
    qtbot.waitUntil(lambda: dialog.findChild(QWidget, "report pages").pages is not None)
    first = dialog.findChild(QWidget, "report pages").pages
    assert first.count > 1
    assert not [part for part in first.report.parts if isinstance(part, Picture)]
    assert not dialog.findChild(QPushButton, "write pdf").isEnabled()
    assert "drawing the pictures" in dialog.findChild(QWidget, "drawing").text()
    pages = drawn(qtbot, reports)
    pictures = [part for part in pages.report.parts if isinstance(part, Picture)]
    assert pictures[0].name == TIMELINE
    for ending in ("pdf", "html", "dcm"):
        reports._write_to(tmp_path / f"report.{ending}")
        assert dialog.findChild(QWidget, "told").text().startswith(f"✔ report.{ending}")
    found = PdfReader(BytesIO((tmp_path / "report.pdf").read_bytes()))
    assert len(found.pages) == pages.count
    assert sum(len(page.images) for page in found.pages) == len(pictures)
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert html.count("data:image/png;base64,") == len(pictures)
    assert errors(tmp_path / "report.dcm") == []


def test_a_dicom_document_holds_the_pdf_in_the_study_of_the_newest_course(qtbot, reports, opened, tmp_path):
    pages = drawn(qtbot, reports)
    reports._write_to(tmp_path / "report.dcm")
    written = dcmread(tmp_path / "report.dcm")
    source = dcmread(opened.case.courses[-1].phases[0].doses[0].file.path)
    for keyword in ("StudyInstanceUID", "PatientID", "PatientName", "AccessionNumber"):
        assert written[keyword].value == source[keyword].value
    assert written.SeriesInstanceUID != source.SeriesInstanceUID
    assert written.BurnedInAnnotation == "YES"
    assert written.DocumentTitle == pages.report.title
    used = {one.sop_instance_uid for one in opened.inputs if one.sop_instance_uid}
    assert {one.ReferencedSOPInstanceUID for one in written.SourceInstanceSequence} == used
    found = PdfReader(BytesIO(document_of(written)))
    assert len(found.pages) == pages.count
    assert document_of(written).startswith(b"%PDF")


def test_pictures_are_drawn_again_where_the_numbers_have_changed_meanwhile(qtbot, reports):
    before = [part for part in drawn(qtbot, reports).report.parts if isinstance(part, Picture)]
    reports._session.do("Set α/β", lambda settings: settings.with_alpha_beta("Rectum", 2.0))
    typed(reports, question="Again?")
    qtbot.waitUntil(lambda: reports._album is None, timeout=5_000)
    after = [part for part in drawn(qtbot, reports).report.parts if isinstance(part, Picture)]
    assert [part.name for part in after] == [part.name for part in before]
    assert reports._album.assessment is reports._session.assessment


def test_what_was_typed_is_kept_with_the_case_when_the_dialog_is_closed(reports):
    session = reports._session
    typed(reports, question="May it be irradiated again?", outcome="20 Gy in 5", held="20 Nov 2026")
    QTest.keyClick(reports.dialog, Qt.Key.Key_Escape)
    assert reports.dialog is None
    event = newest_discussion(session.case.events)
    assert event.facts == Discussion("May it be irradiated again?", "20 Gy in 5", None)
    assert session.undo_label == "Tumour board of 20 Nov 2026"
    reports.ask()
    assert reports.dialog.discussion == event.facts
    assert reports.dialog.held == "20 Nov 2026"
    reports.dialog.reject()
    assert session.undo_label == "Tumour board of 20 Nov 2026"
    session.undo()
    assert session.undo_label is None
    assert newest_discussion(session.case.events) is None


def test_nothing_typed_leaves_the_case_as_it_is(reports):
    assert reports.dialog.held == date.today().strftime("%-d %b %Y")
    session = reports._session
    reports.dialog.reject()
    assert session.undo_label is None


def test_a_day_that_is_not_understood_keeps_the_dialog_open_and_the_text_in_it(reports):
    dialog = reports.dialog
    typed(reports, outcome="20 Gy in 5", held="soonish")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert reports.dialog is dialog
    assert "Discussed on" in dialog.findChild(QWidget, "why not").text()
    typed(reports, held="")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not newest_discussion(reports._session.case.events).start.known


def test_without_identity_nothing_in_any_text_says_who_it_is_and_dates_stay(qtbot, reports, opened, tmp_path):
    named = drawn(qtbot, reports).report.text
    assert sum(needle in named for needle in WHO) >= 3
    typed(reports, outcome="Prof. Wintersun agrees, as Żółkiewska wishes", participants="Prof. Wintersun, physicist")
    reports.dialog.findChild(QCheckBox, "identified").setChecked(False)
    qtbot.waitUntil(lambda: not reports.dialog.findChild(QPushButton, "write pdf").isEnabled(), timeout=5_000)
    pages = drawn(qtbot, reports)
    text = pages.report.text
    for needle in (*WHO, "Wintersun"):
        assert needle.casefold() not in text.casefold(), needle
    assert pages.report.whose == HIDDEN
    assert HIDDEN_HOW in text
    assert "■■■ agrees, as ■■■ wishes" in text
    assert "2018" in text
    for file in opened.case.files:
        assert file.path.name not in text
    reports._write_to(tmp_path / "report.html")
    written = (tmp_path / "report.html").read_text(encoding="utf-8").casefold()
    assert not [needle for needle in (*WHO, "Wintersun") if needle.casefold() in written]
    reports._write_to(tmp_path / "report.dcm")
    assert reports.dialog.findChild(QWidget, "why not").text() == WITHOUT_IDENTITY
    assert not (tmp_path / "report.dcm").exists()
    assert reports.dialog.findChild(QPushButton, "write pdf").isEnabled()


def test_every_field_has_a_name_and_is_reached_by_tab(reports):
    dialog = reports.dialog
    reached, field = [], dialog.findChild(QPlainTextEdit, "question")
    while field.objectName() not in reached:
        reached.append(field.objectName())
        field = field.nextInFocusChain()
        while not (field.focusPolicy() & Qt.FocusPolicy.TabFocus) or not field.objectName():
            field = field.nextInFocusChain()
    wanted = ["question", "outcome", "participants", "held", "regimens", "paper", "identified", "write pdf"]
    assert [name for name in reached if name in wanted] == wanted
    for name in ("question", "outcome", "participants", "held", "regimens", "paper"):
        assert dialog.findChild(QWidget, name).accessibleName()
