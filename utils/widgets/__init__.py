"""Pictures that move: what the student's own functions compute, under the student's hand.

Each function here takes functions that the student wrote, and returns a panel
with controls and a picture; as the last line of a cell it shows itself. A wrong
gradient looks wrong. ipywidgets is imported when somebody looks at a panel, and
not before; in the grader a panel is a still picture.
"""

from utils.widgets.affine import affine
from utils.widgets.deep_chain import deep_chain
from utils.widgets.sigmoid import sigmoid
from utils.widgets.softmax import softmax
from utils.widgets.two_layer import two_layer

__all__ = ["affine", "deep_chain", "sigmoid", "softmax", "two_layer"]
