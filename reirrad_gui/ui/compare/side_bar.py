"""The bar above the doses side by side: plane, link, which CT, which doses, and the way back."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.overlay.segments import Segments

PLANES = tuple(Plane)
_CT_TEXTS = ("Reference CT", "Own CT")
_CT_TIPS = (
    "Every dose on the reference CT (O)",
    "Each course's own CT, cut along the same patient plane through the registration (O)",
)


class SideBar(QWidget):
    """Says what the user wants to see."""

    plane_chosen = Signal(object)
    linked_chosen = Signal(bool)
    own_ct_chosen = Signal(bool)
    doses_chosen = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.planes = Segments("plane of all views")
        self.planes.setAccessibleName(tr("plane of all views"))
        self.planes.offer(
            tuple(tr(plane.value) for plane in PLANES), tuple(tr(f"{p.value} (A: the next plane)") for p in PLANES)
        )
        self.planes.choose(0)
        self.linked = _button("Linked", "views linked", "Slice, zoom, position, window and crosshair are common (L)")
        self.linked.setCheckable(True)
        self.linked.setChecked(True)
        self.image = Segments("image under the doses")
        self.image.setAccessibleName(tr("image under the doses"))
        self.image.offer(tuple(map(tr, _CT_TEXTS)), tuple(map(tr, _CT_TIPS)))
        self.image.choose(0)
        self.doses = _button("Doses", "doses side by side", "Which doses stand side by side")
        self.menu = QMenu(self.doses)
        self.menu.setObjectName("doses menu")
        self.back = _button("Three planes", "back to three planes", "Back to the three planes of one dose (V)")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 6, 4)
        row.setSpacing(6)
        for widget in (self.planes, self.linked, self.image, self.doses):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.back)
        self.planes.chosen.connect(lambda number: self.plane_chosen.emit(PLANES[number]))
        self.image.chosen.connect(lambda number: self.own_ct_chosen.emit(number == 1))
        self.linked.toggled.connect(self.linked_chosen)
        self.doses.clicked.connect(self._drop)
        self.back.clicked.connect(lambda _: self.left.emit())

    def minimumSizeHint(self) -> QSize:
        """No wider than the bar above it."""
        return QSize(360, super().minimumSizeHint().height())

    def show_choice(self, plane: Plane, *, linked: bool, own_ct: bool) -> None:
        """Put the buttons to what is shown."""
        with QSignalBlocker(self.linked):
            self.linked.setChecked(linked)
        self.linked.setText(tr("Linked" if linked else "Unlinked"))
        self.planes.choose(PLANES.index(plane))
        self.image.choose(int(own_ct))

    def offer_doses(self, doses: Sequence[tuple[str, int | None]], chosen: Sequence[int | None]) -> None:
        """List the doses that can be shown; the last one left cannot be taken away."""
        menu = self.menu
        menu.clear()
        for name, shown in doses:
            action = menu.addAction(tr(name))
            action.setCheckable(True)
            action.setChecked(shown in chosen)
            action.setEnabled(shown not in chosen or len(chosen) > 1)
            action.toggled.connect(lambda on, one=shown: self._toggle(doses, chosen, one, on))
        self.doses.setText(tr(f"Doses {len(chosen)}/{len(doses)} ▾" if len(chosen) < len(doses) else "Doses ▾"))

    def _drop(self) -> None:
        self.menu.popup(self.doses.mapToGlobal(QPoint(0, self.doses.height() + 2)))

    def _toggle(
        self, doses: Sequence[tuple[str, int | None]], chosen: Sequence[int | None], one: int | None, on: bool
    ) -> None:
        wanted = tuple(shown for _, shown in doses if (on if shown == one else shown in chosen))
        self.doses_chosen.emit(wanted)


def _button(text: str, name: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(tr(text))
    button.setObjectName(name)
    button.setToolTip(tr(tip))
    button.setAccessibleName(tr(tip))
    button.setProperty("role", "tight")
    return button
