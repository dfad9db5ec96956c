"""A pytest plugin: nbgrader's own tests with our preprocessors in the place of `Execute`.

    pytest -p tests.nbgrader_suite.in_sandbox --pyargs nbgrader.tests.apps.test_api

nbgrader's tests write settings files of their own, so what a course sets in
`nbgrader_config.py` is made the default here.
"""

from pathlib import Path

from nbgrader.converters import Autograde
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder import safe_autograde

_CONFIG = "nbgrader_config.py"
_PROJECT = Path(__file__).resolve().parents[2]


def pytest_configure() -> None:
    """Make the course's pipeline the default one."""
    config = Config(PyFileConfigLoader(_CONFIG, path=str(_PROJECT)).load_config()).Autograde
    for name in ("sanitize_preprocessors", "autograde_preprocessors", "exporter_class"):
        trait = Autograde.class_traits()[name]
        trait.default_value = config[name]
        trait.default_args = (config[name],)
    safe_autograde.install()
