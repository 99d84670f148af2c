"""Voxels of image series, read once and kept while a case is open."""

from collections.abc import Callable, Sequence
from threading import Lock

from reirrad_gui.case import ImageSeries
from reirrad_gui.errors import InputError
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.volume.image import Image

LoadVolume = Callable[[ImageSeries, Step], Image]


def load_volume(series: ImageSeries, step: Step) -> Image:
    """The voxels of a series from its files; pydicom is loaded only now."""
    from reirrad_gui.dicom import load_volume as load

    return load(series, step)


class LoadedImages:
    """The case's series with their voxels on demand; may be asked from any thread.

    Two jobs that want the same series at the same time read it once.
    """

    def __init__(self, series: Sequence[ImageSeries], load_volume: LoadVolume = load_volume) -> None:
        self._series = {s.uid: s for s in series}
        self._load_volume = load_volume
        self._images: dict[str, Image] = {}
        self._locks = {s.uid: Lock() for s in series}

    def loaded(self, series_uid: str | None) -> Image | None:
        """The voxels if they have been read already."""
        return self._images.get(series_uid or "")

    def load(self, series_uid: str, step: Step = silent) -> Image:
        """The voxels, read now unless they were read before; slow the first time.

        Raises
        ------
        InputError
            The series is not in this case, or cannot be shown as a volume; the sentence says why.
        Cancelled
            The user stopped it; the next call starts again.
        """
        series = self._series.get(series_uid)
        if series is None:
            raise InputError("This image series is not part of the open case. Choose another image.")
        if series.unusable:
            raise InputError(series.unusable)
        with self._locks[series_uid]:
            image = self._images.get(series_uid)
            if image is None:
                image = self._load_volume(series, step)
                self._images[series_uid] = image
        return image
