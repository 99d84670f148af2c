"""A capsule opened: looked at by itself, or taken into the case store; and held against the numbers it had."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import reirrad_gui
from reirrad_gui.errors import CaseFileError
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.session.capsule.figures import Difference, Named, differences, figures_from_json, named_figures
from reirrad_gui.session.capsule.place import Arrivals, files_folder, own_name, relocated
from reirrad_gui.session.capsule.sets import Arrived, put
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.keeping.document import from_json, to_json
from reirrad_gui.session.keeping.reopening import Reopened, reopened
from reirrad_gui.session.keeping.stored import CAPSULE_ARRIVED
from reirrad_gui.store.capsule import Capsule, Manifest, opened_capsule

if TYPE_CHECKING:
    from reirrad_gui.session.assessment import Assessment
    from reirrad_gui.store.cases import CaseStore

MOST_SHOWN: Final = 20


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """A capsule's case, opened, beside the numbers it had: `count` of them.

    `told` says what is not as it was, differences first, and why where that can be known.
    """

    reopened: Reopened
    manifest: Manifest
    count: int
    differences: tuple[Difference, ...]
    told: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """For a person to read."""
        return (about(self.manifest), *self.told)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A capsule that is in the case store now. `told` says what that changed there."""

    case_id: str
    told: tuple[str, ...]
    then: tuple[Named, ...]
    manifest: Manifest
    patient: PatientIdentity

    def lines(self, shown: "Assessment | None") -> tuple[str, ...]:
        """What to say once its case is on the screen, or (None) could not be shown: the numbers that it had."""
        if shown is None:
            return (about(self.manifest), *self.told, *(one.text for one in self.then))
        found = differences(self.then, now_figures(shown))
        return (about(self.manifest), *self.told, *_said(found, len(self.then), self.manifest, shown, ""))


def about(manifest: Manifest) -> str:
    """What a capsule is, in one line."""
    kind = "De-identified case" if manifest.deidentified else "Case"
    number = manifest.revisions
    return (
        f"{kind} saved on {manifest.created_at[:10]} by version {manifest.program_version}, "
        f"{number} {'revision' if number == 1 else 'revisions'}, {len(manifest.files)} files."
    )


def compared(path: Path, step: Step = silent, folders: Sequence[Path] = ()) -> Compared:
    """A capsule's case opened beside any store; its files lie in a scratch folder as long as the program runs.

    Parameters
    ----------
    folders : where the files may be of a capsule that has none

    Raises
    ------
    CapsuleError
        The capsule cannot be used.
    CaseFileError
        Its files are not in it and not found.
    """
    from reirrad_gui.dicom.scratch_folders import remove_left_behind, scratch_folder

    remove_left_behind()
    with opened_capsule(path) as capsule:
        scratch = scratch_folder()
        places = _unpacked(capsule, scratch, step)
        document = from_json(capsule.document)
        sets = put(capsule, document, scratch)
        document = sets.document(relocated(document, places))
        manifest, then = capsule.manifest, figures_from_json(capsule.figures)
    try:
        again = reopened(document, folders, step)
    except CaseFileError as error:
        raise CaseFileError(f"{error} {_without_files(manifest)}") from error
    return held_against(again, manifest, then, sets.told)


def figures_then(path: Path) -> tuple[Manifest, tuple[Named, ...]]:
    """What can be known of a capsule without its files: what it says of itself, and the numbers it had."""
    with opened_capsule(path) as capsule:
        return capsule.manifest, figures_from_json(capsule.figures)


def held_against(again: Reopened, manifest: Manifest, then: Sequence[Named], came: Sequence[str] = ()) -> Compared:
    """An opened case beside the numbers that its capsule had; `came` says what came with it."""
    shown = again.session.assessment
    found = differences(then, now_figures(shown))
    gone = "" if again.complete else "not everything that it rests on is there, as said below"
    return Compared(
        again, manifest, len(then), found, (*_said(found, len(then), manifest, shown, gone), *came, *again.told)
    )


def now_figures(assessment: "Assessment") -> tuple[Named, ...]:
    """The numbers of an assessment."""
    from reirrad_gui.session.as_json import assessment_json

    return named_figures(assessment_json(assessment))


def taken_in(path: Path, store: "CaseStore", cases: Path | None = None, who: str = "", step: Step = silent) -> TakenIn:
    """A capsule taken into the case store, its files into the case's own folder: all of it or nothing.

    Raises
    ------
    CapsuleError
        The capsule cannot be used.
    StoreError
        The store cannot be written.
    """
    from reirrad_gui.store.capsule.shelf import Arrival, shelved

    with opened_capsule(path) as capsule:
        then = figures_from_json(capsule.figures)
        document = from_json(capsule.document)
        with Arrivals(files_folder(capsule.manifest.case_id, cases)) as arrivals:
            _arrive(capsule, arrivals, step)
            found = shelved(store, capsule.chain)
            places = arrivals.settle(files_folder(found.case_id, cases))
            sets = put(capsule, document, files_folder(found.case_id, cases).parent)
        manifest = capsule.manifest
    told = {
        Arrival.NEW: "The case is in the case store now, with its whole history.",
        Arrival.SAME: "The case store has this case already, with everything that is in the capsule: nothing is new.",
        Arrival.LONGER: f"The case store had this case: {found.added} later revisions were added to it.",
        Arrival.APART: (
            "The case store has this case, and there and in the capsule it went on in different ways. Neither was "
            "written over: the capsule is a case of its own now, with its whole history."
        ),
    }[found.arrival]
    lies = _rest_on(store, found.case_id, places, sets, who)
    return TakenIn(found.case_id, (told, *lies), then, manifest, document.patient)


