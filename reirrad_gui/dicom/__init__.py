"""DICOM in (and, for the example, out): the only package that imports pydicom.

Finds files, reads headers first and pixels on demand, links plans, doses, structures and images into courses. Never
modifies a file. Must not know limits, verdicts or the window.
"""
