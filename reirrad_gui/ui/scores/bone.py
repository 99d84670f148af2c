"""The bone scan: extent of disease, and progression over several scans."""

from PySide6.QtWidgets import QGridLayout, QLabel

from reirrad_gui.clinical.bone_scan import extent_of_disease
from reirrad_gui.clinical.counts import Count
from reirrad_gui.clinical.new_lesions import BoneScan, bone_scan_progression
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.scores.entries import day, whole
from reirrad_gui.ui.scores.fields import Choice, Field
from reirrad_gui.ui.scores.page import ScorePage
from reirrad_gui.ui.scores.told import Told, told_outcome

MOST_SCANS = 5
COUNT_HINT = "15, 6-20, more than 3, at least 4, multiple"
EXTENT = "Soloway's grade: lesions of the whole skeleton, not per bone."
PROGRESSION = (
    "Prostate Cancer Working Group, 2+2 and persistence. In order of time, the first scan after treatment began first; "
    "its new lesions are counted against the scan before treatment, those of later scans against the first."
)


class ExtentPage(ScorePage):
    """Extent of disease."""

    def __init__(self) -> None:
        super().__init__("extent of disease", EXTENT)
        self._lesions = Field("lesions", "Lesions", COUNT_HINT, 18)
        self._superscan = Choice("superscan", "Superscan", ((tr("no"), False), (tr("yes"), True)), "– not told")
        self._large = Field("large lesions", "As large as a vertebral body", "each counts as two")
        self.ask("Lesions in the whole skeleton", self._lesions, f"As the report says it: {COUNT_HINT}.")
        self.ask("Superscan", self._superscan)
        self.ask("As large as a vertebral body", self._large, "Each of them counts as two; empty where nobody says.")
        self.show_answer()

    def told(self) -> Told:
        superscan = self._superscan.answer
        assert superscan is None or isinstance(superscan, bool), "the choice offers only these"
        lesions = Count.parse(self._lesions.text())
        found = extent_of_disease(lesions, superscan, whole(self._large.text(), "As large as a vertebral body"))
        grade = found.answer.grade
        survival = None if grade is None else grade.survival_percent
        alive = (f"In its paper {survival} % with this grade were alive after 2 years.",) if survival else ()
        return told_outcome(found, alive)


class ProgressionPage(ScorePage):
    """Progression over scans."""

    def __init__(self) -> None:
        super().__init__("bone scan progression", PROGRESSION)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(4, 1)
        for column, title in ((1, "Date"), (2, "New lesions"), (3, "Still seen")):
            grid.addWidget(QLabel(tr(title)), 0, column)
        self._rows: list[tuple[Field, Field, Field]] = []
        for number in range(1, MOST_SCANS + 1):
            fields = (
                Field(f"date {number}", f"Scan {number}: date", "2018, Mar 2018 or 14 Mar 2018", 13),
                Field(f"new {number}", f"Scan {number}: new lesions", COUNT_HINT, 13),
                Field(f"still {number}", f"Scan {number}: of the earlier new ones still seen", COUNT_HINT, 13),
            )
            fields[2].setEnabled(number > 1)
            grid.addWidget(QLabel(tr(f"Scan {number}")), number, 0)
            for column, field in enumerate(fields, 1):
                grid.addWidget(field, number, column)
            self._rows.append(fields)
            self.watch_all(fields)
        self.column.insertLayout(1, grid)
        self.show_answer()

    def told(self) -> Told:
        rows = [fields for fields in self._rows if any(field.text().strip() for field in fields)]
        scans = [BoneScan(day(d.text()), Count.parse(new.text()), Count.parse(still.text())) for d, new, still in rows]
        return told_outcome(bone_scan_progression(scans))
