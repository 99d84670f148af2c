"""Where an axis of a plot lies is found once for a place, and again for every other one."""

import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication

from reirrad_gui.ui.plot_axis import axes


def test_an_axis_lies_where_pyqtgraph_finds_it_after_every_change_of_size_caption_and_grid(qtbot):
    plot = pg.PlotWidget(axisItems=axes())
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    plot.show()
    item, found = plot.getPlotItem(), set()
    changes = (
        lambda: None,
        lambda: item.showGrid(x=True, y=True, alpha=0.2),
        lambda: plot.resize(700, 200),
        lambda: item.setLabel("left", "volume, %"),
        lambda: item.setLabel("bottom", "EQD2, Gy<br>accumulated"),
        lambda: item.setYRange(0.0, 10000.0),
        lambda: item.showGrid(x=False, y=False),
        lambda: item.getAxis("left").setStyle(tickLength=-20, hideOverlappingLabels=False),
    )
    for change in changes:
        change()
        QCoreApplication.processEvents()
        for side in ("left", "bottom"):
            axis = item.getAxis(side)
            assert axis.boundingRect() == pg.AxisItem.boundingRect(axis)
            found.add(axis.boundingRect().getRect())
    assert len(found) >= 8
