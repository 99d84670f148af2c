"""Dose as a function of position, and what follows from it: coverage, DVH, accumulation, overlap.

Must not know files, courses' stories or limits. Unknown dose is NaN, never 0.
"""
