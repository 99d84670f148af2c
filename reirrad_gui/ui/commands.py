"""The window's commands with their menus and keys."""

from functools import partial
from typing import TYPE_CHECKING

from reirrad_gui.ui.actions import Actions
from reirrad_gui.ui.language import tr, tr_of
from reirrad_gui.ui.menu_here import open_menu_here
from reirrad_gui.ui.views import ViewPlace

if TYPE_CHECKING:
    from reirrad_gui.session import Session
    from reirrad_gui.ui.window import MainWindow

FILE, EDIT, VIEW, COURSE, HELP = "&File", "&Edit", "&View", "&Course", "&Help"
MOST_COURSES = 9
_VIEW_LETTERS = "ktbcfldmrganw"
"""Letters that other commands of the view menu are chosen by."""
_WITH_CASE = (
    "close case", "things to know", "timeline table", "timeline find", "timeline picture", "accumulated",
    "side by side", "move panes", "course comparison", "arrangements", "reset layout",
)  # fmt: skip


def add_commands(actions: Actions, window: "MainWindow", places: tuple[ViewPlace, ...]) -> None:
    """Fill the registry; the order here is the order in the menus."""
    _file(actions, window)
    _edit(actions, window)
    _view(actions, window, places)
    window.event_edits.add_to(actions)
    _course(actions, window)
    window.plans.add_to(actions)
    window.registrations.add_to(actions)
    window.constraint_sets.add_to(actions)
    window.scores.add_to(actions)
    window.presentation.add_to(actions)
    actions["open folder"].setIconText(tr("Open…"))
    actions.add("shortcuts", HELP, "&Keys and mouse", window.show_shortcuts, ("?", "F1"))
    actions["shortcuts"].setIconText("?")
    window.tour.add_to(actions, HELP)
    window.helping.add_to(actions, HELP)
    window.evidence.add_to(actions, HELP)
    actions.add("about", HELP, "&About", window.show_about)


def _file(actions: Actions, window: "MainWindow") -> None:
    actions.add("open folder", FILE, "&Open folder…", window.ask_for_folder, ("Ctrl+O",))
    actions.add("open files", FILE, "Open &files or a ZIP…", window.ask_for_files, ("Ctrl+Shift+O",))
    actions.add("open example", FILE, "Open the &example", window.open_example, ("Ctrl+E",))
    actions.separator(FILE)
    window.reports.add_to(actions, FILE)
    window.exports.add_to(actions, FILE)
    window.capsules.add_to(actions, FILE)
    actions.add("timeline picture", FILE, "Ti&meline as a picture…", partial(window.ask_timeline, "ask_for_picture"))
    actions.separator(FILE)
    window.kept.add_to(actions, FILE)
    actions.separator(FILE)
    actions.add("cancel", FILE, "&Cancel what is running", window.cancel, ("Esc",))
    actions.add("close case", FILE, "C&lose the patient", window.close_case, ("Ctrl+W",))
    actions.separator(FILE)
    actions.add("quit", FILE, "&Quit", window.close, ("Ctrl+Q",))


def _edit(actions: Actions, window: "MainWindow") -> None:
    actions.add("undo", EDIT, "&Undo", window.undo, ("Ctrl+Z",))
    actions.add("redo", EDIT, "&Redo", window.redo, ("Ctrl+Shift+Z", "Ctrl+Y"))
    actions.separator(EDIT)
    window.preferences.add_to(actions, EDIT)


def _view(actions: Actions, window: "MainWindow", places: tuple[ViewPlace, ...]) -> None:
    taken = set(_VIEW_LETTERS)
    for place in places:
        title = tr(place.title)
        actions.add(
            f"show {place.name}",
            VIEW,
            _with_letter(tr_of(f"Go to: {title}", title), title, taken),
            partial(window.bring_forward, place.name),
            (place.key,),
        )
    actions.separator(VIEW)
    actions.add("things to know", VIEW, "Things to &know", window.show_things_to_know, ("Ctrl+I",))
    actions.add("timeline table", VIEW, "Timeline as a &table", window.show_timeline_table, ("Ctrl+T",))
    actions.add(
        "timeline find", VIEW, "Fi&nd in the timeline", partial(window.ask_timeline, "open_search"), ("Ctrl+F",)
    )
    actions.add("side by side", VIEW, "Courses side &by side, or three planes", window.switch_side_by_side, ("Ctrl+B",))
    window.comparisons.add_to(actions, VIEW)
    window.scans.add_to(actions, VIEW)
    actions.add("menu here", VIEW, "Menu of &what has the keyboard", open_menu_here, ("Shift+F10",))
    actions.separator(VIEW)
    actions.add("theme", VIEW, "&Light theme", window.switch_theme, ("Ctrl+L",))
    actions.add("full screen", VIEW, "&Full screen", window.switch_full_screen, ("Ctrl+Shift+F",))
    actions.add("move panes", VIEW, "&Move panes", window.let_panes_move, ("Ctrl+Shift+M",), checkable=True)
    window.arrangements.add_to(actions, VIEW)


