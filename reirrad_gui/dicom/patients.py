"""Whose files these are: one group per patient identity; contradictory identities are kept apart and named."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace

from reirrad_gui.dicom.names import charsets, name
from reirrad_gui.dicom.values import Header, code, text
from reirrad_gui.patient.identity import PatientIdentity


@dataclass(frozen=True, slots=True)
class Belongs:
    """Who a file says its patient is, and the UIDs (study, frame, objects) that tie it to other files."""

    identity: PatientIdentity
    ties: frozenset[str]


@dataclass(slots=True)
class Cluster:
    """One patient while files are being sorted."""

    who: PatientIdentity
    members: list[int]


def identity_of(dataset: Header) -> PatientIdentity:
    """The identity as written, without padding."""
    called = name(dataset, "PatientName", charsets(dataset))[0].rstrip("^ ")
    return PatientIdentity(
        text(dataset, "PatientID"), called, text(dataset, "PatientBirthDate"), code(dataset, "PatientSex")
    )


def grouped(files: Sequence[Belongs]) -> tuple[tuple[PatientIdentity, tuple[int, ...]], ...]:
    """Indices of the files of each patient, in order of appearance.

    Files belong together when they carry the same patient ID (without one: the same name) and contradict each other
    in none of name, birth date and sex. A file that names nobody belongs to whom its study, frame of reference or
    referenced objects belong, if that is one patient; otherwise such files form a patient of their own.
    """
    clusters: list[Cluster] = []
    unclear: list[int] = []
    members, before = unclear, PatientIdentity()
    for index, file in sorted(enumerate(files), key=lambda pair: -_stated_fields(pair[1].identity)):
        if file.identity == before:  # nothing has changed since: it goes where the one before it went
            members.append(index)
            continue
        before = file.identity
        homes = [cluster for cluster in clusters if _same(cluster.who, file.identity)]
        if not _key(file.identity) or len(homes) > 1:
            members = unclear
            members.append(index)
        else:
            members = _put(homes, clusters, index, file.identity).members
    _tie(files, clusters, unclear)
    by_appearance = sorted(clusters, key=lambda cluster: min(cluster.members))
    return tuple((cluster.who, tuple(sorted(cluster.members))) for cluster in by_appearance)


def _put(homes: Sequence[Cluster], clusters: list[Cluster], index: int, who: PatientIdentity) -> Cluster:
    """Into its only home, or into a new one."""
    if homes:
        homes[0].members.append(index)
        homes[0].who = _completed(homes[0].who, who)
        return homes[0]
    clusters.append(Cluster(who, [index]))
    return clusters[-1]


def _tie(files: Sequence[Belongs], clusters: list[Cluster], unclear: Iterable[int]) -> None:
    """Files whose identity leaves it open go to the one patient they are tied to and do not contradict."""
    if not unclear:
        return
    ties = [set[str]().union(*(files[i].ties for i in cluster.members)) for cluster in clusters]
    tied = list(zip(clusters, ties, strict=True))
    strangers: list[Cluster] = []
    for index in unclear:
        who = files[index].identity
        owners = [
            cluster
            for cluster, known in tied
            if files[index].ties & known
            and not contradictions(cluster.who, who)
            and _key(who) in ("", _key(cluster.who))
        ]
        if len(owners) == 1:
            owners[0].members.append(index)
        else:
            _put([stranger for stranger in strangers if _same(stranger.who, who)][:1], strangers, index, who)
    clusters += strangers


def _stated_fields(who: PatientIdentity) -> int:
    return bool(who.patient_id) + bool(who.name) + bool(who.birth_date)


def _key(who: PatientIdentity) -> Hashable:
    return who.patient_id.casefold() or _plain(who.name)


def _plain(called: str) -> str:
    """The alphabetic part of a name as it compares: no carets, no case, single blanks."""
    return " ".join(called.split("=", 1)[0].replace("^", " ").casefold().split())


def _same(one: PatientIdentity, other: PatientIdentity) -> bool:
    return _key(one) == _key(other) and not contradictions(one, other)


def _may_be(who: PatientIdentity, known: PatientIdentity) -> bool:
    return _key(who) in ("", _key(known)) and not contradictions(who, known)


def contradictions(one: PatientIdentity, other: PatientIdentity) -> tuple[str, ...]:
    """In which of name, birth date and sex two identities contradict each other.

    Of sex only M against F counts: O (other) is also what programs write that hide or do not know it.
    """
    plain = [replace(who, name=_plain(who.name), patient_id="", sex=_stated_sex(who)) for who in (one, other)]
    return plain[0].differs_from(plain[1])


def _stated_sex(who: PatientIdentity) -> str:
    return who.sex.upper() if who.sex.upper() in ("M", "F") else ""


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
                differing = " and ".join(contradictions(who, other)) or "the rest of the identity"
                found.append(
                    (
                        index,
                        f"The patient ID {who.patient_id} is used for {_described(who)} and for {_described(other)}: "
                        f"they differ in {differing}. They are kept apart; their doses are not added. Check who they "
                        "are.",
                    )
                )
                break
    return tuple(found)


def _described(who: PatientIdentity) -> str:
    born = f", born {who.birth_date}" if who.birth_date else ""
    return f"{who.shown_name}{born}"
