"""The lists of a form: lesions, measured values, doses, pauses, and what sources say differently. No Qt."""

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.facts import (
    DOSE_UNITS,
    UNITS,
    Analyte,
    DrugDose,
    LabValue,
    Lesion,
    LesionState,
    Pause,
)
from reirrad_gui.patient.facts.laboratory import unit_written
from reirrad_gui.patient.origins import Alternative, Reading
from reirrad_gui.patient.pasted.table import read_number
from reirrad_gui.ui.event_forms.fields import Cells, Column, Rows, cell_date, date_cell
from reirrad_gui.ui.event_forms.readings import number_text, places, plain_number

_STATES = {state.value: state for state in LesionState}
_LAB_UNITS = tuple(dict.fromkeys(unit for units in UNITS.values() for unit in units))
NO_VALUE = "Enter at least one value; a value that is not stated may stay empty beside its date."


def _lesion_cells(lesion: Lesion) -> Cells:
    return lesion.site.text, lesion.state.value, lesion.note


def _lesions(cells: Cells, _: str) -> tuple[Lesion, ...]:
    site, state, note = cells
    if not site:
        raise EntryError("Say where this lesion is.")
    if state and state not in _STATES:
        raise EntryError(f"“{state}” is no state of a lesion: choose one of the list.")
    return tuple(Lesion(one, _STATES[state or LesionState.SEEN.value], note) for one in places(site))


LESIONS = Rows(
    "lesions", "Lesions listed", (Column("Place", share=3), Column("State", tuple(_STATES)), Column("Note")),
    _lesion_cells, _lesions,
    "One a line, or several with commas between them: T8, L3-L4, left ischium. State left empty: seen.",
)  # fmt: skip


def _value_cells(value: LabValue) -> Cells:
    number = "" if value.value is None else number_text(value.value)
    return date_cell(value.when), f"{value.bound} {number}".strip(), value.unit, value.note


def _lab_values(cells: Cells, source: str) -> tuple[LabValue, ...]:
    when, written, unit, note = cells
    number = read_number(written) if written else None
    if number is not None and number.unit and unit and number.unit != unit:
        raise EntryError(f"The unit is written twice and differently: {number.unit} and {unit}.")
    said = unit or ("" if number is None else number.unit)
    return (
        LabValue(
            cell_date(when, source), None if number is None else number.value, _unit(said),
            "" if number is None else number.bound, note,
        ),
    )  # fmt: skip


def _unit(written: str) -> str:
    """The unit as the table spells it, whatever the analyte; whether it fits the analyte is checked with the event."""
    spelled = (unit_written(analyte, written) for analyte in Analyte)
    return next((unit for unit in spelled if unit in _LAB_UNITS), written)


VALUES = Rows(
    "values", "Values",
    (Column("Date", share=2), Column("Value"), Column("Unit", _LAB_UNITS, free=True), Column("Note")),
    _value_cells, _lab_values, "A value below the limit of detection: < 0.1", NO_VALUE,
)  # fmt: skip


def _dose_cells(dose: DrugDose) -> Cells:
    amount = "" if dose.amount is None else number_text(dose.amount)
    return amount, dose.unit, dose.schedule, date_cell(dose.when)


def _doses(cells: Cells, source: str) -> tuple[DrugDose, ...]:
    amount, unit, schedule, when = cells
    number = plain_number(amount, "amount") if amount else None
    return (DrugDose(number, unit, schedule, cell_date(when, source)),)


DOSES = Rows(
    "doses", "Doses",
    (Column("Amount"), Column("Unit", DOSE_UNITS, free=True), Column("How often", share=2), Column("Date", share=2)),
    _dose_cells, _doses, "22.5, mg, every 3 months",
)  # fmt: skip


def _pause_cells(pause: Pause) -> Cells:
    return date_cell(pause.start), date_cell(pause.end), pause.reason


def _pauses(cells: Cells, source: str) -> tuple[Pause, ...]:
    start, end, reason = cells
    return (Pause(cell_date(start, source), cell_date(end, source), reason),)


PAUSES = Rows(
    "pauses", "Pauses", (Column("From", share=2), Column("To", share=2), Column("Reason", share=2)),
    _pause_cells, _pauses, "An end left empty: not said to be resumed.",
)  # fmt: skip

Said = tuple[str, Reading]
"""What a reading is of, and the reading."""


def apart(alternatives: tuple[Alternative, ...]) -> tuple[Said, ...]:
    """One line for each reading."""
    return tuple((one.what, reading) for one in alternatives for reading in one.readings)


def together(said: tuple[Said, ...]) -> tuple[Alternative, ...]:
    """The readings of each thing; EntryError where there is only one of something."""
    of: dict[str, list[Reading]] = {}
    for what, reading in said:
        of.setdefault(what, []).append(reading)
    return tuple(Alternative(what, tuple(readings)) for what, readings in of.items())


def _said_cells(said: Said) -> Cells:
    return said[0], said[1].text, said[1].source


def _said(cells: Cells, source: str) -> tuple[Said, ...]:
    what, text, by = cells
    if not (what and text):
        raise EntryError("Say what the sources differ on, and what this one says.")
    return ((what, Reading(text, by or source)),)


def differing(names: tuple[str, ...]) -> Rows:
    """What sources say differently, of these things or of others."""
    return Rows(
        "event.alternatives", "Sources differ on",
        (Column("What", names, free=True), Column("A source says", share=2), Column("Which source", share=2)),
        _said_cells, _said,
        "Two lines or more for each thing; none is preferred, and its own field stays empty. Dates: see above.",
    )  # fmt: skip
