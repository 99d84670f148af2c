"""One line of a pasted table as the facts of an event; EntryError where the line does not say plainly what is meant."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import When
from reirrad_gui.patient.entered_dates import stated_date
from reirrad_gui.patient.facts import (
    Analyte,
    Diagnosis,
    DrugDose,
    DrugGroup,
    Facts,
    Imaging,
    LabSeries,
    LabValue,
    LastContact,
    LocalTreatment,
    Modality,
    Note,
    PerformanceStatus,
    SkeletalEvent,
    SkeletalKind,
    Symptom,
    SystemicTherapy,
    Technique,
    Toxicity,
    VitalStatus,
)
from reirrad_gui.patient.facts.laboratory import unit_written
from reirrad_gui.patient.name_words import key
from reirrad_gui.patient.pasted.table import Number, read_number, words


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one line by the meaning of their column; "" where nothing is written. `units` are of headers.

    `used` collects the columns that were looked at, so that no cell is left aside without a word.
    """

    cells: Mapping[str, str]
    units: Mapping[str, str]
    decimal_comma: bool
    source: str
    used: set[str] = field(default_factory=set, compare=False)

    def __getitem__(self, meaning: str) -> str:
        self.used.add(meaning)
        return self.cells.get(meaning, "")

    @property
    def unused(self) -> tuple[str, ...]:
        """What is written in cells that nothing was made of."""
        return tuple(cell for meaning, cell in self.cells.items() if cell and meaning not in self.used)

    def number(self, meaning: str) -> Number | None:
        """The number of a cell; None where it is empty."""
        return read_number(self[meaning], decimal_comma=self.decimal_comma) if self[meaning] else None

    def whole(self, meaning: str, name: str) -> int | None:
        """A whole number; "3/10" and "grade 2" are read as 3 and 2."""
        written = (
            self[meaning].casefold().removeprefix("grade").removeprefix("grad").strip().removesuffix("/10").strip()
        )
        if not written:
            return None
        if not written.isdecimal():
            raise EntryError(f"“{self[meaning]}” is not a whole number, which the {name} needs.")
        return int(written)

    def when(self, meaning: str) -> When:
        """A date as written; not stated where the cell is empty."""
        return When((stated_date(self[meaning], self.source),)) if self[meaning] else When()


def facts_of(row: Row) -> Facts:
    """What the line tells of.

    Raises
    ------
    EntryError
        The kind of event is missing or not known, or a value cannot be read.
    """
    written = row["kind"] or _kind_without_column(row)
    for meaning, make in _MAKERS:
        if (found := words()[meaning].get(key(written))) is not None:
            return make(row, found)
    if (analyte := words()["analytes"].get(key(written))) is not None:
        return _laboratory(row, Analyte(analyte))
    if (group := words()["groups"].get(key(written))) is not None:
        return _drug(row, DrugGroup(group), row["what"] or _agent(written, group))
    raise EntryError(f"“{written}” is no kind of event known here: write for example pain, PSA, drug, bone scan, note.")


def _kind_without_column(row: Row) -> str:
    """A table of pain scores, or of one thing a line, says by its columns what it is about."""
    if row["pain"] or row["omed"]:
        return "pain"
    if row["grade"]:
        return "toxicity"
    if row["what"]:
        return row["what"]
    raise EntryError("The line does not say which kind of event it is: fill in the kind (pain, PSA, drug, note …).")


def lab_value(row: Row, analyte: Analyte, written: str, unit: str) -> LabValue:
    """A value with its unit: that of the cell, else of the line or header. Two that differ are asked."""
    number = read_number(written, decimal_comma=row.decimal_comma)
    spelled = {unit_written(analyte, one) for one in (number.unit, unit) if one}
    if len(spelled) > 1:
        raise EntryError(f"“{written}” has a unit of its own beside “{unit}”: write one of them.")
    return LabValue(row.when("start"), number.value, spelled.pop() if spelled else "", number.bound, row["note"])


