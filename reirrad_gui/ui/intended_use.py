"""What the program is for and what it is not for, said once for first start, empty window, footer and About."""

STATEMENT = (
    "Decision support for trained staff: radiation oncologists and medical physicists who decide whether a patient may "
    "be irradiated again. It is not a medical device and not for treatment planning; check every number against its "
    "source before you act on it."
)
SHORT = "decision support for trained staff · not for treatment planning"
