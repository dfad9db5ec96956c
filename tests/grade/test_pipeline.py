"""What of a course's pipeline is understood, and that the rest is refused by name."""

import pytest
from nbgrader.converters import Autograde
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.errors import UserError
from autograder.grade.pipeline import has_penalties, read_tidying

OWN = "nbgrader.preprocessors"


def names(config: Config) -> list[str]:
    tidying = read_tidying(Autograde(config=config), config)
    return [one.path.rpartition(".")[2] for one in tidying]


def test_the_course_s_own_pipeline_is_understood(root) -> None:
    config = Config(PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config())
    assert names(config) == ["IgnorePattern", "ClearMetadataPreprocessor", "LimitOutput"]
    assert has_penalties(Autograde(config=config))


def test_stock_nbgrader_s_pipeline_is_understood() -> None:
    assert names(Config()) == ["IgnorePattern", "ClearMetadataPreprocessor", "LimitOutput"]
    assert has_penalties(Autograde())


def test_settings_go_along() -> None:
    config = Config()
    config.LimitOutput.max_lines = 7
    (limit,) = (
        one for one in read_tidying(Autograde(config=config), config) if "Limit" in one.path
    )
    assert dict(limit.settings) == {"max_lines": 7}


@pytest.mark.parametrize("setting", ["sanitize_preprocessors", "autograde_preprocessors"])
def test_a_preprocessor_of_another_origin_is_refused(setting: str) -> None:
    config = Config()
    config.Autograde[setting] = ["nbgrader.preprocessors.Execute", "plagiarism.Check"]
    with pytest.raises(UserError, match=r"plagiarism\.Check"):
        read_tidying(Autograde(config=config), config)


def test_without_penalties_none_are_assigned() -> None:
    config = Config()
    config.Autograde.autograde_preprocessors = [f"{OWN}.Execute", f"{OWN}.SaveAutoGrades"]
    assert not has_penalties(Autograde(config=config))
