"""The place of the images: the three planes, or another arrangement that is put in their stead."""

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from reirrad_gui.session.display import DisplayFields
from reirrad_gui.ui.actions import Group
from reirrad_gui.ui.overlay.area import Area
from reirrad_gui.ui.overlay.first import Shown
from reirrad_gui.ui.overlay.look import Look
from reirrad_gui.ui.overlay.nothing import NothingToSee
from reirrad_gui.ui.overlay.pictures import Pictures
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.theme import Theme
from reirrad_gui.volume.grid import FloatArray


class Page(Protocol):
    """Another arrangement of the same images: a widget with the signals of a plane (`Pages`) and `left`."""

    def tell(
        self,
        display: DisplayFields | None,
        shown: Shown | None,
        look: Look,
        point_mm: FloatArray,
        pictures: Mapping[Plane, Pictures | None],
    ) -> None:
        """What is to be shown now."""

    def show_hovered(self, key: str | None) -> None:
        """Draw one structure's outline strongly; None: none."""

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""

    @property
    def bindings(self) -> tuple[Group, ...]:
        """Its own keys."""
        ...


class Pages(QStackedWidget):
    """Passes on what the page in front wants, and tells it what there is to show as long as it is in front.

    `now` is what it was told last, for whoever shows the same elsewhere; `told` follows.
    """

    pointed = Signal(object)
    stepped = Signal(int)
    windowed = Signal(object)
    wished = Signal(str)
    menu_wanted = Signal(QPoint)
    organ_hovered = Signal(object)
    turned = Signal()
    told = Signal()

    def __init__(self, area: Area, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._area = area
        self._page: Page | None = None
        self.now: tuple[DisplayFields | None, Shown | None, Look, FloatArray] = (None, None, Look(), np.zeros(3))
        self.addWidget(area)
        self.nothing = NothingToSee(self)

    def add(self, page: QWidget) -> None:
        """A second arrangement, behind the three planes at first."""
        self._page = page  # type: ignore[assignment]  # a widget that has `tell`, as `Page` says
        self.addWidget(page)
        for name in ("pointed", "windowed", "wished", "menu_wanted", "organ_hovered"):
            getattr(page, name).connect(getattr(self, name))
        page.left.connect(self.switch)  # type: ignore[attr-defined]

    @property
    def page(self) -> Page | None:
        """The second arrangement, if there is one and it is in front."""
        return self._page if self.currentIndex() == 1 else None

    @property
    def bindings(self) -> tuple[Group, ...]:
        """Keys of the second arrangement."""
        return self._page.bindings if self._page is not None else ()

    def switch(self) -> None:
        """The other arrangement to the front."""
        if self._page is None:
            return
        self.setCurrentIndex(1 - self.currentIndex())
        self.turned.emit()
        self.front.setFocus(Qt.FocusReason.OtherFocusReason)

    def turn_to(self, number: int) -> None:
        """One arrangement (0: the three planes) to the front; the keyboard stays where it is."""
        if self._page is not None and number != self.currentIndex():
            self.setCurrentIndex(number)
            self.turned.emit()

    @property
    def front(self) -> QWidget:
        """What has the keyboard when these images are given it."""
        return self._area.large if self.page is None else self.currentWidget() or self._area

    def show_hovered(self, key: str | None) -> None:
        """Draw one structure's outline strongly."""
        if self.page is not None:
            self.page.show_hovered(key)

    def apply_theme(self, theme: Theme) -> None:
        """Draw the page in these colours, in front or not."""
        if self._page is not None:
            self._page.apply_theme(theme)

    def tell(self, display: DisplayFields | None, shown: Shown | None, look: Look, point_mm: FloatArray) -> None:
        """What is to be shown now, for the page in front if it is not the three planes."""
        if self.page is not None:
            pictures = {plane: view.pictures for plane, view in self._area.planes.items()}
            self.page.tell(display, shown, look, point_mm, pictures)
        self.now = display, shown, look, point_mm
        self.told.emit()


class Paged(QWidget):
    """A view whose arrangement in front is remembered from one start to the next."""

    pages: Pages

    def saved_state(self) -> str:
        """Which arrangement is in front."""
        return str(self.pages.currentIndex())

    def restore_state(self, text: str) -> None:
        """What the window remembered."""
        if text in ("0", "1"):
            self.pages.turn_to(int(text))