def _arrive(capsule: Capsule, arrivals: Arrivals, step: Step) -> None:
    """Every file, checked, into the folder in which they wait."""
    entries = capsule.manifest.files
    if entries:
        capsule.check_space(arrivals.waiting)
    called = _called(capsule)
    for done, entry in enumerate(entries):
        step(done, len(entries), f"Unpacking file {done + 1} of {len(entries)}")
        target = arrivals.place(entry.sha256, called.get(entry.sha256, entry.member))
        if target is not None:
            capsule.extract(entry, target)


def _called(capsule: Capsule) -> dict[str, str]:
    """What the case's document calls files of this program and bundles: they are read by their ending."""
    known = {file.sha256: file.shown_as for file in from_json(capsule.document).files}
    return {
        entry.sha256: known[entry.sha256]
        for entry in capsule.manifest.files
        if entry.member.endswith(".json") and known.get(entry.sha256, "").endswith(entry.member[len("files/000000") :])
    }


def _unpacked(capsule: Capsule, folder: Path, step: Step) -> Mapping[str, Path]:
    """Every file, checked, into a folder; where each content is."""
    entries = capsule.manifest.files
    capsule.check_space(folder)
    places: dict[str, Path] = {}
    called = _called(capsule)
    for done, entry in enumerate(entries):
        step(done, len(entries), f"Unpacking file {done + 1} of {len(entries)}")
        target = folder / own_name(entry.sha256, called.get(entry.sha256, entry.member))
        if entry.sha256 not in places:
            target.parent.mkdir(exist_ok=True)
            capsule.extract(entry, target)
        places[entry.sha256] = target
    return places


def _rest_on(store: "CaseStore", case_id: str, places: Mapping[str, Path], sets: Arrived, who: str) -> tuple[str, ...]:
    """One more revision where the case's files and sets now lie somewhere else than it says."""
    newest = store.newest(case_id)
    document = from_json(newest.document)
    moved = relocated(document, places)
    resting = sets.document(moved)
    if resting == document:
        return ()
    store.append(case_id, newest.number, to_json(resting), CAPSULE_ARRIVED, who)
    lie = (f"Its {len(set(places))} files lie in this program's own folder now.",) if moved != document else ()
    return (*lie, *(sets.told if resting != moved else ()))


def _said(
    found: Sequence[Difference], count: int, manifest: Manifest, shown: "Assessment", gone: str
) -> tuple[str, ...]:
    if not found:
        return (f"All {count} numbers are those that the capsule had.",)
    more = f" The first {MOST_SHOWN}:" if len(found) > MOST_SHOWN else ""
    return (
        f"▲ {len(found)} of {count} numbers are not those that the capsule had.{_why(manifest, shown, gone)}{more}",
        *(f"▲ {one.text}" for one in found[:MOST_SHOWN]),
    )


def _why(manifest: Manifest, shown: "Assessment", gone: str) -> str:
    """What may be the reason, as far as it can be known."""
    reasons = []
    if manifest.program_version != reirrad_gui.__version__:
        reasons.append(f"it was saved by version {manifest.program_version}, this is {reirrad_gui.__version__}")
    for what, stamp in (("constraint_set", shown.set_in_force), ("tissue_table", shown.tissue_table)):
        was = manifest.stamps.get(what)
        if was is not None and (stamp is None or was != stamp.text):
            reasons.append(f"the {what.replace('_', ' ')} is another one (then {was})")
    if gone:
        reasons.append(gone)
    return f" What may be the reason: {'; '.join(reasons)}." if reasons else " No reason for it is known."


def _without_files(manifest: Manifest) -> str:
    if manifest.with_files:
        return ""
    return "This capsule was saved without its files; the numbers that it had are in it and can be read."


def then_json(manifest: Manifest, then: Sequence[Named]) -> dict[str, Any]:
    """The numbers that a capsule had, for scripts."""
    return {
        "capsule": {
            "program_version": manifest.program_version, "created_at": manifest.created_at,
            "deidentified": manifest.deidentified, "with_files": manifest.with_files, "stamps": dict(manifest.stamps),
        },
        "figures_then": [{"of": one.of, "figure": one.what, "value": one.value} for one in then],
    }  # fmt: skip
