"""What every set on this computer says of one organ, side by side, each with the case's own dose against it.

The set in force decides the panel; here stand all of them, shipped and the user's, so that sources that disagree are
seen to.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock

from reirrad_gui.constraints import ConstraintSet, Limit, Observation, Stamp, Verdict, known_sets, limits_for
from reirrad_gui.constraints.library import KnownSets
from reirrad_gui.constraints.organ import short_text
from reirrad_gui.session.assessment import LimitResult
from reirrad_gui.session.evaluation import Evaluation
from reirrad_gui.session.panel import judged_limit


@dataclass(frozen=True, slots=True)
class SourceLimit:
    """One limit of one set, as its source states it, and what the case's dose is against it.

    `result` is None where the organ has no dose to judge; `why_not` says why.
    """

    stamp: Stamp
    in_force: bool
    limit: Limit
    measured_on: str
    note: str
    result: LimitResult | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class SourceRemark:
    """What a set tells of an organ besides limits: what was seen in patients, or that nothing was found."""

    stamp: Stamp
    said: str
    observation: Observation | None = None


@dataclass(frozen=True, slots=True)
class OrganSources:
    """Everything that is known of one organ's tolerance on this computer.

    Parameters
    ----------
    organ : str
        Canonical name.
    structure_name : str
        What it is drawn as; empty when it is not.
    limits : tuple of SourceLimit
        Of the set in force first.
    remarks : tuple of SourceRemark
        Observations, and gaps of sets that looked and found nothing.
    conflict : str
        A sentence where sources lead to different answers or give different doses; empty where they do not.
    unreadable : tuple of str
        A sentence for each file of the user's that cannot be read.
    """

    organ: str
    structure_name: str
    limits: tuple[SourceLimit, ...]
    remarks: tuple[SourceRemark, ...]
    conflict: str
    unreadable: tuple[str, ...]


class Sources:
    """Of every organ that is drawn or that a set names; worked out when somebody asks."""

    def __init__(self, evaluation: Evaluation, known: Callable[[], KnownSets] = known_sets) -> None:
        self._evaluation, self._read = evaluation, known
        self._known: KnownSets | None = None
        self._found: dict[str, OrganSources] = {}
        self._lock = Lock()

    @property
    def organs(self) -> tuple[str, ...]:
        """Drawn organs in the order of the case, then those that only a set names."""
        with self._lock:
            named = [organ for one in self._sets().sets for limit in one.limits for organ in limit.applies_to]
        return tuple(dict.fromkeys([*_drawn(self._evaluation), *named]))

    def of(self, organ: str) -> OrganSources:
        """What all sets say of an organ, by its canonical name."""
        with self._lock:
            if organ not in self._found:
                self._found[organ] = _organ_sources(self._evaluation, organ, self._sets())
            return self._found[organ]

    def _sets(self) -> KnownSets:
        if self._known is None:
            self._known = self._read()
        return self._known


def _drawn(evaluation: Evaluation) -> tuple[str, ...]:
    names = (name.canonical for name in evaluation.names if name.canonical and name.kind == "organ")
    return tuple(dict.fromkeys(names))


def _organ_sources(evaluation: Evaluation, organ: str, known: KnownSets) -> OrganSources:
    index, why_not = _structure(evaluation, organ)
    in_force = evaluation.constraint_set
    sets = [in_force, *(one for one in known.sets if one != in_force)]
    judged = [pair for one in sets for pair in _limits_of(evaluation, one, organ, index, why_not)]
    said = [remark for one in sets for remark in _remarks(one, organ)]
    remarks = {_told_once(remark): remark for remark in reversed(said)}
    structure = "" if index is None else evaluation.opened.organs[index].structure.name
    conflict = _conflict([verdict for _, verdict in judged if verdict is not None])
    unreadable = tuple(sentence for _, sentence in known.problems)
    return OrganSources(
        organ, structure, tuple(one for one, _ in judged), tuple(reversed(remarks.values())), conflict, unreadable
    )


def _structure(evaluation: Evaluation, organ: str) -> tuple[int | None, str]:
    indices = evaluation.called(organ)
    if len(indices) == 1:
        return indices[0], ""
    if not indices:
        return None, f"{organ} is not contoured in any structure set"
    return None, f"several structures may be {organ}: rename or confirm one of them"


def _limits_of(
    evaluation: Evaluation, one: ConstraintSet, organ: str, index: int | None, why_not: str
) -> list[tuple[SourceLimit, Verdict | None]]:
    found = limits_for(organ, one, _drawn(evaluation))
    made: list[tuple[SourceLimit, Verdict | None]] = []
    for chosen in (*found.cumulative, *found.single_course):
        verdict, result = (None, None) if index is None else judged_limit(evaluation, index, chosen)
        in_force = one is evaluation.constraint_set
        source = SourceLimit(one.stamp, in_force, chosen.limit, chosen.measured_on, chosen.note, result, why_not)
        made.append((source, verdict))
    return made


def _remarks(one: ConstraintSet, organ: str) -> list[SourceRemark]:
    seen = [SourceRemark(one.stamp, seen.said, seen) for seen in one.observations if organ in seen.applies_to]
    return [*seen, *(SourceRemark(one.stamp, gap.reason) for gap in one.gaps if gap.organ == organ)]


def _told_once(remark: SourceRemark) -> tuple[object, ...]:
    """What was seen is one thing, however many sets repeat it; that nothing was found is each set's own word."""
    return (remark.observation,) if remark.observation is not None else (remark.stamp.name, remark.said)


def _conflict(verdicts: Sequence[Verdict]) -> str:
    """Whether limits that count lead to different answers, or state different doses; of one source or of several."""
    counting = {_meaning(one.limit): one for one in verdicts if one.counts}
    said = "; ".join(dict.fromkeys(short_text(one) for one in counting.values()))
    several = len({one.limit.citation for one in counting.values()}) > 1
    if len({one.standing for one in counting.values()}) > 1:
        return f"{'Sources disagree' if several else 'One source, different answers'}: {said}."
    doses: dict[object, set[float]] = {}
    for one in counting.values():
        doses.setdefault((one.limit.metric, one.limit.alpha_beta_gy, one.limit.level), set()).add(one.limit.limit_gy)
    if any(len(found) > 1 for found in doses.values()):
        doses_text = "Sources give different doses" if several else "One source gives several doses"
        return f"{doses_text}, with the same answer here: {said}."
    return ""


def _meaning(limit: Limit) -> tuple[object, ...]:
    """Two sets that hold one and the same row do not disagree."""
    return (limit.citation, limit.metric, limit.limit_gy, limit.alpha_beta_gy, limit.recovery_basis, limit.level)
