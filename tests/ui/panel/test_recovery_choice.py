"""Recovery chosen for all organs, for one organ and for one course, as the person at the screen does it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLabel, QLineEdit

from reirrad_gui.session import Recovery
from reirrad_gui.ui.panel.dialogs import RecoveryDialog
from reirrad_gui.ui.panel.model import Column
from tests.ui.panel.test_widget import dialog, menu_entry, text


def test_a_named_recovery_is_chosen_marked_and_switched_off_by_undo(qtbot, panel_of, seed):
    panel, session = panel_of(seed)
    recovery = panel.findChild(QComboBox, "recovery")
    assert recovery.currentText() == "Recovery: off"
    recovery.setFocus()
    qtbot.keyClick(recovery, Qt.Key.Key_Down)
    assert session.settings.recovery == Recovery("step-25-50")
    assert session.undo_label == "Switch recovery to Step 25/50 %"
    assert text(panel, "Bladder", Column.STATUS) == "✔ within, without recovery"
    notes = panel.findChild(QLabel, "footnotes").text()
    assert "in SpinalCord only, which no structure of this case is" in notes
    qtbot.keyClick(recovery, Qt.Key.Key_Down)
    assert session.settings.recovery == Recovery("fox-chase")
    notes = panel.findChild(QLabel, "footnotes").text()
    assert notes.startswith("▲ Recovery in force: Fox Chase (Price 2021)")
    assert "4 limits that already contain recovery are refused" in notes
    assert text(panel, "Bladder", Column.STATUS) == "✔ within, after recovery"
    session.undo()
    session.undo()
    assert recovery.currentText() == "Recovery: off"
    assert "Recovery" not in panel.findChild(QLabel, "footnotes").text()


def test_named_recoveries_tell_their_citation(panel_of, seed):
    panel, _ = panel_of(seed)
    recovery = panel.findChild(QComboBox, "recovery")
    tips = [recovery.itemData(i, Qt.ItemDataRole.ToolTipRole) for i in range(recovery.count())]
    assert "Doi 2021" in tips[1]
    assert all(tips)
    marked = [
        recovery.itemText(i) for i in range(recovery.count()) if "check against the paper" in recovery.itemText(i)
    ]
    assert len(marked) == 5  # two readings of Ang, two of Jones and Grant, Woolley
    assert all("check against the paper" in tips[recovery.findText(one)] for one in marked)


def test_the_list_of_recoveries_opens_wide_enough_for_its_longest_name_also_while_one_is_in_force(panel_of, seed):
    panel, session = panel_of(seed)
    session.do("Switch recovery", lambda s: s.with_recovery(Recovery("fox-chase")))
    recovery = panel.findChild(QComboBox, "recovery")
    recovery.showPopup()
    view = recovery.view()
    longest = max(view.fontMetrics().horizontalAdvance(recovery.itemText(i)) for i in range(recovery.count()))
    assert view.viewport().width() >= longest
    assert view.palette().text().color() == panel.palette().text().color()  # only the box itself is marked
    recovery.hidePopup()


def test_the_box_is_drawn_in_the_colour_of_warnings_while_a_recovery_is_in_force(panel_of, seed, theme):
    panel, session = panel_of(seed, worn=theme)
    recovery = panel.findChild(QComboBox, "recovery")

    def inked():
        image = recovery.grab().toImage()
        wanted = QColor(theme.near)
        return sum(image.pixelColor(x, y) == wanted for x in range(image.width()) for y in range(image.height()))

    assert inked() == 0
    session.do("Recovery of the rectum", lambda s: s.with_recovery_of("Rectum", Recovery("fox-chase")))
    assert recovery.currentText() == "Recovery: partly off"
    assert inked() > recovery.width()


def test_a_general_choice_ends_what_was_chosen_for_single_courses(panel_of, seed):
    panel, session = panel_of(seed)
    uid = session.case.courses[0].uid
    session.do("One course", lambda s: s.with_recovery_of_course(uid, Recovery("fox-chase")))
    recovery = panel.findChild(QComboBox, "recovery")
    recovery.activated.emit(0)
    assert session.settings.recovery_by_course == {}
    assert session.undo_label == "Switch recovery off"


def recovery_of(panel, organ):
    """The dialog of one organ's recovery, from the menu of its row."""
    menu, entry = menu_entry(panel, organ, "Recovery of this organ…")
    menu.close()
    entry.trigger()
    return dialog(panel, "organ recovery dialog")


