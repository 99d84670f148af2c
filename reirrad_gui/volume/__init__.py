"""Geometry in patient space (DICOM LPS, mm): grids, images, contours, sample points, rigid transforms.

Must not know dose, patients or files.
"""
