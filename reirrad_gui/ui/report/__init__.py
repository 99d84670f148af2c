"""One document on the open case: previewed, then written as PDF or HTML.

What it says comes from the assessment's figures and from the rows that the views show; nothing is computed here. All
but `pictures`, `pdf`, `dialog` and `commands` know no Qt.
"""
