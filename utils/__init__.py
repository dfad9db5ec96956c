"""What the notebooks share: exercises, gradient checks, hints and pictures.

Everything here may be read by a student, and reading it is encouraged: it
holds forward functions and numerical derivatives, never an analytic gradient.
(The one exception, the subpackage `reference`, stays with the instructor and is left
out of every bundle.)
"""

from utils.feedback import check, hint
from utils.index import delta
from utils.progress import progress

__all__ = ["check", "delta", "hint", "progress"]
