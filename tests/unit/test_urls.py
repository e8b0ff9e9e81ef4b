"""The URL policy for links and endpoints, and opening them."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader import urls
from tui_reader.text.bare_urls import find_urls
from tui_reader.text.latex import to_text
from tui_reader.urls import (
    Endpoint,
    Link,
    check,
    find_endpoint,
    normalize,
    open_link,
    open_own_file,
)


@pytest.fixture(autouse=True)
def _no_mirror(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_ENDPOINT", raising=False)


def shown(raw: str) -> str | None:
    link = check(raw)
    return link.url if link else None


@pytest.mark.parametrize(
    ("raw", "url"),
    [
        ("https://huggingface.co/papers/2408.01234", "https://huggingface.co/papers/2408.01234"),
        ("http://huggingface.co/x", "https://huggingface.co/x"),
        ("http://github.com:80/a/b", "https://github.com/a/b"),
        ("HTTPS://GitHub.COM/A/B", "https://github.com/A/B"),
        ("https://github.com:443/a/b/tree/main#readme", "https://github.com/a/b/tree/main#readme"),
        ("https://hf.co/papers", "https://hf.co/papers"),
        ("http://www.arxiv.org/abs/2408.01234", "https://www.arxiv.org/abs/2408.01234"),
        ("https://export.arxiv.org/abs/1", "https://export.arxiv.org/abs/1"),
        (
            "https://ｇｉｔｈｕｂ.com/a",
            "https://github.com/a",
        ),  # as browsers do
    ],
)
def test_known_hosts_open_over_https(raw: str, url: str) -> None:
    assert check(raw) == Link(url, raw, known=True)


@pytest.mark.parametrize(
    ("raw", "confirmed"),
    [
        ("https://example.org", "https://example.org"),
        ("https://github.com.evil.example/a", "https://github.com.evil.example/a"),
        ("https://evilgithub.com/", "https://evilgithub.com/"),
        ("https://github.com:8443/a", "https://github.com:8443/a"),
        ("https://gіthub.com/login", "https://xn--gthub-n2e.com/login"),  # Cyrillic і
        ("https://bücher.example/ü?q=é", "https://xn--bcher-kva.example/%C3%BC?q=%C3%A9"),
        ("https://example.org/@user/a:b", "https://example.org/@user/a:b"),
        ("https://example.org/a[1]|`x`", "https://example.org/a[1]%7C%60x%60"),
        ("https://sites.google.com/view/a", "https://sites.google.com/view/a"),
        ("https://127.0.0.1:8888/api", "https://127.0.0.1:8888/api"),
        ("https://my_page.example.io", "https://my_page.example.io"),
        ("HTTP://example.org:80/a", "https://example.org/a"),
        ("http://mirror.example", "https://mirror.example"),
    ],
)
def test_other_hosts_need_confirmation_of_the_whole_url(raw: str, confirmed: str) -> None:
    assert check(raw) == Link(confirmed, raw, known=False)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "/avatars/a.png",
        "//github.com/a",
        "github.com/a",
        "http://example.org:8000/",
        "http://github.com:8080/",
        "ftp://github.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "--flag",
        "-https://github.com",
        "https:github.com",
        "https:/github.com",
        "https:///github.com",
        "https://",
        "https://user@github.com/",
        "https://github.com:pw@evil.example/",
        "https://github.com:80@evil.example/",
        "https://github.com%2eevil.example/",
        "https://github.com\\@evil.example/",
        "https://github.com/a\\b",
        "https://github.com/a b",
        " https://github.com/a",
        "https://github.com/a\n",
        "https://github.com/\x00",
        "https://github.com/\x1b[2J",
        "https://github.com/\u202egpj",
        "https://github.com/\u2028",
        "https://github.com/\ud800",
        "https://github.com:0/",
        "https://github.com:65536/",
        "https://github.com:999999999999/",
        "https://github.com:٣/",
        "https://-flag.example/",
        "https://a..b/",
        "https://github.com./",
        "https://evil℀.example/",  # becomes a/c
        "https://[::1]:x/",
        "https://[fe80::1]/",
        "https://" + "a" * 64 + ".example/",
        "https://" + "a." * 130 + "example/",
        "https://github.com/" + "a" * 2_000,
        "https://github.com/" + "é" * 500,  # too long once encoded
    ],
)
def test_unsafe_urls_are_refused(raw: str) -> None:
    assert check(raw) is None


def test_endpoint_of_the_environment_is_a_known_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "https://mirror.example/hub/")
    assert urls.hub_page("2408.01234") == "https://mirror.example/hub/papers/2408.01234"
    link = check("https://mirror.example/papers/2408.01234")
    assert link is not None
    assert link.known
    assert check("http://mirror.example:8000/") is None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_loopback_endpoint_may_use_http(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    home = f"http://{host}:8123"
    monkeypatch.setenv("HF_ENDPOINT", home)
    assert find_endpoint().url == home
    page = urls.hub_page("2408.01234")
    assert check(page) == Link(page, page, known=True)
    assert check(f"http://{host}:8124/") is None  # the port of another program


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://example.org",
        "file:///",
        "https://a@b.example",
        "https://x/?q",
        "\x1b",
        "http://127.1",
    ],
)
def test_unusable_endpoint_has_a_problem_and_is_not_a_known_host(
    endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", endpoint)
    assert find_endpoint().problem
    assert find_endpoint().url == "https://huggingface.co"
    link = check("http://example.org/")
    assert link is not None
    assert not link.known


def test_empty_endpoint_is_the_hub() -> None:
    assert find_endpoint(" ") == find_endpoint() == Endpoint("https://huggingface.co")


@pytest.mark.parametrize(
    ("raw", "url"),
    [
        (" https://sites.example/view/a", "https://sites.example/view/a"),
        ("https://github.com/a/\n  b\r\n", "https://github.com/a/b"),
        ("http://github.com/a/b/tree/main", "https://github.com/a/b/tree/main"),
        ("https://cdn.example/clip.mp4", "https://cdn.example/clip.mp4"),
        ("http://project.example/", "https://project.example/"),
        ("http://project.example:8000/", None),
        ("/avatars/0123.svg", None),
        ("", None),
        ("see https://github.com/a", None),
        ("https://github.com/a https://github.com/b", None),
        ("x" * 1_000_000, None),
    ],
)
def test_malformed_links_are_normalized_or_dropped(raw: str, url: str | None) -> None:
    assert normalize(raw) == url


def test_pages_of_a_paper() -> None:
    assert urls.hub_page("2408.01234") == "https://huggingface.co/papers/2408.01234"
    assert urls.arxiv_page("2408.01234") == "https://arxiv.org/abs/2408.01234"
    assert urls.arxiv_pdf("1403.1234") == "https://arxiv.org/pdf/1403.1234"
    for builder in (urls.hub_page, urls.arxiv_page, urls.arxiv_pdf):
        for bad in ("../../x", "-rf", "2408.01234\n", ""):
            with pytest.raises(ValueError, match="not an arXiv ID"):
                builder(bad)


@given(st.text() | st.text("htps:/@\\[]%-.#?1ёg ").map("https://".__add__))
def test_any_text_is_a_plain_link_or_none(raw: str) -> None:
    for url in (shown(raw), normalize(raw)):
        if url is not None:
            assert url.startswith("https://")
            assert url.isascii()
            assert url.isprintable()
            assert not set(url) & set(' \\"<>`')
            assert "@" not in url[8:].split("/")[0].split("?")[0].split("#")[0]
            assert shown(url) == url == normalize(url)


@given(st.text("ab-_.:48A/?#%@[]é~\\^", max_size=12).map("https://".__add__))
def test_normalized_url_is_unchanged(raw: str) -> None:
    link = check(raw)
    assert normalize(raw) == (link.url if link else None)


# Opening. The opener in these tests is a program that writes its arguments to a pipe.


@pytest.fixture
def opener(tmp_path: Path) -> list[str]:
    """A command that writes its arguments to a named pipe in `tmp_path`."""
    os.mkfifo(tmp_path / "given")
    write = "import sys; open(sys.argv[1], 'w').write('\\n'.join(sys.argv[2:]))"
    return [sys.executable, "-c", write, str(tmp_path / "given"), "--new-tab"]


def given_words(tmp_path: Path) -> list[str]:
    return (tmp_path / "given").read_text().split("\n")  # waits for the writer


def test_opener_gets_the_url_as_one_argument(tmp_path: Path, opener: list[str]) -> None:
    link = check("https://example.org/a?b=$(touch x)".replace(" ", "%20") + ";c&d='e'")
    assert link is not None
    assert open_link(link, opener)
    assert given_words(tmp_path) == ["--new-tab", link.url]


def test_missing_opener_is_reported() -> None:
    link = check("https://github.com/a/b")
    assert link is not None
    assert not open_link(link, ["/nowhere/at-all"])


def test_browser_of_the_environment_runs_detached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import webbrowser

    os.mkfifo(tmp_path / "given")
    script = tmp_path / "my-browser"
    script.write_text(f'#!/bin/sh\necho noise >&2\nprintf %s "$1" > "{tmp_path}/given"\n')
    script.chmod(0o755)
    browser = webbrowser.GenericBrowser(str(script))
    monkeypatch.setattr(webbrowser, "get", lambda: browser)
    assert open_link(Link("https://github.com/a", "https://github.com/a", True))
    assert given_words(tmp_path) == ["https://github.com/a"]


def test_terminal_browser_is_not_started(monkeypatch: pytest.MonkeyPatch) -> None:
    import webbrowser

    monkeypatch.setattr(webbrowser, "get", lambda: webbrowser.GenericBrowser("w3m"))
    assert not open_link(Link("https://github.com/a", "https://github.com/a", True))


def test_missing_browser_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    import webbrowser

    def nothing(using: str | None = None) -> webbrowser.BaseBrowser:
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(webbrowser, "get", nothing)
    assert not open_link(Link("https://github.com/a", "https://github.com/a", True))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "--flag", "https://a b", ""])
def test_unchecked_link_does_not_open(url: str, opener: list[str]) -> None:
    assert not open_link(Link(url, url, True), opener)


def test_own_file_opens(tmp_path: Path, opener: list[str]) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "2408.01234.pdf").write_bytes(b"%PDF")
    assert open_own_file(folder / "2408.01234.pdf", folder, opener)
    assert given_words(tmp_path) == ["--new-tab", str(folder.resolve() / "2408.01234.pdf")]


def test_only_own_regular_files_open(tmp_path: Path, opener: list[str]) -> None:
    folder = tmp_path / "papers"
    (folder / "below").mkdir(parents=True)
    (tmp_path / "outside.pdf").write_bytes(b"%PDF")
    (folder / "below" / "deep.pdf").write_bytes(b"%PDF")
    (folder / "link.pdf").symlink_to(tmp_path / "outside.pdf")
    (folder / "way").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.pdf")
    assert stat.S_ISFIFO((folder / "pipe.pdf").stat().st_mode)
    for path in (
        folder / "missing.pdf",
        folder / "link.pdf",
        folder / "pipe.pdf",
        folder / "below",
        folder / "below" / "deep.pdf",
        folder / "way" / "outside.pdf",
        folder / ".." / "outside.pdf",
        tmp_path / "outside.pdf",
        folder,
        "nul\0.pdf",
        "",
    ):
        assert not open_own_file(path, folder, opener), path
    assert not open_own_file(folder / "missing.pdf", tmp_path / "nowhere", opener)


URLS = {
    "code at https://ex.org/a.": ["https://ex.org/a"],
    "(https://ex.org/a), https://ex.org/b; https://ex.org/c?d=1&e=2#f!": [
        "https://ex.org/a",
        "https://ex.org/b",
        "https://ex.org/c?d=1&e=2#f",
    ],
    "(see https://ex.org/a_(b)).": ["https://ex.org/a_(b)"],
    "“https://ex.org/a”, 'https://ex.org/b', <https://ex.org/c>": [
        "https://ex.org/a",
        "https://ex.org/b",
        "https://ex.org/c",
    ],
    "**https://ex.org/a** and http://ex.org/~me/": ["https://ex.org/a", "http://ex.org/~me/"],
    "代码：https://ex.org/a。": ["https://ex.org/a"],
    "https:// and ftp://ex.org and ex.org/a": [],
}


@pytest.mark.parametrize("text", URLS)
def test_urls_end_before_the_punctuation_of_the_sentence(text: str) -> None:
    assert [text[start:end] for start, end in find_urls(text)] == URLS[text]


@pytest.mark.parametrize(
    "source",
    [
        "https://ex.org/a_b{https://ex.org/a_b}.",
        "our https://ex.org/a_b{project page}.",
        r"\url{https://ex.org/a\_b}",
        '<a href="https://ex.org/a_b">this URL</a>',
        "[code](https://ex.org/a_b)",
    ],
    ids=json.dumps,
)
def test_urls_are_found_in_converted_latex(source: str) -> None:
    text = to_text(source)
    assert [text[start:end] for start, end in find_urls(text)] == ["https://ex.org/a_b"]
