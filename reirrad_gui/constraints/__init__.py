"""Limits as evidence (organ, metric, value, basis, source, confidence) and the verdicts they allow.

Must not know files, grids or the case; it is given numbers with their bounds.
"""
