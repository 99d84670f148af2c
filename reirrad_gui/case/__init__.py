"""One patient's case as found: courses, phases, dose and image descriptors, structures, registrations, problems.

Immutable. Must not know how files are read, nor what is shown.
"""
