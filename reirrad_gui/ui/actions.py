"""Every command of the window in one place: menus, header buttons and the list of keys all read it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from reirrad_gui.ui.language import tr

_WORD = re.compile(r"[A-Za-z]{2,}")
_ON_KEYS = frozenset(
    ("Ctrl", "Shift", "Alt", "Esc", "Enter", "Tab", "Insert", "Del", "Delete", "Home", "End", "Up", "Down",
     "PageUp", "PageDown", "Menu")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Binding:
    """A key or mouse gesture with what it does, for the list of keys. Views offer theirs as `bindings`."""

    keys: str
    what: str


@dataclass(frozen=True, slots=True)
class Group:
    """Bindings under one heading."""

    title: str
    bindings: tuple[Binding, ...]


class Actions:
    """The registry. A key belongs to one action only: a second claim is a programming error and raises."""

    def __init__(self, window: QWidget, bar: QMenuBar) -> None:
        self._window = window
        self._bar = bar
        self._menus: dict[str, QMenu] = {}
        self._actions: dict[str, QAction] = {}
        self._menu_of: dict[str, str] = {}
        self._keys: dict[str, str] = {}

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def add(
        self,
        name: str,
        menu: str,
        text: str,
        slot: Callable[[], object],
        keys: Iterable[str] = (),
        *,
        checkable: bool = False,
    ) -> QAction:
        """A new command at the end of a menu.

        Raises
        ------
        ValueError
            The name or one of the keys is taken.
        """
        if name in self._actions:
            raise ValueError(f"there is already a command named {name}")
        sequences = [QKeySequence(key) for key in keys]
        self._claim(name, sequences)
        action = QAction(tr(text), self._window)
        action.setObjectName(name)
        action.setShortcuts(sequences)
        action.setCheckable(checkable)
        action.triggered.connect(lambda *_: slot())  # without Qt's `checked`
        self._actions[name], self._menu_of[name] = action, menu
        self.menu(menu).addAction(action)
        self._window.addAction(action)
        return action

    def menu(self, title: str) -> QMenu:
        """The menu of this English title, made when it is first asked for."""
        if title not in self._menus:
            self._menus[title] = self._bar.addMenu(tr(title))
        return self._menus[title]

    def submenu(self, menu: str, title: str) -> QMenu:
        """A menu of this English title at the end of another; commands are added to it by its title."""
        self._menus[title] = self.menu(menu).addMenu(tr(title))
        return self._menus[title]

    def separator(self, menu: str) -> None:
        """A line in a menu."""
        self.menu(menu).addSeparator()

    def groups(self) -> tuple[Group, ...]:
        """The commands that can be seen and have keys, by menu, in the words of the menus."""
        native = QKeySequence.SequenceFormat.NativeText
        found: dict[str, list[Binding]] = {}
        for name, action in self._actions.items():
            if not action.isVisible():
                continue
            keys = ", ".join(key.toString(native) for key in action.shortcuts())
            if keys:
                title = tr(self._menu_of[name]).replace("&", "")
                found.setdefault(title, []).append(Binding(keys, plain(action.text())))
        return tuple(Group(title, tuple(bindings)) for title, bindings in found.items())

    def _claim(self, name: str, sequences: Iterable[QKeySequence]) -> None:
        for sequence in sequences:
            key = sequence.toString(QKeySequence.SequenceFormat.PortableText)
            if key in self._keys:
                raise ValueError(f"{key} already belongs to {self._keys[key]}")
            self._keys[key] = name


def told_groups(groups: Iterable[Group]) -> tuple[Group, ...]:
    """The bindings of views in the words of the window; keys keep the names that stand on them."""
    return tuple(
        Group(tr(group.title), tuple(Binding(_told_keys(one.keys), tr(one.what)) for one in group.bindings))
        for group in groups
    )


def _told_keys(keys: str) -> str:
    """A gesture is told ("Drag an end of a bar"), a key is not ("Shift+Home")."""
    return keys if _ON_KEYS.issuperset(_WORD.findall(keys)) else tr(keys)


def plain(text: str) -> str:
    """The text of an action without its mnemonic marks."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")
