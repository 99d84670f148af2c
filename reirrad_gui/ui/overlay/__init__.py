"""The dose overlay: three linked planes of one image with wash, isodoses and outlines, all reading one patient point.

Asks `session.display` for doses and figures; computes none. Geometry, colours and texts are Qt-free modules (`planes`,
`pixels`, `lattice`, `wash`, `isodoses`, `texts`); `plane_view` draws one plane, `widget` is the whole.
"""
