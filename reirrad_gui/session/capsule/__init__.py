"""A case in one file: saved with its files or without, de-identified or not, and opened again to the same numbers.

Brings together what `store.capsule` (the file), `dicom.deidentify` (copies of DICOM files) and `session.keeping` (the
case's document) know. Must not know Qt.
"""
