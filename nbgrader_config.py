"""The course, as nbgrader reads it. Every setting can be overridden on the command line."""

c = get_config()  # noqa: F821 - given by traitlets

c.CourseDirectory.course_id = "backprop-by-hand"
# The folders that are the project's own hold no assignments.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    ".pytest_cache",
    ".DS_Store",
]
# What a student finds in place of a solution.
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
c.ClearSolutions.text_stub = "YOUR ANSWER HERE"

# Grading: notebooks are rebuilt from the gradebook, run in a sandbox, and scored by
# the judge outside it. Limits: `autograder doctor` and `nbgrader autograde --help-all`.
from autograder import safe_autograde  # noqa: E402

safe_autograde.install()
c.Autograde.exporter_class = "autograder.preprocess.CarefulExporter"
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "autograder.preprocess.RebuildCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# Feedback shows what the judge says, not the source of hidden tests.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "autograder.preprocess.HideTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
c.Autograde.autograde_preprocessors = [
    "autograder.preprocess.GradeInSandbox",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
