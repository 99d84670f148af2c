"""Entering, correcting and deleting events of the history: forms made from descriptions, and pasting of tables.

Knows no dose, and no rule of an event: what is wrong or odd about one says `patient.event_checks`.
"""
