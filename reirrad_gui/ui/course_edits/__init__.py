"""What only a person can say of courses: missing numbers, which plans are one treatment, which dose was given.

Dialogs state what the files say beside each question and hand back intents; they compute no dose.
"""
