"""Atomic writes: a file is complete or does not exist."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader import files
from tui_reader.paths import Folders, make_private
from tui_reader.text.sanitize import line


def test_saved_file_has_its_content_and_leaves_no_part_file(tmp_path: Path) -> None:
    files.save(tmp_path / "papers.bib", b"@misc{}")
    assert (tmp_path / "papers.bib").read_bytes() == b"@misc{}"
    assert os.listdir(tmp_path) == ["papers.bib"]


def test_existing_file_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "papers.bib"
    path.write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        files.save(path, b"other")
    assert path.read_bytes() == b"mine"
    assert os.listdir(tmp_path) == ["papers.bib"]


def test_saving_the_same_content_again_succeeds(tmp_path: Path) -> None:
    path = tmp_path / "papers.bib"
    files.save(path, b"same")
    before = path.stat().st_mtime_ns
    files.save(path, b"same")
    assert path.stat().st_mtime_ns == before


def test_replacing_a_file_preserves_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "papers.bib"
    path.write_bytes(b"old")
    path.chmod(0o600)
    files.save(path, b"new", overwrite=True)
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("overwrite", [False, True])
def test_symbolic_link_is_not_followed(tmp_path: Path, overwrite: bool) -> None:
    (tmp_path / "elsewhere").write_bytes(b"same")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for name in ("link", "dangling"):
        with pytest.raises(FileExistsError):
            files.save(tmp_path / name, b"same", overwrite=overwrite)
    assert (tmp_path / "elsewhere").read_bytes() == b"same"
    assert (tmp_path / "link").is_symlink()
    assert not (tmp_path / "nowhere").exists()


def test_folders_and_pipes_are_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name in ("folder", "pipe"):
        with pytest.raises(FileExistsError):
            files.save(tmp_path / name, b"x", overwrite=True)


def test_failed_write_leaves_no_file(tmp_path: Path) -> None:
    def torn() -> None:
        with files.writing(tmp_path / "a.pdf") as file:
            file.write(b"half")
            assert not (tmp_path / "a.pdf").exists()
            raise ValueError("torn")

    with pytest.raises(ValueError, match="torn"):
        torn()
    assert os.listdir(tmp_path) == []


def overtaken(path: Path) -> None:
    """Write a file while another program creates one with its name."""
    with files.writing(path) as file:
        file.write(b"ours")
        path.write_bytes(b"theirs")


def test_file_created_during_a_write_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with pytest.raises(FileExistsError):
        overtaken(path)
    assert path.read_bytes() == b"theirs"
    assert os.listdir(tmp_path) == ["a.pdf"]


def test_saving_works_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "no links on this file system")

    monkeypatch.setattr(os, "link", no_links)
    files.save(tmp_path / "a.bib", b"new")
    assert (tmp_path / "a.bib").read_bytes() == b"new"
    with pytest.raises(FileExistsError):
        overtaken(tmp_path / "b.bib")
    assert (tmp_path / "b.bib").read_bytes() == b"theirs"
    assert sorted(os.listdir(tmp_path)) == ["a.bib", "b.bib"]


def test_killed_process_leaves_no_partial_file_and_its_part_file_is_deleted_later(
    tmp_path: Path,
) -> None:
    program = f"""
