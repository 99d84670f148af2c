"""What this program keeps beside DICOM: story files and settings.

Must not know DICOM or Qt.
"""
