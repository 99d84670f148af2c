"""The words on the screen in the language that a person chose.

The program speaks English everywhere else: sentences come from the session and below as finished English, and JSON,
logs, hashes and case files stay so. Here, where a text reaches the screen or a report, `tr` gives it in the language
chosen: a fixed text by its entry in the catalogue, a sentence with names and numbers in it by the sentence's pattern.
No number can change on the way: a translation that does not carry exactly the numbers of the English is not used.
What has no entry stays English. docs/decisions/0017.

Must not know what any sentence means, nor any other part of the interface.
"""

from reirrad_gui.ui.language.spoken import keep_drawn, speaking, tr, tr_of

__all__ = ["keep_drawn", "speaking", "tr", "tr_of"]
