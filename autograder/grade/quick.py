"""Imported before anything else: leaves out the slowest import of all, which is of no use here.

jsonschema, which nbformat uses, tries to import `rfc3987_syntax` and does without
where it is missing. That library compiles forty grammars as it is imported, more
than a second of processor time in every process, to check internationalised
addresses, of which a notebook's schema has none.
"""

import sys

if "jsonschema" not in sys.modules:
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # "not installed"
