"""The test cell is said to be worth 100 points."""


def edit(notebook):
    for cell in notebook.cells:
        settings = cell.metadata.get("nbgrader", {})
        if settings.get("grade_id", "").startswith("test-"):
            settings["points"] = 100
    return notebook
