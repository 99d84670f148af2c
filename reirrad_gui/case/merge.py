"""Files that carry two identities but belong to one person: joined only when somebody has confirmed it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from reirrad_gui.case.case import Case
from reirrad_gui.case.files import Problem
from reirrad_gui.patient.identity import PatientIdentity


class _Named(Protocol):
    @property
    def uid(self) -> str: ...


Found = TypeVar("Found", bound=_Named)


def identity_text(patient: PatientIdentity) -> str:
    """An identity in one line, with what is not stated said as such.

    >>> identity_text(PatientIdentity("17", "Doe^Jo"))
    'Doe, Jo (ID 17, born: not stated, sex: not stated)'
    """
    number = patient.patient_id or "not stated"
    born, sex = patient.birth_date or "not stated", patient.sex or "not stated"
    return f"{patient.shown_name} (ID {number}, born: {born}, sex: {sex})"


def same_person(cases: Sequence[Case]) -> Case:
    """One case from several identities that a person confirmed to be the same patient; both stay visible.

    The identity shown is that of the case with the most courses. A plan, structure set or series that is there under
    both identities (an original beside its de-identified copy) is taken once, and that is said. Raises ValueError
    without cases.
    """
    if not cases:
        raise ValueError("there is no case to join")
    main = max(cases, key=lambda case: len(case.courses))
    if len(cases) == 1:
        return main
    names = " and ".join(identity_text(case.patient) for case in cases)
    sentence = (
        f"These files carry different identities, confirmed by the user to be one person: {names}. "
        "Check again that they are, before any number is used."
    )
    ordered = (main, *(case for case in cases if case is not main))
    courses = _once([course for case in ordered for course in case.courses])
    twins = sum(len(case.courses) for case in cases) - len(courses)
    said = [Problem(sentence, blocking=False)]
    if twins:
        said.append(Problem(f"{twins} of the courses carried both identities; each was taken once.", blocking=False))
    return replace(
        main,
        courses=courses,
        structure_sets=_once([s for case in ordered for s in case.structure_sets]),
        series=_once([s for case in ordered for s in case.series]),
        registrations=tuple(r for case in cases for r in case.registrations),
        events=tuple(e for case in cases for e in case.events),
        contradictions=tuple(c for case in cases for c in case.contradictions),
        problems=(*said, *(p for case in cases for p in case.problems)),
        files=tuple(f for case in cases for f in case.files),
        synthetic=tuple(dict.fromkeys(s for case in cases for s in case.synthetic)),
        one_person=tuple(case.patient for case in cases),
    )


def _once(found: Sequence[Found]) -> tuple[Found, ...]:
    """The first of each UID, in order."""
    return tuple({one.uid: one for one in reversed(found)}[uid] for uid in dict.fromkeys(one.uid for one in found))