def _with_letter(text: str, title: str, taken: set[str]) -> str:
    """A text with the mark of the first letter of a title in it that no other command of the menu is chosen by."""
    begin = max(text.find(title), 0)
    letters = enumerate(text.lower()[begin:], begin)
    place = next((n for n, letter in letters if letter.isalpha() and letter not in taken), None)
    if place is None:
        return text
    taken.add(text[place].lower())
    return f"{text[:place]}&{text[place:]}"


def _course(actions: Actions, window: "MainWindow") -> None:
    select = window.selection.select_course
    actions.add("accumulated", COURSE, "&Accumulated dose", lambda: select(None), ("Alt+0",))
    for number in range(1, MOST_COURSES + 1):
        actions.add(f"course {number}", COURSE, f"Course &{number}", partial(select, number - 1), (f"Alt+{number}",))
    window.course_edits.add_to(actions, COURSE)


def under_a_preview(session: "Session | None") -> tuple[object, ...] | None:
    """What is in force while something else is tried; None while nothing is.

    From one regimen tried to the next it stays the same, and what the commands can do with it.
    """
    if session is None or not session.previewing:
        return None
    return (session, session.settings, session.undo_label, session.redo_label)


def enable_commands(actions: Actions, window: "MainWindow") -> None:
    """Say in every command what can be done now; undo and redo name the step."""
    session = window.session
    undo = session.undo_label if session else None
    redo = session.redo_label if session else None
    actions["undo"].setText(_naming("&Undo", undo))
    actions["redo"].setText(_naming("&Redo", redo))
    actions["undo"].setEnabled(undo is not None)
    actions["redo"].setEnabled(redo is not None)
    actions["undo"].setIconText(_naming("Undo", undo, 24))
    actions["undo"].setToolTip(f"{tr('Undo')}: {tr(undo)}" if undo else tr("Nothing to undo"))
    for name in _WITH_CASE:
        actions[name].setEnabled(session is not None)
    for place in window.places:
        actions[f"show {place.name}"].setEnabled(session is not None)
    courses = len(session.assessment.courses) if session else 0
    for number in range(1, MOST_COURSES + 1):
        actions[f"course {number}"].setEnabled(number <= courses)
        actions[f"course {number}"].setVisible(number <= max(courses, 1))
    window.course_edits.enable(actions, window.runner.busy)
    window.plans.enable(actions)
    window.registrations.enable(actions)
    window.constraint_sets.enable(actions)
    window.event_edits.enable(actions)
    window.exports.enable(actions, window.runner.busy)
    window.reports.enable(actions)
    window.capsules.enable(actions, window.runner.busy)
    window.presentation.enable(actions)
    window.comparisons.enable(actions)
    window.scans.enable(actions)
    window.kept.enable(actions)
    previewing = session is not None and session.previewing
    actions["cancel"].setEnabled(window.runner.busy or previewing)
    drops = previewing and not window.runner.busy
    actions["cancel"].setText(tr("&Drop the regimen that is tried" if drops else "&Cancel what is running"))
    actions["theme"].setText(tr("&Light theme" if window.theme.is_dark else "&Dark theme"))
    actions["theme"].setIconText(tr("Light" if window.theme.is_dark else "Dark"))


def _naming(command: str, step: str | None, most: int = 36) -> str:
    """A command with the step it is about, shortened."""
    if not step:
        return tr(command)
    text = tr(step)
    text = text if len(text) <= most else text[: most - 1].rstrip() + "…"
    return f"{tr(command)}: {text.replace('&', '&&')}"