import pathlib, os, signal
from tui_reader import files
with files.writing(pathlib.Path({str(tmp_path)!r}, "a.pdf")) as file:
    file.write(b"x" * 100_000)
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run(
        [sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=False
    )
    assert killed.returncode == -signal.SIGKILL
    [part] = list(tmp_path.iterdir())
    assert part.name.startswith(".daily-papers-")
    files.save(tmp_path / "b.bib", b"")
    assert part.exists()  # it may belong to a process that is still writing
    os.utime(part, (0, 0))
    files.save(tmp_path / "c.bib", b"")
    assert sorted(os.listdir(tmp_path)) == ["b.bib", "c.bib"]


def test_full_disk_raises_and_leaves_no_file(tmp_path: Path) -> None:
    program = f"""
import pathlib, resource
from tui_reader import files
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
__import__("signal").signal(25, __import__("signal").SIG_IGN)
try:
    files.save(pathlib.Path({str(tmp_path)!r}, "a.bib"), b"x" * 5000)
except OSError as error:
    print(error.strerror, error.filename)
"""
    found = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout == f"File too large {tmp_path / 'a.bib'}\n"
    assert os.listdir(tmp_path) == []


def test_free_name_gets_the_next_number(tmp_path: Path) -> None:
    path = tmp_path / "2608.21000 - A paper.pdf"
    assert files.available_path(path) == path
    path.write_bytes(b"")
    (tmp_path / "2608.21000 - A paper (2).pdf").symlink_to("nowhere")
    assert files.available_path(path).name == "2608.21000 - A paper (3).pdf"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("2608.21000 - Paint: A Study", "2608.21000 - Paint A Study.pdf"),
        ("../../etc/passwd", "etc passwd.pdf"),
        ("-rf / --no-preserve-root", "rf --no-preserve-root.pdf"),
        (".hidden", "hidden.pdf"),
        ("a\x1b[31mb\x00c\nd", "a [31mb c d.pdf"),
        ("Schrödinger’s 猫 …", "Schrödinger’s 猫 ….pdf"),
        ("", "paper.pdf"),
        ("///", "paper.pdf"),
        ("ends in dots...", "ends in dots.pdf"),
        ("left\u202eright", "left right.pdf"),
    ],
)
def test_file_names(words: str, name: str) -> None:
    assert files.file_name(words, ".pdf") == name


def test_long_name_is_cut_at_a_word_and_preserves_its_suffix() -> None:
    name = files.file_name("2608.21000 - " + "Harness " * 40, ".pdf")
    assert name.endswith("Harness….pdf")
    assert 100 < len(name.encode()) <= files.MAX_NAME_LENGTH


@given(st.text(max_size=300), st.sampled_from([".pdf", ".bib", ".csl.json"]))
def test_any_text_makes_a_valid_file_name(words: str, suffix: str) -> None:
    name = files.file_name(words, suffix)
    assert len(name.encode()) <= files.MAX_NAME_LENGTH
    assert "/" not in name
    assert line(name) == name
    assert name[0] not in "-. "
    assert name.endswith(suffix)
    assert name not in (suffix, "." + suffix)


def test_own_folder_is_downloads_or_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_DOWNLOAD_DIR", "XDG_DOCUMENTS_DIR"):
        monkeypatch.delenv(name, raising=False)
    assert files.own_folder() == tmp_path / "Downloads"
    (tmp_path / "Documents").mkdir()
    assert files.own_folder() == tmp_path / "Documents"
    (tmp_path / "Downloads").mkdir()
    assert files.own_folder() == tmp_path / "Downloads"
    assert files.display_path(tmp_path / "Downloads" / "a.pdf") == "~/Downloads/a.pdf"
    assert files.display_path(Path("/elsewhere/a\x1b.pdf")) == "/elsewhere/a�.pdf"


# The app's own files and folders


@pytest.fixture
def umask_000() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def test_own_files_and_folders_are_private_with_any_umask(tmp_path: Path, umask_000: None) -> None:
    files.save_private(tmp_path / "state" / "app" / "drafts" / "one.md", b"text")
    for path in (tmp_path / "state").rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600)
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700


def test_write_permission_for_others_is_removed_from_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "config"
    folder.mkdir()
    folder.chmod(0o777)
    make_private(folder)
    assert folder.stat().st_mode & 0o777 == 0o755


def test_file_in_place_of_a_folder_raises(tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"")
    with pytest.raises(OSError, match=r"exists|directory"):
        make_private(tmp_path / "state")
    with pytest.raises(OSError, match=r"exists|directory"):
        make_private(tmp_path / "state" / "app")


def test_private_file_is_replaced_atomically(tmp_path: Path) -> None:
    path = tmp_path / "one.md"
    for text in (b"a long text", b"short"):
        files.save_private(path, text, durable=False)
        assert path.read_bytes() == text
    assert os.listdir(tmp_path) == ["one.md"]


def test_draft_that_an_editor_replaced_by_another_kind_of_file_is_ignored(tmp_path: Path) -> None:
    draft = files.Draft(Folders(tmp_path, tmp_path, tmp_path, tmp_path), "2608.21000")
    draft.write("text")
    assert draft.read() == "text"
    draft.drop()
    os.mkfifo(draft.file)
    assert draft.read() is None
    draft.drop()
    draft.file.symlink_to("/dev/zero")
    assert draft.read() is None


def test_private_file_does_not_follow_symbolic_links(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        files.save_private(tmp_path / "link", b"text")
    assert not (tmp_path / "elsewhere").exists()
