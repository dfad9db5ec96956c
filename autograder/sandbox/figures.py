"""Whether a notebook may draw with matplotlib, and so needs a zygote that has it warm.

A warm matplotlib has its list of fonts and has drawn once, which takes half a
second. It also makes a process half as large again, and each fork of it a third
dearer, so that only who draws should have it.
"""

import re
from collections.abc import Iterable

# matplotlib, and what draws with it without saying so.
_LIBRARIES = re.compile(r"matplotlib|pylab|pandas|seaborn")


def may_draw(texts: Iterable[str | bytes]) -> bool:
    """Whether any of these, cells or modules, names a library that draws."""
    return any(_LIBRARIES.search(_as_text(text)) for text in texts)


def _as_text(text: str | bytes) -> str:
    return text if isinstance(text, str) else text.decode("latin-1")
