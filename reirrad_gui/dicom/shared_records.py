"""Treatment records that name more than one plan: each beam counts for the plan that has it, where that can be told.

By number and name, because plans of one patient often number their beams alike. What cannot be told apart counts for
the plan that is named first, and that is said: counted for both, a fraction would be given twice.
"""

from collections.abc import Sequence
from dataclasses import replace

from reirrad_gui.case.files import Problem, SourceFile
from reirrad_gui.dicom.plans import Beam, Plan
from reirrad_gui.dicom.records import Record
from reirrad_gui.dicom.saying import counted, listed, notice


def by_plan(records: Sequence[Record], plans: Sequence[Plan]) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """The records, those of several plans divided where their beams tell; and a sentence for each set of plans."""
    known = {plan.file.sop_instance_uid: plan for plan in plans}
    found: list[Record] = []
    told: dict[str, list[SourceFile]] = {}
    for record in records:
        parts, sentence = _divided(record, known) if record.other_plans else ((record,), "")
        found += parts
        if sentence:
            told.setdefault(sentence, []).append(record.file)
    return tuple(found), tuple(_problem(sentence, files) for sentence, files in told.items())


def _problem(sentence: str, files: Sequence[SourceFile]) -> Problem:
    unique = tuple(dict.fromkeys(files))
    return notice(f"{counted(len(unique), 'treatment record')} ({listed(unique)}) {sentence}", *unique)


def _divided(record: Record, known: dict[str, Plan]) -> tuple[tuple[Record, ...], str]:
    """The record for each plan that it tells of, and what is to be said of it."""
    named = [known[uid] for uid in (record.plan_uid, *record.other_plans) if uid in known]
    if record.plan_uid not in known:
        return (record,), ""  # said of every record whose plan is not there
    first = known[record.plan_uid].label
    if len(named) < len(record.other_plans) + 1:
        return (record,), (
            f"of {first}: another plan is named there, too, which is not among the files, so all of it counts for "
            f"{first}. Add that plan, or check how many fractions were given with {first}."
        )
    labels = f"{', '.join(plan.label for plan in named[:-1])} and {named[-1].label}"
    owners = [_owner(beam.number, name, named) for (_, beam), name in zip(record.beams, record.beam_names, strict=True)]
    if not owners or None in owners:
        return (record,), (
            f"of {labels}: which beam belongs to which plan cannot be told from them, so they count for {first} only. "
            "Check how many fractions were given with each."
        )
    parts = tuple(_part(record, plan, owners) for plan in named if plan in owners)
    return parts, f"of {labels}: each beam counts for the plan that has it, by number and name."


def _owner(number: int | None, name: str, plans: Sequence[Plan]) -> Plan | None:
    """The only plan that has such a beam."""
    having = [plan for plan in plans if any(_is(beam, number, name) for group in plan.groups for beam in group.beams)]
    return having[0] if len(having) == 1 else None


def _is(beam: Beam, number: int | None, name: str) -> bool:
    """Of this number; and of this name, where both say one."""
    said, planned = name.strip().casefold(), beam.name.strip().casefold()
    return beam.number == number and (not said or not planned or said == planned)


def _part(record: Record, plan: Plan, owners: Sequence[Plan | None]) -> Record:
    """What the record tells of one plan, for the fraction group that has these beams."""
    places = [place for place, owner in enumerate(owners) if owner is plan]
    numbers = {record.beams[place][1].number for place in places}
    groups = [group.number for group in plan.groups if numbers <= {beam.number for beam in group.beams}]
    return replace(
        record,
        plan_uid=plan.file.sop_instance_uid,
        other_plans=(),
        group=groups[0] if len(groups) == 1 else record.group,
        beams=tuple(record.beams[place] for place in places),
        beam_names=tuple(record.beam_names[place] for place in places),
    )
