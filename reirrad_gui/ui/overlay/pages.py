"""The place of the images: the three planes, or another arrangement that is put in their stead."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from reirrad_gui.session.display import DisplayFields
from reirrad_gui.ui.actions import Group
from reirrad_gui.ui.overlay.area import Area
from reirrad_gui.ui.overlay.first import Shown, first_look
from reirrad_gui.ui.overlay.look import OUTLINE_PX, Look
from reirrad_gui.ui.overlay.nothing import NothingToSee
from reirrad_gui.ui.overlay.pictures import Pictures
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.states import state_of, text_of
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

    @property
    def state(self) -> Mapping[str, object]:
        """What is found again at the next start."""
        ...

    def set_state(self, state: Mapping[str, object]) -> None:
        """As it was left; what is not given is as at first."""


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
        if 0 <= number < self.count() and number != self.currentIndex():
            self.setCurrentIndex(number)
            self.turned.emit()

    @property
    def state(self) -> Mapping[str, object]:
        """How the place of the images is divided."""
        return {
            "page": self.currentIndex(),
            "shares": list(self._area.shares),
            "beside": None if self._page is None else self._page.state,
        }

    def set_state(self, state: Mapping[str, object]) -> None:
        """As it was left; what is not given is as at first."""
        shares, beside = state.get("shares"), state.get("beside")
        self._area.set_shares(shares if isinstance(shares, list) else ())
        if self._page is not None:
            self._page.set_state(beside if isinstance(beside, dict) else {})
        number = state.get("page")
        self.turn_to(number if number in (0, 1) and isinstance(number, int) else 0)

    @property
    def front(self) -> QWidget:
        """What has the keyboard when these images are given it."""
        return self._area.large if self.page is None else self.currentWidget() or self._area

    def show_all_planes(self) -> None:
        """None of the three planes enlarged."""
        if self._area.enlarged is not None:
            self._area.enlarge(None)

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
    """The images as a view: how their place is divided and how wide outlines are is found again at the next start."""

    pages: Pages

    @property
    def look(self) -> Look:
        """The view settings in force."""
        raise NotImplementedError

    def _adopt(self, look: Look) -> None:
        """Show this from now on."""
        raise NotImplementedError

    def saved_state(self) -> str:
        """How the place is divided, and how wide outlines are."""
        width = self.look.outline_px
        return text_of({**self.pages.state, "outline": None if width == Look().outline_px else width})

    def restore_state(self, text: str) -> None:
        """What the window remembered; "" is as at the first start."""
        state = {"page": int(text)} if text in ("0", "1") else state_of(text)  # the first as kept up to 0.5
        self.pages.set_state(state)
        width = state.get("outline")
        least, most = OUTLINE_PX
        fits = isinstance(width, (int, float)) and not isinstance(width, bool) and least <= width <= most
        wanted = float(width) if fits and isinstance(width, (int, float)) else Look().outline_px
        if wanted != self.look.outline_px:
            self._adopt(replace(self.look, outline_px=wanted))

    def begin_anew(self, look: Look) -> None:
        """As if the case had just been opened, in this look; the dose and the organ that are chosen stay."""
        display, shown, before, _ = self.pages.now
        look = replace(look, chosen=before.chosen)
        if display is not None and shown is not None:
            look = first_look(look, display, shown, before.alpha_beta_gy, new_case=True)
        self.pages.show_all_planes()
        self._adopt(look)
