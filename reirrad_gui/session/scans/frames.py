"""Pictures of planar series, read once and kept while a case is open."""

from collections.abc import Callable
from threading import Lock

from reirrad_gui.case import ImageSeries
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.volume.planar import PlanarFrame

LoadFrames = Callable[[ImageSeries, Step], tuple[PlanarFrame, ...]]


def load_frames(series: ImageSeries, step: Step) -> tuple[PlanarFrame, ...]:
    """The pictures of a series from its files; pydicom is loaded only now."""
    from reirrad_gui.dicom import load_frames as load

    return load(series, step)


class LoadedFrames:
    """Pictures on demand; may be asked from any thread."""

    def __init__(self, load: LoadFrames = load_frames) -> None:
        self._load = load
        self._frames: dict[str, tuple[PlanarFrame, ...]] = {}
        self._lock = Lock()

    def loaded(self, series: ImageSeries) -> tuple[PlanarFrame, ...] | None:
        """The pictures if they have been read already."""
        return self._frames.get(series.uid)

    def load(self, series: ImageSeries, step: Step = silent) -> tuple[PlanarFrame, ...]:
        """The pictures, read now unless they were before.

        Raises
        ------
        InputError
            None of them can be shown; the sentence says why.
        """
        with self._lock:
            found = self._frames.get(series.uid)
            if found is None:
                found = self._frames[series.uid] = self._load(series, step)
        return found