def _laboratory(row: Row, analyte: Analyte) -> Facts:
    if not row["value"]:
        raise EntryError(f"The line has no value of {analyte.value}.")
    return LabSeries(analyte, (lab_value(row, analyte, row["value"], row["unit"] or row.units.get("value", "")),))


def _agent(written: str, group: str) -> str | None:
    """The drug where its name was written; None where only its group was."""
    return None if key(written) in _GROUP_NAMES or key(written) == key(group) else written


_GROUP_NAMES = frozenset(
    key(name)
    for name in (
        "adt", "androgen deprivation", "deprivare androgenica", "antiandrogen", "bisphosphonate", "bisfosfonat",
        "bifosfonat", "chemotherapy", "chimioterapie", "radionuclide", "radionuclid", "analgesic", "analgezic",
        "corticosteroid", "steroid",
    )
)  # fmt: skip


def _drug(row: Row, group: DrugGroup, agent: str | None) -> Facts:
    number = row.number("dose")
    doses = (
        (DrugDose(number.value, number.unit or row.units.get("dose", "") or row["unit"], row["schedule"]),)
        if number is not None
        else (DrugDose(schedule=row["schedule"]),) if row["schedule"] else ()
    )  # fmt: skip
    return SystemicTherapy(group, agent, doses)


def _named(row: Row, what: str) -> str:
    if not row["what"]:
        raise EntryError(f"The line does not name the {what}.")
    return row["what"]


def _drug_by_agent(row: Row) -> Facts:
    agent = _named(row, "drug")
    group = words()["groups"].get(key(agent))
    if group is None:
        raise EntryError(
            f"“{agent}” is not in the table of drugs: write its group as the kind (ADT, bisphosphonate …)."
        )
    return _drug(row, DrugGroup(group), _agent(agent, group))


def _lab_by_name(row: Row) -> Facts:
    analyte = words()["analytes"].get(key(_named(row, "analyte")))
    if analyte is None:
        raise EntryError(
            f"“{row['what']}” is not an analyte known here: PSA, alkaline phosphatase, calcium, testosterone."
        )
    return _laboratory(row, Analyte(analyte))


def _pain(row: Row, what: str) -> Facts:
    score = row.whole("pain", "pain score") if row["pain"] else row.whole("value", "pain score")
    omed = row.number("omed")
    return Symptom(what, score, None if omed is None else omed.value)


def _note(row: Row) -> Facts:
    text = row["what"] or row["note"] or row["value"]
    if not text:
        raise EntryError("The line says nothing: write the note's words in a column “What” or “Note”.")
    return Note(text)


def _performance(row: Row, scale: str) -> Facts:
    return PerformanceStatus(scale, row.whole("value", f"{scale} value"))


_KINDS: Mapping[str, Callable[[Row], Facts]] = {
    "laboratory": _lab_by_name,
    "pain": lambda row: _pain(row, "pain"),
    "symptom": lambda row: Symptom(_named(row, "symptom"), change=row["value"] or None),
    "drug": _drug_by_agent,
    "toxicity": lambda row: Toxicity(_named(row, "adverse event"), row.whole("grade", "grade")),
    "diagnosis": lambda row: Diagnosis(_named(row, "disease")),
    "note": _note,
    "ECOG": lambda row: _performance(row, "ECOG"),
    "Karnofsky": lambda row: _performance(row, "Karnofsky"),
    "last contact": lambda _: LastContact(),
    "death": lambda row: LastContact(VitalStatus.DEAD, row["what"] or None),
}
_MAKERS: tuple[tuple[str, Callable[[Row, str], Facts]], ...] = (
    ("kinds", lambda row, found: _KINDS[found](row)),
    ("modalities", lambda row, found: Imaging(Modality(found), finding=row["value"] or row["note"] or None)),
    ("techniques", lambda row, found: LocalTreatment(Technique(found), row["note"] or None)),
    ("skeletal", lambda row, found: SkeletalEvent(SkeletalKind(found), _pathological(row))),
)


def _pathological(row: Row) -> bool | None:
    said = key(row["kind"] or row["what"])
    return True if "patholog" in said or "patolog" in said else None
