"""Pain response and pain flare."""

from PySide6.QtWidgets import QGridLayout, QLabel

from reirrad_gui.clinical.pain import PainReport, pain_response
from reirrad_gui.clinical.pain_flare import LAST_DAY, DiaryDay, pain_flare
from reirrad_gui.clinical.pain_times import RETREATMENT_RULE, TIME_RULE, time_point
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.scores.entries import amount, day, whole
from reirrad_gui.ui.scores.fields import Field
from reirrad_gui.ui.scores.page import ScorePage
from reirrad_gui.ui.scores.told import Part, Told, told_outcome

SCORE_HINT = "worst pain at the treated site, 0 to 10"
OMED_HINT = "oral morphine equivalent, mg a day; 0 where none is taken"
RESPONSE = "International consensus of 2012. Worst pain at the treated site and the analgesics of that day."
FLARE = "A diary of the ten days after radiotherapy. Days that are left empty are not known."


def report(pain: Field, omed: Field) -> PainReport:
    """The report in two fields."""
    return PainReport(whole(pain.text(), pain.label), amount(omed.text(), omed.label))


class ResponsePage(ScorePage):
    """Pain response: two reports, and when the second was made."""

    def __init__(self) -> None:
        super().__init__("pain response", RESPONSE)
        self._pain = [Field(f"pain {at}", f"Pain {at}", SCORE_HINT) for at in ("before", "now")]
        self._omed = [Field(f"omed {at}", f"OMED {at}", OMED_HINT) for at in ("before", "now")]
        self._days = [Field(name, name.capitalize(), "2014, Mar 2014 or 14 Mar 2014") for name in ("end", "assessed")]
        self.ask("Worst pain before, 0 to 10", self._pain[0])
        self.ask("OMED before, mg a day", self._omed[0])
        self.ask("Worst pain now, 0 to 10", self._pain[1])
        self.ask("OMED now, mg a day", self._omed[1], "0 where no analgesic is taken; empty where nobody recorded it.")
        self.ask("Last day of radiotherapy", self._days[0])
        self.ask("Assessed on", self._days[1], "Dates as far as they are known: 2014, Mar 2014, 14 Mar 2014.")
        self.show_answer()

    def told(self) -> Told:
        end, assessed = (day(field.text()) for field in self._days)
        found = pain_response(report(self._pain[0], self._omed[0]), report(self._pain[1], self._omed[1]))
        when = (f"Time point: {time_point(end, assessed).text}.",) if end.known or assessed.known else ()
        told = told_outcome(found, when)
        times = tuple(f"{rule.text} Source: {rule.cited}." for rule in (TIME_RULE, RETREATMENT_RULE))
        return Told(told.headline, told.caution, told.lines, (*told.parts, Part("When to assess", times)))


class FlarePage(ScorePage):
    """Pain flare: a baseline and ten days."""

    def __init__(self) -> None:
        super().__init__("pain flare", FLARE)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(3, 1)
        for column, title in ((1, "Pain, 0 to 10"), (2, "OMED, mg a day")):
            grid.addWidget(QLabel(tr(title)), 0, column)
        self._rows: dict[int, tuple[Field, Field]] = {}
        for number in range(LAST_DAY + 1):
            name = "before" if number == 0 else f"day {number}"
            pain, omed = (
                Field(f"pain {name}", f"Pain {name}", SCORE_HINT),
                Field(f"omed {name}", f"OMED {name}", OMED_HINT),
            )
            grid.addWidget(QLabel(tr("Before" if number == 0 else f"Day {number}")), number + 1, 0)
            grid.addWidget(pain, number + 1, 1)
            grid.addWidget(omed, number + 1, 2)
            self._rows[number] = (pain, omed)
            self.watch_all((pain, omed))
        self.column.insertLayout(1, grid)
        self.show_answer()

    def told(self) -> Told:
        reports = {number: report(*fields) for number, fields in self._rows.items()}
        given = [DiaryDay(number, one) for number, one in reports.items() if number and not _empty(one)]
        return told_outcome(pain_flare(reports[0], given))


def _empty(one: PainReport) -> bool:
    return one.score is None and one.omed_mg is None
