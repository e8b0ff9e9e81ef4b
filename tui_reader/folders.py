"""Use the folders from the settings, or the last ones if the settings are unreadable."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from tui_reader.files import save_private
from tui_reader.paths import Folders, make_private
from tui_reader.settings import FILE, Settings
from tui_reader.text.sanitize import line

_LAST_FOLDERS = "folders.json"  # file in the state folder


def resolve(own: Folders, settings: Settings) -> tuple[Folders, Settings]:
    """Return the folders in use, and the settings with problems about them added.

    If the settings do not say where the library is, or it cannot be used, this returns the folders
    of the last run, so that the app never opens another, empty library. It remembers them in the
    state folder.
    """
    last = own.state / _LAST_FOLDERS
    problem = ""
    if not settings.folders_invalid:
        folders = own.moved(settings.folders.cache, settings.folders.data)
        problem = _unusable(settings)
        if not problem:
            _remember(last, None if folders == own else folders)
            return folders, settings
        problem = f"{settings.sources.get('folders.data', FILE)}: folders.data {problem}. "
    folders = _remembered(last, own)
    problem += f"Using the folders of the last run: {line(str(folders.data), 200)}"
    return folders, replace(settings, problems=(*settings.problems, problem))


def _unusable(settings: Settings) -> str:
    """Return why the configured data folder cannot be used, or ""."""
    if settings.folders.data:
        try:
            make_private(Path(settings.folders.data))
            os.scandir(settings.folders.data).close()
        except OSError as error:
            return f"cannot be used ({error.strerror})"
    return ""


def _remember(path: Path, folders: Folders | None) -> None:
    """Save the folders of this run; None: the defaults. Errors are ignored: it is only a hint."""
    with suppress(OSError):
        if folders is None:
            path.unlink(missing_ok=True)
            return
        text = json.dumps({"cache": str(folders.cache), "data": str(folders.data)})
        if not path.exists() or path.read_text() != text:
            save_private(path, text.encode(), durable=False)


def _remembered(path: Path, own: Folders) -> Folders:
    try:
        match json.loads(path.read_bytes()):
            case {"cache": str(cache), "data": str(data)} if all(map(_is_valid, (cache, data))):
                return own.moved(cache, data)
    except (OSError, ValueError, RecursionError):
        pass
    return own


def _is_valid(folder: str) -> bool:
    try:
        return os.path.isabs(folder) and b"\0" not in os.fsencode(folder)
    except UnicodeEncodeError:
        return False
