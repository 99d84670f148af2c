"""A de-identified copy of a case: every file anew, and a document that rests on the copies."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reirrad_gui.case import Case
from reirrad_gui.case.edits import CaseEdit, LetterAdded, LetterChanged, LetterRemoved
from reirrad_gui.case.from_letters import letter_courses
from reirrad_gui.constraints import Stamp
from reirrad_gui.errors import DicomError, InputError
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.session.capsule.cleaning import STRUCTURES, Cleaner
from reirrad_gui.session.capsule.stories import cleaned_story
from reirrad_gui.session.capsule.who import add_words, dates_of
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.keeping.document import CaseDocument, KeptFile
from reirrad_gui.store.capsule import CapsuleWriter
from reirrad_gui.store.letters import SUFFIX as LETTER_SUFFIX
from reirrad_gui.store.story import SUFFIX as STORY_SUFFIX

if TYPE_CHECKING:
    from reirrad_gui.dicom.deidentify import Copier

LABEL: Final = "De-identified copy"
NO_SUCH: Final = "0" * 64
MOST_KEPT: Final = 12
CODED: Final = frozenset(("schema", "metric", "quantity", "scope", "level", "evidence", "confidence", "doi"))
NOTED: Final = frozenset(("notes", "note", "endpoint", "consensus"))
"""Fields of a set that hold words of this program, and those in which somebody may have noted anything."""


@dataclass(slots=True)
class Copies:
    """What one de-identified copy is made with.

    `flagged` are sentences about images in whose pixels a name may stand, `left_out` about files that are not in it.
    """

    cleaner: Cleaner
    copier: "Copier"
    patient: PatientIdentity
    case_id: str
    flagged: tuple[str, ...] = ()
    files: list[KeptFile] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, document: CaseDocument, case: Case, step: Step = silent) -> "Copies":
        """Looks through all files for who this is, and chooses the shift and the new names."""
        from reirrad_gui.dicom.deidentify import Copier, FlaggedImageError, Texts, Uids, Words, chosen_shift, gathered

        words = Words()
        add_words(words, document, case)
        flagged: list[str] = []
        dicom = [file for file in document.files if _is_dicom(file)]
        for done, file in enumerate(dicom):
            step(done, len(dicom), f"Looking through {file.shown_as}")
            try:
                gathered(Path(file.path), file.shown_as, words)
            except FlaggedImageError as error:
                flagged.append(str(error))
            except DicomError:
                continue
        texts, uids, shift = Texts(words), Uids(), chosen_shift(dates_of(document, case))
        code = uids.code("patient")
        patient = PatientIdentity(f"D-{code}", f"De-identified^{code}")
        copier = Copier(texts, uids, shift, patient.name, patient.patient_id)
        return cls(Cleaner(texts, uids, shift), copier, patient, uids.code("case", 32).lower(), tuple(flagged))

    def write_files(self, document: CaseDocument, capsule: CapsuleWriter, leave_out: bool, step: Step) -> None:
        """The copies, one after another; DICOM first, because the other files use its names.

        Raises
        ------
        InputError
            Images whose pixels may show a name are among them, and are not to be left out.
        """
        self._refuse_flagged(leave_out)
        ordered = sorted(document.files, key=lambda file: not _is_dicom(file))
        for done, file in enumerate(ordered):
            step(done, len(ordered), f"Copying {file.shown_as}")
            if not file.path.endswith(LETTER_SUFFIX) and not _is_bundle(file):
                self._write(file, capsule)

    def name_files(self, document: CaseDocument) -> None:
        """For a copy without files: what would have been them, under names that say nothing."""
        count = len([file for file in document.files if _is_dicom(file)])
        self.files = [KeptFile("", f"file {number}", "", NO_SUCH, 0) for number in range(1, count + 1)]

    def document(self, document: CaseDocument, case: Case) -> CaseDocument:
        """The document that rests on the copies; call it after the files were written.

        Letters, and courses and events of FHIR bundles, are in it and no files of their own any more.
        """
        cleaner = self.cleaner
        for course in letter_courses(case):
            cleaner.uids.also(course.uid, f"letter {cleaner.uids.code(course.uid, 12).lower()}")
        fields = {
            "settings": cleaner.settings(document.settings),
            "question": cleaner.value(document.question, type(document.question)),
            "edits": tuple(cleaner.value(edit, type(edit)) for edit in _edits(document.edits, case)),
            "registrations": tuple(cleaner.value(one, type(one)) for one in document.registrations),
            "events": tuple(cleaner.event(event) for event in case.events),
            "storyboard": tuple(cleaner.value(step, type(step)) for step in document.storyboard),
            "synthetic": tuple(cleaner.texts.clean(one) for one in document.synthetic),
        }
        mode = document.registration_mode
        return replace(
            document, **fields, patient=self.patient, one_person=(), files=tuple(self.files), opened_from=(),
            registration_mode=mode if mode in ("reg", "auto", "identity") else "reg",
            constraint_set=cleaner.stamp(document.constraint_set), tissue_table=cleaner.stamp(document.tissue_table),
        )  # fmt: skip

    def structure(self, name: str) -> str:
        """A structure's name in the copy."""
        return self.cleaner.texts.again(name, STRUCTURES)

    def cleaned_set(self, content: str, stamp: Stamp) -> str:
        """A person's own limits or table of α/β under a cleaned stamp, with the same numbers."""
        said = {key: one for key, one in self._without_who(json.loads(content)).items() if key != "based_on"}
        whose = {key: getattr(stamp, key) for key in ("title", "version", "date", "author")}
        based_on = {"based_on": stamp.based_on} if stamp.based_on else {}
        return json.dumps({**said, **whose, **based_on}, ensure_ascii=False, indent=2, allow_nan=False) + "\n"

    def _without_who(self, said: Any, key: str = "") -> Any:
        """Texts without names, IDs and places; what a person noted without dates, too. Years of papers stay."""
        if isinstance(said, dict):
            return {name: self._without_who(one, name) for name, one in said.items()}
        if isinstance(said, list):
            return [self._without_who(one, key) for one in said]
        if not isinstance(said, str) or key in CODED:
            return said
        texts = self.cleaner.texts
        return texts.clean(said, "limits and α/β") if key in NOTED else texts.without_who(said)

    def told(self) -> tuple[str, ...]:
        """What was done, in sentences; nothing in them tells what was taken out."""
        cleaner = self.cleaner
        found = ", ".join(f"{number} × {mark}" for mark, number in sorted(cleaner.texts.found.items()))
        return (
            "De-identified by the basic profile of DICOM PS3.15 with cleaned descriptors and moved dates; private "
            "attributes were removed, all UIDs replaced. Free text of events and letters was left out.",
            f"Taken out of names and descriptions that stay: {found or 'nothing was found'}.",
            *self._about_dates(),
            *_unsearched(cleaner.texts.unsearched),
            *_not_understood(cleaner.texts.not_understood),
            "What a person drew or typed in other words, and faces that can be reconstructed from head scans, no "
            "program finds for certain: look at the names that stay before you pass the file on.",
            *self.left_out,
        )

    def kept_texts(self) -> tuple[str, ...]:
        """The texts that stay, by kind, for a person to look at."""
        return tuple(f"{where}: {', '.join(sorted(said))}" for where, said in sorted(self.cleaner.texts.kept.items()))

    def _about_dates(self) -> tuple[str, ...]:
        if not self.cleaner.shift.by_years:
            return ("All dates were moved by one number of days, made by chance; every interval is what it was.",)
        dropped = self.cleaner.dropped
        return (
            "Some dates are known only by month or year. So all dates were moved by one multiple of four years, made "
            "by chance: every interval is what it was, and days and months are the original ones.",
            *((f"{dropped} dates that could not be understood were left out.",) if dropped else ()),
        )

    def _refuse_flagged(self, leave_out: bool) -> None:
        if not self.flagged or leave_out:
            return
        more = f" So it is with {len(self.flagged) - 1} more." if len(self.flagged) > 1 else ""
        raise InputError(
            f"{self.flagged[0]}{more} Nothing was written. Leave these images out (--leave-out-flagged; in the window "
            "the box of that name), or save the case without its files."
        )

    def _write(self, file: KeptFile, capsule: CapsuleWriter) -> None:
        try:
            if file.path.endswith(STORY_SUFFIX):
                content, uid = cleaned_story(Path(file.path), self.cleaner, self.patient.patient_id), ""
                ending = STORY_SUFFIX
            else:
                content, uid = self.copier.copy(Path(file.path), file.shown_as)
                ending = ".dcm"
        except InputError as error:
            self.left_out.append(self._about_left_out(file, error))
            return
        entry = capsule.add_file([content], uid, ending)
        shown = f"{len(capsule.files):06d}{ending}"
        self.cleaner.uids.also(file.shown_as, shown)
        self.files.append(KeptFile(entry.member, shown, uid, entry.sha256, entry.size_bytes))

    def _about_left_out(self, file: KeptFile, error: InputError) -> str:
        """Without the file's name, which may be the patient's."""
        number = len(self.left_out) + 1
        why = str(error).replace(file.shown_as, f"file {number}").replace(Path(file.path).name, f"file {number}")
        return f"Left out: {self.cleaner.texts.clean(why)}"


