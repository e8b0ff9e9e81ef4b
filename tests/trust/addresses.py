"""Links in a paper that must not be opened."""

from __future__ import annotations

from collections.abc import Iterator

from tests.trust.cases import Entry, changed

KIND = "links"

BAD = (
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "vbscript:x"),
    *("data:text/html,<script>x</script>", "file:///etc/passwd", "file://localhost/etc/passwd"),
    *("ftp://evil.example/x", "ssh://evil.example", "git@github.com:a/b", "mailto:a@b.example"),
    *("x-apple:run", "ms-msdt:/id", "vnd.evil:x", "blob:https://a.example/x", "about:blank"),
    *("-rf", "--help", "--new-window https://evil.example", " -x", "https:--x", "https://-x/"),
    *("http://evil.example/", "//evil.example/x", "/etc/passwd", "../../x", "C:\\x", "\\\\evil\\x"),
    *("https://ada:secret@evil.example/", "https://huggingface.co@evil.example/"),
    *("https://huggingface.co\\@evil.example/", "https://evil.example#@huggingface.co/"),
    *("https://huggingface.co:443@evil.example/", "https://huggingface.co%2f@evil.example/"),
    *(
        "https://huggingface.co.evil.example/",
        "https://huggingface。co/",
        "https://ｇｉｔｈｕｂ.com/x",
    ),
    *("https://аррӏе.example/", "https://gıthub.com/x", "https://github.com\u2024evil.example/"),
    *("https://xn--80ak6aa92e.example/", "https://faß.example/", "https://☃.example/"),
    *("https://evil.example/\x1b]52;c;AAAA\x07", "https://evil.example/\r\nSet-Cookie: a=b"),
    *(
        "https://evil.example/\x9b31m",
        "https://evil.example/\u202egnp.exe",
        "https://evil\x00.example/",
    ),
    *("https://evil.example/\u2028x", "https://evil.example/a b", "https://evil.example/\tx"),
    *("https://evil.example/\x1b\\\x1b]0;owned\x07", "https://evil.example/;id=1\x07"),
    *("https://127.0.0.1/", "https://localhost:1/", "https://[::1]/", "https://[fe80::1%25eth0]/"),
    *("https://169.254.169.254/latest/meta-data/", "https://0x7f.1/", "https://2130706433/"),
    *("https://evil.example:0/", "https://evil.example:99999/", "https://evil.example:443:80/"),
    *("https://", "https:///x", "https:/evil.example", "https://.", "https://..", "https://?x"),
    *(f"https://{'a' * 300}.example/", f"https://evil.example/{'x' * 5_000}", "https://[::1"),
    *(
        'https://evil.example/"><script>',
        "https://evil.example/'; reboot #",
        "https://evil.example/`id`",
    ),
    *("https://evil.example/$(id)", "https://evil.example/%0d%0a%1b", "https://evil.example/|x"),
    *("https://github.com", "https://github.com/../../x", "https://github.com/a/b/../../c/d"),
)


def entries() -> Iterator[Entry]:
    for number, url in enumerate(BAD):
        media = [url, f"https://made-up.example/{number}.png"]
        make = changed(
            githubRepo=url, projectPage=url, mediaUrls=media, top_thumbnail=url, discussionId=url
        )
        shown = url if len(url) < 60 else f"{url[:50]}… ({len(url)})"
        yield Entry(KIND, f"link {shown!r}", make, True)
