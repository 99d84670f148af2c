"""What the courses have in common, as rich text and plain text: the ESTRO class, isodoses level by level, targets."""

from collections.abc import Callable
from html import escape

from reirrad_gui.session.assessment import Assessment, CourseOverlap, LevelOverlap

OVERLAP = "overlap"
"""Name of the section, as its link has it."""
CHANGE_RADIUS, CHOOSE_LEVELS = "ask:envelope", "ask:levels"
Say = Callable[[str], str]


def overlap_html(assessment: Assessment, unfolded: bool, told: Callable[[str], str] = str) -> str:
    """The section that stands below every organ, and alone while none is chosen; empty with a single course.

    `told` gives a text in the language of the window.
    """

    def say(text: str) -> str:
        return escape(told(text))

    pairs = assessment.classification.pairs
    if not pairs:
        return ""
    arrow, kind = "▾" if unfolded else "▸", say(assessment.classification.kind)
    title = (
        f"<hr><p style='margin:2px 0'><a href='fold:{OVERLAP}'>{arrow} <b>{say('Overlap of the courses')}</b></a> "
        f"<span class='small'>ESTRO {kind}</span></p>"
    )
    if not unfolded:
        return title
    reason = assessment.classification.reason
    said = [f"<p style='margin:4px 0'>{say(f'{reason[:1].upper()}{reason[1:]}.')}</p>"]
    return title + "".join([*said, *(_pair_html(pair, say) for pair in pairs)]) + _settings_html(assessment, say)


def _pair_html(pair: CourseOverlap, say: Say) -> str:
    head = f"<p style='margin:6px 0 2px 0'><b>{say(_names(pair))}</b></p>"
    doses = f"<p class='label' style='margin:2px 0'>{say(pair.why_not)}</p>" if pair.why_not else _table(pair, say)
    lines = [*([_level_text(pair.chosen)] if pair.chosen else []), *target_lines(pair)]
    return head + doses + "".join(f"<p style='margin:2px 0'>{say(line)}</p>" for line in lines)


def _table(pair: CourseOverlap, say: Say) -> str:
    """Rows are isodoses of the earlier course, columns of the later one; cc of overlap."""
    heads = "".join(f"<td align='right' class='small'>{say(one.levels[1].text)}</td>" for one in pair.isodoses[0])
    rows = "".join(
        f"<tr><td class='label'>{say(row[0].levels[0].text)}</td>"
        + "".join(f"<td align='right'>{say(range_text(one))}</td>" for one in row)
        + "</tr>"
        for row in pair.isodoses
    )
    corner = say(f"course {pair.earlier + 1} ↓ course {pair.later + 1} →")
    return (
        f"<table width='100%' cellpadding='2'><tr><td class='small'>{corner}</td>{heads}</tr>{rows}</table>"
        f"<p class='small' style='margin:2px 0'>{say(_meaning(pair))}</p>"
    )


def _settings_html(assessment: Assessment, say: Say) -> str:
    levels = f"<a href='{CHOOSE_LEVELS}'><u>{say('Compare two other isodoses…')}</u></a>"
    return f"<p class='small' style='margin:6px 0'>{_radius_html(assessment, say)}{levels}</p>"


def _radius_html(assessment: Assessment, say: Say) -> str:
    """How far a registration may be off; nothing where there is none, because the courses share a frame."""
    if not assessment.registrations:
        return ""
    radius = assessment.settings.envelope_mm
    off = "is taken as exact" if radius == 0 else f"may be off by up to {radius:g} mm (assumed)"
    return f"{say(f'A registration {off}.')} <a href='{CHANGE_RADIUS}'><u>{say('Change…')}</u></a> &nbsp; "


def _names(pair: CourseOverlap) -> str:
    return f"Course {pair.earlier + 1} and course {pair.later + 1}"


def range_text(one: LevelOverlap) -> str:
    """ "261.3 cc"; "261.3–435.2 cc" where part of it is not known."""
    least, most = one.least, one.most
    return least.text if least.value == most.value else f"{least.number}–{most.text}"


def _meaning(pair: CourseOverlap) -> str:
    unknown = any(one.least.value != one.most.value for row in pair.isodoses for one in row)
    ranges = " A range: where the other dose is not known, both are possible." if unknown else ""
    old, new = pair.references
    return f"cc inside both isodoses of physical dose; 100 % is {old} and {new}.{ranges}"


def _level_text(one: LevelOverlap) -> str:
    old, new = one.levels
    return f"{old.text} of the earlier and {new.text} of the later course: {range_text(one)}"


def target_lines(pair: CourseOverlap) -> list[str]:
    """What targets of both courses share, one line each."""
    return [
        f"Targets “{t.names[0]}” and “{t.names[1]}” share {t.volume.text}"
        + (f" ({t.volume.reason})" if t.volume.value is None else "")
        for t in pair.targets
    ]


def overlap_text(assessment: Assessment) -> str:
    """The same for the clipboard."""
    lines = [f"ESTRO {assessment.classification.kind}: {assessment.classification.reason}"]
    for pair in assessment.classification.pairs:
        lines.append(_names(pair) + (f": {pair.why_not}" if pair.why_not else ""))
        for row in pair.isodoses:
            each = ", ".join(f"{one.levels[1].text}: {range_text(one)}" for one in row)
            lines.append(
                f"  {row[0].levels[0].text} of course {pair.earlier + 1} with {each} of course {pair.later + 1}"
            )
        if pair.isodoses:
            lines.append(f"  {_meaning(pair)}")
        lines += [f"  {_level_text(pair.chosen)}"] if pair.chosen else []
        lines += [f"  {line}" for line in target_lines(pair)]
    return "\n".join(lines)
