"""The test cell's name is a list."""


def edit(notebook):
    for cell in notebook.cells:
        settings = cell.metadata.get("nbgrader", {})
        if settings.get("grade_id", "").startswith("test-"):
            settings["grade_id"] = ["test-affine_scalar_grads"]
    return notebook