def _edits(edits: Sequence[CaseEdit], case: Case) -> list[CaseEdit]:
    """What was done to the case, beginning with its letters as they are now, in an order that puts them in place."""
    letters = [course for course in letter_courses(case) if course.letter is not None]
    undated = [course for course in letters if not (course.start.known or course.end.known)]
    dated = [course for course in letters if course not in undated]
    added: list[CaseEdit] = [LetterAdded(c.letter) for c in (*reversed(undated), *dated) if c.letter is not None]
    rest = [edit for edit in edits if not isinstance(edit, LetterAdded | LetterChanged | LetterRemoved)]
    return [*added, *rest]


def _is_dicom(file: KeptFile) -> bool:
    return not file.path.endswith(".json")


def _is_bundle(file: KeptFile) -> bool:
    return file.path.endswith(".json") and not file.path.endswith((STORY_SUFFIX, LETTER_SUFFIX))


def _not_understood(attributes: Mapping[str, int]) -> tuple[str, ...]:
    if not attributes:
        return ()
    names = ", ".join(f"{number} × {name}" for name, number in sorted(attributes.items()))
    return (f"▲ Left out of the files, because it is no number or code, or names somebody: {names}.",)


def _unsearched(words: set[str]) -> tuple[str, ...]:
    if not words:
        return ()
    number = len(words)
    return (
        f"{number} short or everyday {'word' if number == 1 else 'words'} of names, IDs or places (words for organs "
        "among them) were not looked for, because names of structures would have suffered.",
    )
