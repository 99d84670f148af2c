"""Whose files these are: one group per patient identity; contradictory identities are kept apart and named."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace

from pydicom.dataset import Dataset

from reirrad_gui.dicom.names import charsets, name
from reirrad_gui.dicom.values import code, text
from reirrad_gui.patient.identity import PatientIdentity


@dataclass(frozen=True, slots=True)
class Belongs:
    """Who a file says its patient is, and the UIDs (study, frame, objects) that tie it to other files."""

    identity: PatientIdentity
    ties: frozenset[str]


def identity_of(dataset: Dataset) -> PatientIdentity:
    """The identity as written, without padding."""
    called = name(dataset, "PatientName", charsets(dataset))[0].rstrip("^ ")
    return PatientIdentity(
        text(dataset, "PatientID"), called, text(dataset, "PatientBirthDate"), code(dataset, "PatientSex")
    )


def grouped(files: Sequence[Belongs]) -> tuple[tuple[PatientIdentity, tuple[int, ...]], ...]:
    """Indices of the files of each patient, in order of appearance.

    Files belong together when they carry the same patient ID (without one: the same name) and contradict each other
    neither in name nor in birth date. A file that names nobody belongs to whom its study, frame of reference or
    referenced objects belong, if that is one patient; otherwise such files form a patient of their own.
    """
    clusters: list[tuple[PatientIdentity, list[int]]] = []
    unnamed: list[int] = []
    for index, file in sorted(enumerate(files), key=lambda pair: -_stated_fields(pair[1].identity)):
        if not _key(file.identity):
            unnamed.append(index)
            continue
        home = next((n for n, (who, _) in enumerate(clusters) if _same(who, file.identity)), None)
        if home is None:
            clusters.append((file.identity, [index]))
        else:
            who, members = clusters[home]
            members.append(index)
            clusters[home] = (_completed(who, file.identity), members)
    _tie(files, clusters, unnamed)
    by_appearance = sorted(clusters, key=lambda cluster: min(cluster[1]))
    return tuple((who, tuple(sorted(members))) for who, members in by_appearance)


def _tie(files: Sequence[Belongs], clusters: list[tuple[PatientIdentity, list[int]]], unnamed: Iterable[int]) -> None:
    ties = [set[str]().union(*(files[i].ties for i in members)) for _, members in clusters]
    nobody: list[int] = []
    for index in unnamed:
        owners = [n for n, known in enumerate(ties) if files[index].ties & known]
        if len(owners) == 1:
            clusters[owners[0]][1].append(index)
        else:
            nobody.append(index)
    if nobody:
        clusters.append((PatientIdentity(), nobody))


def _stated_fields(who: PatientIdentity) -> int:
    return sum(bool(field) for field in (who.patient_id, who.name, who.birth_date))


def _key(who: PatientIdentity) -> Hashable:
    return who.patient_id.casefold() or _plain(who.name)


def _plain(called: str) -> str:
    """The alphabetic part of a name as it compares: no carets, no case, single blanks."""
    return " ".join(called.split("=", 1)[0].replace("^", " ").casefold().split())


def _same(one: PatientIdentity, other: PatientIdentity) -> bool:
    return _key(one) == _key(other) and not contradictions(one, other)


def contradictions(one: PatientIdentity, other: PatientIdentity) -> tuple[str, ...]:
    """In which of name and birth date two identities contradict each other."""
    plain = [replace(who, name=_plain(who.name), patient_id="", sex="") for who in (one, other)]
    return plain[0].differs_from(plain[1])


def _completed(one: PatientIdentity, other: PatientIdentity) -> PatientIdentity:
    return PatientIdentity(
        one.patient_id or other.patient_id,
        one.name or other.name,
        one.birth_date or other.birth_date,
        one.sex or other.sex,
    )


def clashes(patients: Sequence[PatientIdentity]) -> tuple[tuple[int, str], ...]:
    """For each patient that shares an ID with another one: its index and the sentence that says so."""
    found = []
    for index, who in enumerate(patients):
        for other in patients:
            if other is not who and who.patient_id and _key(other) == _key(who):
                differing = " and ".join(contradictions(who, other))
                found.append(
                    (
                        index,
                        f"The patient ID {who.patient_id} is used for {_described(who)} and for {_described(other)}: "
                        f"the {differing} differ(s). They are kept apart; their doses are not added. Check who they "
                        "are.",
                    )
                )
                break
    return tuple(found)


def _described(who: PatientIdentity) -> str:
    born = f", born {who.birth_date}" if who.birth_date else ""
    return f"{who.shown_name}{born}"
