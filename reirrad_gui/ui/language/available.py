"""The languages that are there: English, and each with a catalogue in the shipped folder `languages`."""

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from reirrad_gui.errors import EntryError
from reirrad_gui.resources import resource
from reirrad_gui.ui.language.catalogue import Catalogue

ENGLISH = "en"
STEM = "reirrad_gui_"
INSTALLED, CODE = "language of the window", "code"


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its code, its own name for itself, its catalogue (none for English), and who has checked the words.

    `review` is empty where no clinician who speaks it has: that is said wherever the language is offered.
    """

    code: str
    name: str
    source: Path | None = None
    review: str = ""

    @property
    def offered_as(self) -> str:
        """Its name, with what is not sure of it."""
        return self.name if self.source is None or self.review else f"{self.name} (not yet checked by a clinician)"

    def translator(self) -> QTranslator:
        """What speaks it; errors as `Catalogue`. English is what the program speaks by itself."""
        return _English() if self.source is None else Catalogue(self.source)


class _English(QTranslator):
    """English beside a window in another language."""


def languages() -> tuple[Language, ...]:
    """English first, then the others by code; a language is added by putting its catalogue into the folder.

    >>> [one.code for one in languages()][:2]
    ['en', 'ro']
    """
    found = [_language(path) for path in sorted(resource("languages").glob(f"{STEM}*.ts"))]
    return (Language(ENGLISH, "English"), *found)


def named(code: str) -> Language:
    """The language of a code; EntryError with the codes there are for another."""
    for language in languages():
        if language.code == code:
            return language
    known = ", ".join(language.code for language in languages())
    raise EntryError(f"The program does not speak “{code}”. It speaks {known}.")


def speak(app: QCoreApplication, language: Language) -> None:
    """The application speaks this language from now on; errors as `Catalogue`, after which it speaks as before."""
    translator = language.translator()
    former = app.findChild(QTranslator, INSTALLED)
    if former is not None:
        app.removeTranslator(former)
        former.setParent(None)
    if language.source is not None:
        translator.setObjectName(INSTALLED)
        translator.setProperty(CODE, language.code)
        translator.setParent(app)
        app.installTranslator(translator)


def spoken(app: QCoreApplication) -> str:
    """The code of the language that the application speaks."""
    translator = app.findChild(QTranslator, INSTALLED)
    return ENGLISH if translator is None else str(translator.property(CODE))


def _language(path: Path) -> Language:
    code = path.stem.removeprefix(STEM)
    name = QLocale(code).nativeLanguageName() or code
    return Language(code, name[:1].upper() + name[1:], path, _review(path))


def _review(path: Path) -> str:
    """Who has checked the words, as the head of the catalogue says; read no further than there."""
    for _, element in ElementTree.iterparse(path, events=("end",)):
        if element.tag == "extra-review":
            return (element.text or "").strip()
        if element.tag == "context":
            break
    return ""
