"""The guided tour of the example: steps as data, figures read from the assessment, a callout beside what is spoken of.

Changes nothing that is in force; what is tried on the way is dropped.
"""
