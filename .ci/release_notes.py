"""Print a version's section of the changelog: `python .ci/release_notes.py v0.2.0`.

Fails unless `tui_reader/__init__.py` has the tag's version and the changelog a section for it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def notes(tag: str, package: str, changelog: str) -> str:
    """Return the text below `## <version>`, up to the next version.

    Args:
        tag: The git tag, such as `v0.2.0`.
        package: The source of `tui_reader/__init__.py`.

    Raises:
        ValueError: The tag, the package and the changelog do not have the same version.
    """
    version = tag.removeprefix("v")
    if f'__version__ = "{version}"' not in package:
        raise ValueError(f"tag {tag} is not the package's version")
    sections = re.split(r"^## ", changelog, flags=re.MULTILINE)
    for section in sections[1:]:
        title, _, text = section.partition("\n")
        if title.split()[0].strip("[]") == version and text.strip():
            return text.strip() + "\n"
    raise ValueError(f"the changelog has no section {version}")


if __name__ == "__main__":
    try:
        print(
            notes(
                sys.argv[1],
                (ROOT / "tui_reader" / "__init__.py").read_text(encoding="utf-8"),
                (ROOT / ".github" / "CHANGELOG.md").read_text(encoding="utf-8"),
            ),
            end="",
        )
    except ValueError as error:
        sys.exit(f"release notes: {error}")
