"""One open case: settings, edits with undo, background work, and the assessment every view shows.

Must not know Qt. Every number on screen, in JSON and in reports comes from one `Assessment`.
"""
