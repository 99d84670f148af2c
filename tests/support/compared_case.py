"""Two images on two frames of reference, by formula: for tests of what lies on what.

The other image, in frame 1, is the reference's (frame 2) shape and place; the registration is the identity unless a
test says otherwise, so what is seen of it can be said by hand. The reference is 0 HU everywhere, the other 200 HU.
"""

import numpy as np

from reirrad_gui.volume.grid import Grid
from reirrad_gui.volume.image import Image
from tests.support import overlay_case as case
from tests.support.overlay_case import FRAME_1, FRAME_2

REFERENCE_UID, OTHER_UID = "1.2.3.2.9", "1.2.3.1.9"
REFERENCE_HU, OTHER_HU = 0, 200


def grid(columns=60, rows=60, planes=20):
    """Voxels of 2 × 2 × 2 mm around the origin."""
    return Grid.axis_aligned((-59.0, -59.0, -20.0), (2.0, 2.0), 2.0 * np.arange(planes), columns, rows)


def even(value, on=None):
    """An image of one value."""
    on = on or grid()
    return Image(on, np.full(on.shape, value, np.int16))


def compared(reference=None, other=None, mm=(0.0, 0.0, 0.0), approved=False, registrations=None, structures=()):
    """A display of two courses with an image each; frame 1 leads to frame 2 by a shift."""
    pictures = {REFERENCE_UID: reference or even(REFERENCE_HU), OTHER_UID: other or even(OTHER_HU)}
    images = (case.series(REFERENCE_UID, FRAME_2), case.series(OTHER_UID, FRAME_1))

    def read(one, step):
        step(0, 1, "Reading the CT")
        return pictures[one.uid]

    links = (case.shift_registration(mm, approved),) if registrations is None else registrations
    return case.display(registrations=links, structures=list(structures), images=images, load=read)
