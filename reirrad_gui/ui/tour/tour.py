"""Walks through the steps of the tour in the window, and leaves the case as it was."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer, Slot
from PySide6.QtWidgets import QWidget

from reirrad_gui.ui.actions import Actions
from reirrad_gui.ui.tour.steps import UNCHANGED, TourStep, Trial, figures_for, is_example, most_urgent, tour_steps

if TYPE_CHECKING:
    from reirrad_gui.session import Session
    from reirrad_gui.session.settings import Settings
    from reirrad_gui.ui.tour.callout import Callout, Ring
    from reirrad_gui.ui.window import MainWindow

RING_PX = 3


class Tour(QObject):
    """Owned by the window. Begins with the example on screen; opens it where another case, or none, is there."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._steps: tuple[TourStep, ...] = ()
        self._number = 0
        self._session: Session | None = None
        self._wanted = self._trying = False
        self._callout: Callout | None = None
        self._ring: Ring | None = None
        self._target: QWidget | None = None
        self._placing = QTimer(self)
        self._placing.setSingleShot(True)
        self._placing.setInterval(0)
        self._placing.timeout.connect(self._place)

    def add_to(self, actions: Actions, menu: str) -> None:
        """The command at the end of a menu."""
        actions.add("guided tour", menu, "&Guided tour of the example", self.begin)

    @property
    def step(self) -> TourStep | None:
        """The step on screen."""
        return self._steps[self._number] if self._callout is not None else None

    @property
    def target(self) -> QWidget | None:
        """What the step on screen speaks of."""
        return self._target

    @property
    def callout(self) -> "Callout | None":
        """The callout on screen."""
        return self._callout

    @Slot()
    def begin(self) -> None:
        """From the first step; the example is opened first where it is not on screen."""
        if is_example(self._window.session):
            self._start()
        else:
            self._wanted = True
            self._window.open_example()

    def show_session(self, session: "Session | None") -> None:
        """Another case is shown, or none: a tour of the last one is over, one that waited for the example begins."""
        if self._session is not None and session is not self._session:
            self.end()
        if self._wanted and session is not None:
            self._wanted = False
            if is_example(session):
                QTimer.singleShot(0, self, self._start)

    @Slot()
    def _start(self) -> None:
        if not is_example(self._window.session):
            return
        from reirrad_gui.ui.tour.callout import Callout, Ring

        self.end()
        self._session, self._steps = self._window.session, tour_steps()
        self._callout, self._ring = Callout(self._window), Ring(self._window)
        self._callout.forward.connect(self.forward)
        self._callout.backward.connect(self.backward)
        self._callout.ended.connect(self.end)
        self._window.installEventFilter(self)
        self._go(0)

    @Slot()
    def forward(self) -> None:
        """The next step; after the last one the tour is over."""
        if self._number + 1 < len(self._steps):
            self._go(self._number + 1)
        else:
            self.end()

    @Slot()
    def backward(self) -> None:
        """The step before."""
        if self._number > 0:
            self._go(self._number - 1)

    @Slot()
    def end(self) -> None:
        """The tour is over: what it tried is dropped, and the keyboard goes back to the views."""
        callout, ring, self._callout, self._ring = self._callout, self._ring, None, None
        if callout is None or ring is None:
            return
        self._drop_trial()
        self._window.removeEventFilter(self)
        self._watch(None)
        self._session = None
        for widget in (callout, ring):
            widget.hide()
            widget.deleteLater()
        if self._window.session is not None:
            self._window.bring_forward("overlay")

    def _go(self, number: int) -> None:
        session = self._session
        if session is None or self._callout is None:
            return
        self._number = number
        step = self._steps[number]
        self._drop_trial()
        self._do(step, session)
        text = step.text.format_map(figures_for(session))
        self._callout.say(step.title, text, number + 1, len(self._steps))
        self._watch(self._window.findChild(QWidget, step.target))
        self._place()
        self._callout.take_keyboard()
        self._placing.start()  # once more when the panes have their new sizes

    def _do(self, step: TourStep, session: "Session") -> None:
        if step.view:
            self._window.bring_forward(step.view)
        if step.course != UNCHANGED:
            self._window.selection.select_course(step.course)
        if step.organ:
            self._window.selection.select_organ(most_urgent(session))
        if step.trial is not None:
            self._try(step.trial, session)

    def _try(self, trial: Trial, session: "Session") -> None:
        from reirrad_gui.session.what_if import WhatIf

        last = session.assessment.courses[-1].course.uid
        wanted = WhatIf(last, trial.fractions, float(trial.total_gy))

        def edit(settings: "Settings") -> "Settings":
            return replace(settings, what_if=wanted)

        session.preview(edit)
        self._trying = True

    def _drop_trial(self) -> None:
        if self._trying and self._session is not None:
            self._trying = False
            self._session.drop_preview()

    def _watch(self, target: QWidget | None) -> None:
        if self._target is not None:
            self._target.removeEventFilter(self)
        self._target = target
        if target is not None:
            target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The callout follows when the window or its target change their size or place."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show):
            self._placing.start()
        return super().eventFilter(watched, event)

    @Slot()
    def _place(self) -> None:
        from reirrad_gui.ui.tour.callout import place_beside

        if self._callout is None or self._ring is None or self._target is None:
            return
        around = QRect(self._target.mapTo(self._window, QPoint(0, 0)), self._target.size())
        self._ring.setGeometry(around.adjusted(-RING_PX, -RING_PX, RING_PX, RING_PX) & self._window.rect())
        self._callout.move(place_beside(around, self._callout.size(), self._window.rect()))
        for widget in (self._ring, self._callout):
            widget.show()
            widget.raise_()
