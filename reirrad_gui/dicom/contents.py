"""Every file found, read once into what it holds; copies left out, contradictory twins kept out."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pydicom.uid import UID

from reirrad_gui.case.files import Problem, SourceFile
from reirrad_gui.dicom.alike import Images
from reirrad_gui.dicom.archives import Found
from reirrad_gui.dicom.asked import EVERYTHING, Asked
from reirrad_gui.dicom.deformables import read_deformables
from reirrad_gui.dicom.doses import DoseFile, read_dose
from reirrad_gui.dicom.images import Slice, is_image, read_slice
from reirrad_gui.dicom.patients import Belongs, identity_of
from reirrad_gui.dicom.plans import Plan, read_plan
from reirrad_gui.dicom.progress import Step
from reirrad_gui.dicom.reading import Opened, open_file
from reirrad_gui.dicom.records import Record, read_record
from reirrad_gui.dicom.registrations import Registered, read_registrations
from reirrad_gui.dicom.saying import counted, listed, notice, obstacle
from reirrad_gui.dicom.scan import Scan
from reirrad_gui.dicom.structures import Drawn, read_structures
from reirrad_gui.dicom.values import Header, code, items, uid
from reirrad_gui.errors import DicomError

log = logging.getLogger(__name__)

Content = Slice | DoseFile | Drawn | Plan | Registered | tuple[Record, ...]
Reader = Callable[[Opened], Content]

RT = "1.2.840.10008.5.1.4.1.1.481."
BY_CLASS: dict[str, Reader] = {
    RT + "2": read_dose,
    RT + "3": read_structures,
    RT + "4": read_record,
    RT + "5": read_plan,
    RT + "6": read_record,
    RT + "7": read_record,
    RT + "8": read_plan,
    RT + "9": read_record,
    "1.2.840.10008.5.1.4.1.1.66.1": read_registrations,
    "1.2.840.10008.5.1.4.1.1.66.3": read_deformables,
}
BY_MODALITY: dict[str, Reader] = {
    "RTDOSE": read_dose,
    "RTSTRUCT": read_structures,
    "RTPLAN": read_plan,
    "RTRECORD": read_record,
    "REG": read_registrations,
}
"""For files that do not state their class."""
REFERENCES = ("ReferencedRTPlanSequence", "ReferencedStructureSetSequence")


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One file of a kind this program uses, read. Images keep no header: there may be thousands."""

    file: SourceFile
    belongs: Belongs
    content: Content
    header: Header | None


@dataclass(slots=True)
class Contents:
    """What was read: items in the order found, sentences, and how many files were of no use."""

    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unused: Counter[str] = field(default_factory=Counter)
    others: int = 0

    def general_problems(self) -> tuple[Problem, ...]:
        """What belongs to no patient; files that are not DICOM, or of no use here, are counted in one sentence each."""
        said = list(self.problems)
        if self.unused:
            kinds = ", ".join(f"{number} × {kind}" for kind, number in sorted(self.unused.items()))
            files = counted(self.unused.total(), "DICOM file")
            said.append(notice(f"{files} of a kind that this program does not use: {kinds}."))
        if self.others:
            said.append(notice(f"{counted(self.others, 'file')} passed over: not DICOM."))
        return tuple(said)


def read_contents(scan: Scan, step: Step, asked: Asked = EVERYTHING) -> Contents:
    """Reads every file that was found; a damaged one costs a sentence, never the others."""
    contents = Contents(problems=list(scan.problems), others=scan.others)
    images = Images()
    for done, found in enumerate(scan.files):
        step(done, len(scan.files), f"Reading {found.shown_as}")
        try:
            _read_one(found, contents, images, asked)
        except DicomError as error:
            contents.problems.append(obstacle(str(error), SourceFile(found.path, found.shown_as)))
        except Exception:  # the rim: whatever a damaged file makes a parser raise must not stop the import
            log.debug("reading %s", found.shown_as, exc_info=True)
            said = f"{found.shown_as} is damaged and cannot be understood; it is not used. Export it again."
            contents.problems.append(obstacle(said, SourceFile(found.path, found.shown_as)))
    return contents


