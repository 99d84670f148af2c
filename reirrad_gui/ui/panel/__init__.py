"""The constraint panel: every organ against its limits, how each number came about, and the courses behind it.

Must not know how a dose is computed: it shows the figures of the assessment, and hands edits to the session.
"""