def chosen(asked, key):
    """Choose in the dialog of one organ's recovery."""
    choice = asked.findChild(QComboBox, "organ recovery")
    choice.setCurrentIndex(choice.findData(key))


def test_one_organ_gets_a_recovery_of_its_own_from_its_menu_and_gives_it_back(qtbot, panel_of, seed):
    panel, session = panel_of(seed)
    asked = recovery_of(panel, "Rectum")
    assert asked.windowModality() is Qt.WindowModality.WindowModal
    chosen(asked, "user")
    assert not asked.ok.isEnabled()
    assert "Enter a percentage above 0 and your reason" in asked.said.text()
    asked.findChild(QDoubleSpinBox, "percent").setValue(25.0)
    qtbot.keyClicks(asked.findChild(QLineEdit, "reason"), "board of 3 May")
    asked.ok.click()
    assert session.undo_label == "Take 25 % as recovered in Rectum"
    assert session.settings.recovery_by_organ == {"Rectum": Recovery("user", 25.0, "board of 3 May")}
    assert text(panel, "Rectum", Column.NUMBER) == "59.5"  # 0.75 · 42 + 28
    assert text(panel, "Rectum", Column.STATUS) == "✔ within, after own recovery"
    assert text(panel, "Bladder", Column.NUMBER) == "70.0"
    assert "Rectum: 25 % of earlier courses" in panel.findChild(QLabel, "footnotes").text()
    assert panel.findChild(QComboBox, "recovery").currentText() == "Recovery: partly off"
    again = recovery_of(panel, "Rectum")
    assert again.recovery == Recovery("user", 25.0, "board of 3 May")
    chosen(again, None)
    again.ok.click()
    assert session.undo_label == "Take recovery in Rectum as in all organs"
    assert text(panel, "Rectum", Column.NUMBER) == "70.0"


def test_a_model_of_another_tissue_cannot_be_chosen_for_an_organ_and_says_why(panel_of, seed):
    panel, session = panel_of(seed)
    asked = recovery_of(panel, "Rectum")
    chosen(asked, "step-25-50")
    assert not asked.ok.isEnabled()
    assert "proposed for SpinalCord only" in asked.said.text()
    assert "percentage with your reason" in asked.said.text()
    chosen(asked, "fox-chase")
    assert asked.ok.isEnabled()
    assert "doi 10.1016/j.adro.2020.09.027" in asked.said.text()
    asked.ok.click()
    assert session.undo_label == "Use Fox Chase (Price 2021) for Rectum"
    off = recovery_of(panel, "Rectum")
    chosen(off, "none")
    off.ok.click()
    assert session.undo_label == "Switch recovery in Rectum off"


def test_with_several_earlier_courses_a_percentage_may_be_meant_for_one_of_them(qtbot):
    one = RecoveryDialog([("uid 1", "Course 1")])
    qtbot.addWidget(one)
    assert one.findChild(QComboBox, "course") is None  # there is nothing to choose
    assert one.course_uid is None
    two = RecoveryDialog([("uid 1", "Course 1"), ("uid 2", "Course 2")])
    qtbot.addWidget(two)
    field = two.findChild(QComboBox, "course")
    assert two.course_uid is None
    field.setCurrentIndex(2)
    assert (two.course_uid, two.course_name) == ("uid 2", "Course 2")


def test_a_typed_recovery_needs_a_percentage_and_a_reason(qtbot, panel_of, seed):
    panel, session = panel_of(seed)
    recovery = panel.findChild(QComboBox, "recovery")
    recovery.setCurrentIndex(recovery.count() - 1)
    recovery.activated.emit(recovery.count() - 1)
    asked = dialog(panel, "recovery dialog")
    assert recovery.currentText() == "Recovery: off"  # nothing is in force before it is typed
    assert not asked.ok.isEnabled()
    asked.findChild(QDoubleSpinBox, "percent").setValue(25.0)
    assert not asked.ok.isEnabled()
    qtbot.keyClicks(asked.findChild(QLineEdit, "reason"), "   ")
    assert not asked.ok.isEnabled()
    qtbot.keyClicks(asked.findChild(QLineEdit, "reason"), "board of 3 May")
    asked.ok.click()
    assert session.settings.recovery == Recovery("user", 25.0, "board of 3 May")
    assert text(panel, "Bladder", Column.NUMBER) == "59.5"  # 0.75 · 42 + 28
    assert recovery.currentText() == "Recovery: 25 % typed…"
    assert "board of 3 May" in panel.findChild(QLabel, "footnotes").text()