def _read_one(found: Found, contents: Contents, images: Images, asked: Asked) -> None:
    opened = open_file(found.path, found.shown_as, memory=images.memory)
    if opened is None:
        contents.others += 1
        return
    image = images.read(opened)
    if image is not None:
        contents.items.append(Item(opened.file, image[1], image[0], None))
        return
    content = _content(opened, contents, asked)
    if content is not None:
        header = None if isinstance(content, Slice) else opened.dataset
        contents.items.append(Item(opened.file, Belongs(identity_of(opened.dataset), _ties(opened)), content, header))


def _content(opened: Opened, contents: Contents, asked: Asked) -> Content | None:
    """What the file holds; None (and counted, or said) when it is of no use here."""
    sop_class, modality = uid(opened.dataset, "SOPClassUID"), code(opened.dataset, "Modality")
    reader = BY_CLASS.get(sop_class) if sop_class else BY_MODALITY.get(modality)
    if reader is not None:
        asked.told(opened.file.path)
        return read_structures(opened, asked.drawn) if reader is read_structures else reader(opened)
    if is_image(opened):
        return read_slice(opened)
    contents.unused[UID(sop_class).name if sop_class else modality or "no stated kind"] += 1
    return None


def _ties(opened: Opened) -> frozenset[str]:
    """UIDs that tell whose a file is when it does not say so itself."""
    dataset = opened.dataset
    ties = {uid(dataset, keyword) for keyword in ("StudyInstanceUID", "FrameOfReferenceUID", "SOPInstanceUID")}
    for keyword in REFERENCES:
        ties |= {uid(item, "ReferencedSOPInstanceUID") for item in items(dataset, keyword)}
    ties |= {uid(item, "FrameOfReferenceUID") for item in items(dataset, "ReferencedFrameOfReferenceSequence")}
    return frozenset(ties - {""})


def without_doubles(found: Sequence[Item]) -> tuple[list[Item], list[Problem]]:
    """Each object of a patient once. Files that differ under one identifier contradict each other: none is used."""
    by_uid: dict[str, list[Item]] = {}
    for item in found:
        by_uid.setdefault(item.file.sop_instance_uid or str(item.file.path), []).append(item)
    kept: list[Item] = []
    problems: list[Problem] = []
    copies: list[SourceFile] = []
    for first, *rest in by_uid.values():
        if not rest:
            kept.append(first)
            continue
        different = [item.file for item in rest if not _same(first, item)]
        if different and not isinstance(first.content, Slice):
            said = (
                f"{listed([first.file, *different])} carry the same identifier but differ; nobody can say which one is "
                "right, so none is used. Keep the right one and open the folder again."
            )
            problems.append(obstacle(said, first.file, *different))
            continue
        copies += [item.file for item in rest]
        kept.append(first)
    if copies:
        left_out = f"{counted(len(copies), 'file')} left out as copies of others: {listed(copies)}."
        problems.append(notice(left_out, *copies))
    return kept, problems


def _same(one: Item, other: Item) -> bool:
    """True for the same bytes, or the same header (and the same dose) in another encoding."""
    paths = one.file.path, other.file.path
    if paths[0].stat().st_size == paths[1].stat().st_size and paths[0].read_bytes() == paths[1].read_bytes():
        return True
    if not _same_header(one.header, other.header):
        return False
    doses = [item.content for item in (one, other) if isinstance(item.content, DoseFile)]
    return len(doses) != 2 or doses[0].max_gy == doses[1].max_gy


def _same_header(one: Header | None, other: Header | None) -> bool:
    try:
        return one is not None and other is not None and bool(one == other)
    except Exception:  # comparing parses every value, and a damaged one raises whatever its parser raises
        return False
