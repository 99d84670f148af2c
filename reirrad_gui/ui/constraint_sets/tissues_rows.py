"""α/β as evidence: organs of the case and tissues of a table, with range, source and what is in force. No Qt."""

from dataclasses import dataclass, replace

from reirrad_gui.constraints import (
    Confidence,
    Evidence,
    Finding,
    Tissue,
    TissueAlphaBeta,
    TissueTable,
    errors,
    lint_tissues,
    load_tissue_table,
    tissue_table_names,
)
from reirrad_gui.constraints.tissue_tables import TABLES
from reirrad_gui.errors import EntryError, ReirradError
from reirrad_gui.patient.entered_numbers import entered_number
from reirrad_gui.session.assessment import Assessment

COLUMNS = ("Organ", "In force", "Tissue", "Default", "Range", "Evidence", "Confidence", "Source", "To know")
NO_ORGAN = "–"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One table in the choice; `problem` is a sentence for a file that cannot be read."""

    name: str
    title: str
    shipped: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class AlphaBetaRow:
    """One line: an organ of the case (`organ` is its key in the settings), or a tissue that no organ here has ("")."""

    organ: str
    in_force_gy: float | None
    changed: bool
    value: TissueAlphaBeta
    cells: tuple[str, ...]

    @property
    def full(self) -> str:
        """Everything in one text."""
        named = zip(COLUMNS, self.cells, strict=True)
        return "  ·  ".join(f"{name}: {text}" for name, text in named if text not in ("", "–"))


def table_rows() -> tuple[TableRow, ...]:
    """The shipped table, then the user's."""
    found = []
    for name in tissue_table_names():
        shipped = name in TABLES.shipped
        try:
            found.append(TableRow(name, load_tissue_table(name).stamp.title, shipped))
        except ReirradError as error:
            found.append(TableRow(name, name, shipped, str(error)))
    return tuple(found)


def alpha_beta_rows(table: TissueTable, assessment: Assessment | None) -> tuple[AlphaBetaRow, ...]:
    """Organs and targets of the case first, then the tissues that none of them has."""
    organs = [] if assessment is None else _organ_rows(table, assessment)
    met = {row.value.tissue for row in organs}
    values = [*(one.alpha_beta for one in table.tissues), table.target, table.unknown]
    return (*organs, *(_row("", None, False, value) for value in values if value.tissue not in met))


def _organ_rows(table: TissueTable, assessment: Assessment) -> list[AlphaBetaRow]:
    chosen = assessment.settings.alpha_beta_gy
    rows: dict[str, AlphaBetaRow] = {}
    for organ in assessment.organs:
        if organ.kind in ("organ", "target", "unknown"):
            name = organ.canonical_name or organ.suggested_name
            key = name or organ.name
            value = table.alpha_beta_for(name or ("PTV" if organ.kind == "target" else None))
            rows.setdefault(key, _row(key, organ.alpha_beta.value, key in chosen, value))
    return list(rows.values())


def _row(organ: str, in_force_gy: float | None, changed: bool, value: TissueAlphaBeta) -> AlphaBetaRow:
    in_force = "–" if in_force_gy is None else f"{in_force_gy:g} Gy"
    beyond = changed and in_force_gy is not None and bool(value.outside(in_force_gy))
    mark = f" ▲ yours, outside {value.range_text}" if beyond else " · yours" if changed else ""
    cells = (
        organ or NO_ORGAN,
        f"{in_force}{mark}",
        value.tissue,
        f"{value.default_gy:g} Gy",
        value.range_text if value.low_gy is not None else "none given",
        value.evidence.text,
        str(value.confidence),
        value.source,
        value.reason,
    )
    return AlphaBetaRow(organ, in_force_gy, changed, value, cells)


def changed_table(table: TissueTable, tissue: str, given: dict[str, str]) -> TissueTable:
    """The table with one row changed as it was typed.

    Raises
    ------
    EntryError
        A number cannot be understood, the range does not hold the default, or the linter finds an error in the row.
    """
    rows = {one.alpha_beta.tissue: one.alpha_beta for one in table.tissues}
    old = {**rows, table.target.tissue: table.target, table.unknown.tissue: table.unknown}[tissue]
    new = _changed(old, given)
    made = replace(
        table,
        tissues=tuple(Tissue(new, one.organs) if one.alpha_beta is old else one for one in table.tissues),
        target=new if table.target is old else table.target,
        unknown=new if table.unknown is old else table.unknown,
    )
    for found in errors(lint_tissues(made)):
        if found.where == tissue:
            raise EntryError(f"{found.sentence[0].upper()}{found.sentence[1:]}.")
    return made


def _changed(old: TissueAlphaBeta, given: dict[str, str]) -> TissueAlphaBeta:
    default = _gy(given["default"], "Default")
    if default is None:
        raise EntryError("“Default” is empty: fill it in.")
    try:
        return replace(
            old,
            default_gy=default,
            low_gy=_gy(given["low"], "Least"),
            high_gy=_gy(given["high"], "Most"),
            source=given["source"].strip(),
            confidence=Confidence(given["confidence"]),
            evidence=Evidence(given["evidence"][0]),
        )
    except ValueError as error:
        message = str(error)
        raise EntryError(f"{message[0].upper()}{message[1:]}.") from error


def _gy(said: str, label: str) -> float | None:
    text = said.strip().removesuffix("Gy").strip()
    if not text:
        return None
    try:
        return entered_number(text)
    except EntryError as error:
        raise EntryError(f"“{label}”: {error}") from error


def findings_of(table: TissueTable) -> tuple[Finding, ...]:
    """What the linter says of a table."""
    return lint_tissues(table)
