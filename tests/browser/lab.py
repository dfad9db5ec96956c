"""A JupyterLab server and a Chromium in front of it, for the browser tests and the screenshots.

The server has a home of its own, so that nothing of the user's settings is read
or changed, and `utils` is importable in its kernels as it is here.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import matplotlib as mpl
from playwright.sync_api import Browser, sync_playwright

PROJECT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")
# Root may not use Chromium's own sandbox; the pages are ours. Nothing is fetched from outside.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SERVER = ["--no-browser", "--expose-app-in-browser", "--allow-root", "--port=0"]
# No token: the address is a port of this machine that lives for one test run.
OPEN = ["--IdentityProvider.token="]
PATIENCE = 10  # seconds
QUIET = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False}
}


def find_chromium() -> str | None:
    """The path of an installed Chromium, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium. Raises: FileNotFoundError if none is installed."""
    path = find_chromium()
    if path is None:
        raise FileNotFoundError("there is no Chromium here; `make system` installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def jupyterlab(
    folder: Path,
    home: Path,
    *,
    settings: Mapping[str, object] | None = None,
    user: str = "",
) -> Iterator[str]:
    """A JupyterLab on a free port; gives its address.

    folder: what it serves and where it is started, so that nbgrader reads the
        `nbgrader_config.py` there. home: an existing folder for everything it writes.
    settings: JupyterLab's settings, plugin ("@scope/package/name") -> values.
    user: the system user to run as, which root can choose; default: this one.
    Raises: RuntimeError with what the server said, if it does not start.
    """
    _write_settings(home, {**QUIET, **(settings or {})})
    command = [sys.executable, "-m", "jupyterlab", *SERVER, *OPEN, f"--notebook-dir={folder}"]
    with subprocess.Popen(
        [*as_user(user), *command],
        cwd=folder,
        env=environment(home),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    ) as server:
        try:
            yield _address(server, home / "server.log")
        finally:
            _end(server)


def _end(server: "subprocess.Popen[str]") -> None:
    """End the server and its kernels; it sometimes waits for a thread of its own for ever."""
    server.terminate()
    try:
        server.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()


def as_user(user: str) -> list[str]:
    """What to put before a command so that it runs as another user; nothing for ""."""
    if not user:
        return []
    # They may read everything, because the environment that they need may stand in root's home;
    # what they write is theirs, and they write where they may.
    reading = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    return ["setpriv", f"--reuid={user}", "--regid=nogroup", "--clear-groups", *reading]


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a user with this home; `more` is set besides."""
    scripts, path = sysconfig.get_path("scripts"), os.environ.get("PATH", "")
    return {
        **os.environ,
        "HOME": str(home),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        # Matplotlib looks through all fonts of the machine where it has not done so before.
        "MPLCONFIGDIR": mpl.get_cachedir(),
        "PATH": os.pathsep.join([scripts, path]),
        "PYTHONPATH": os.pathsep.join([str(PROJECT), os.environ.get("PYTHONPATH", "")]),
        **more,
    }


def _write_settings(home: Path, settings: Mapping[str, object]) -> None:
    for plugin, values in settings.items():
        package, _, name = plugin.rpartition("/")
        path = home / "settings" / package / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")


def _address(server: "subprocess.Popen[str]", log: Path) -> str:
    """The address that the server says on stderr; what else it says goes into the log."""
    assert server.stderr is not None
    said = []
    for line in server.stderr:
        said.append(line)
        if "http://localhost:" in line or "http://127.0.0.1:" in line:
            # Somebody has to read on: a server whose pipe is full stands still.
            Thread(target=_write_down, args=(server.stderr, log), daemon=True).start()
            return "http" + line.strip().rpartition("http")[2].partition("/lab")[0]
    raise RuntimeError("JupyterLab did not start:\n" + "".join(said[-20:]))


def _write_down(lines: Iterable[str], log: Path) -> None:
    with log.open("w", encoding="utf-8") as file:
        file.writelines(lines)
