"""Bone scans and other planar pictures in the place of the dose: side by side in step, with their lesions.

Knows no disease: what is listed, compared and graded comes from `session.scans`.
"""
