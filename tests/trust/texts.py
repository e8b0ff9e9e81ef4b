"""Hostile text in every text field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.support.fake_papers import Json
from tests.trust.cases import Entry, changed, written

KIND = "text"

SEQUENCES = {
    "clear": "\x1b[2J\x1b[H",
    "color": "\x1b[31mred",
    "hidden": "\x1b[8mhidden\x1b[28m",
    "reset": "\x1bc",
    "leave the alternate screen": "\x1b[?1049l",
    "mouse on": "\x1b[?1003h",
    "keyboard": "\x1b[>31u",
    "where is the cursor": "\x1b[6n",
    "report the title": "\x1b[21t",
    "line drawing": "\x1b(0\x0elqk",
    "window title": "\x1b]0;owned\x07",
    "window title, ST": "\x1b]2;owned\x1b\\",
    "clipboard": "\x1b]52;c;b3duZWQ=\x07",
    "read the clipboard": "\x1b]52;c;?\x07",
    "hyperlink": "\x1b]8;;https://evil.example/\x1b\\here\x1b]8;;\x1b\\",
    "palette": "\x1b]4;1;#000000\x07",
    "background": "\x1b]11;#ffffff\x07",
    "notification": "\x1b]9;owned\x07\x1b]777;notify;a;b\x07",
    "iTerm file": "\x1b]1337;File=name=YQ==;inline=1:AAAA\x07",
    "sixel": "\x1bPq#0;2;0;0;0#0~~@@\x1b\\",
    "kitty graphics": "\x1b_Ga=T,f=100;AAAA\x1b\\",
    "tmux passthrough": "\x1bPtmux;\x1b\x1b]52;c;b3duZWQ=\x07\x1b\\",
    "answerback": "\x05\x1b[c\x1bP+q544e\x1b\\",
    "private and start of string": "\x1b^owned\x1b\\\x1bXowned\x1b\\",
    "unfinished CSI": "\x1b[38;2",
    "unfinished OSC": "\x1b]52;c;",
    "C1 CSI": "\x9b31mred\x9b2J",
    "C1 OSC": "\x9d52;c;b3duZWQ=\x9c",
    "C1 DCS": "\x90q~\x9c",
    "overwritten": "harmless\rhidden  ",
    "backspaces": "evil\b\b\b\bgood",
}
MARKUP = {
    "color": "[red]alarm[/red]",
    "action": "[@click=app.quit]click[/]",
    "action, bell": "[@click='app.bell']x[/]",
    "link": "[link=https://evil.example]x[/link]",
    "closes nothing": "[/nope]",
    "closes": "[/]",
    "unclosed": "[bold",
    "variable": "[$error]x[/] $primary",
    "brackets": "[[[]]]",
    "escaped": r"\[red] \\[red]",
    "emoji code": ":warning: :skull:",
    "citation": "[citation needed]",
    "interval": "[correct | c >= tau]",
    "think": "<think> [n] [link]",
    "quotes": "[\"']",
    "on": "[on $boost 50%]x",
    "HTML": "<script>alert(1)</script><b>x</b>&lt;",
    "format": "{0.__class__} %s%n ${HOME}",
    "shell": "$(reboot) `reboot` ; rm -rf ~",
    "SQL": "'); DROP TABLE papers; --",
    "FTS": '"NEAR( AND OR NOT * ^title:',
    "spreadsheet": "=HYPERLINK(1)",
    "TeX": r"\input{/etc/passwd} \write18{reboot}",
    "BibTeX": '}, note = {x"@article{y',
    "Markdown": "# x](javascript:1) ![x](file:///x)",
}
HONEST = {
    "Arabic": "التعلم العميق للآلات",
    "Hebrew": "למידה עמוקה",
    "Persian": "می\u200cخواهم",
    "Chinese": "深度學習的茶壺",
    "Japanese": "ティーポットの学習",
    "Korean": "주전자의 학습",
    "Thai": "กาน้ำชา",
    "Hindi": "क्षत्रिय चायदानी",
    "Vietnamese": "Tiếng Việt",
    "combined": "e\u0301cole",
    "Scotland": "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "family": "👩\u200d👩\u200d👧\u200d👦",
    "Greek": "∀α∈ℝ: α²≥0",
}
ODD = {
    "lone high surrogate": "a\ud800b",
    "lone low surrogate": "a\udc00b",
    "reversed surrogates": "\udc00\ud800",
    "many surrogates": "\ud83d" * 500,
    "line separators": "a\u2028b\u2029c\x85d",
    "noncharacters": "\ufdd0\ufffe\uffff\U0001fffe",
    "annotation": "\ufff9a\ufffab\ufffb",
    "private use": "\ue000\U000f0000\U0010fffd",
    "invisible operators": "a\u2061\u2062\u2063\u2064b",
    "soft hyphens": "\u00ad" * 300 + "a",
    "zero width": "\u200b\ufeff\u2060a" * 100,
    "tags": "a" + "".join(chr(0xE0000 + ord(sign)) for sign in "run rm -rf") + "b",
    "flag without an end": "\U0001f3f4\U000e0067\U000e0062\U000e0073",
    "flag that goes on": "\U0001f3f4" + "\U000e0061" * 400 + "\U000e007f",
    "tag after a letter": "a\U000e0067\U000e007f",
    "tower": "Z" + "\u0301\u0315\u0322" * 20,
    "high tower": "Z" + "\u0301" * 1_000,
    "many towers": ("Z" + "\u0335" * 9) * 300,
    "enclosing marks": "a" + "\u20dd" * 50,
    "jamo": "\u1100" + "\u1161" * 200,
    "variation selectors": "a" + "\ufe0f" * 500,
    "ideographic selectors": "\u845b" + "\U000e0100" * 500,
    "joiners": "👩" + "\u200d" * 1000,
    "endless family": "👩\u200d" * 500 + "👩",
    "regional indicators": "\U0001f1e6" * 501,
    "wide": "\uff21" * 1_000,
    "ligature": "\ufdfa\u12031" * 300,
}
BLANK = {
    "empty": "",
    "spaces": "   \n\t ",
    "controls": "\x00\x01\x02",
    "zero width": "\u200b\u2060\ufeff",
    "fillers": "\u3164\u115f\u2800",
    "marks": "\u200d\ufe0f\u034f",
}
LONG = {
    "word": "x" * 150_000,
    "spaces": "a" + " " * 150_000 + "b",
    "lines": "a\n" * 100_000,
    "emoji": "🫖" * 20_000,
    "brackets": "[" * 100_000,
    "backslashes": "\\" * 100_000,
    "dollars": "$" * 50_001,
    "backquotes": "`" * 50_001,
    "braces": "$" + "{" * 20_000 + "}" * 20_000 + "$",
    "fractions": "$" + r"\frac{" * 5_000 + "$",
    "roots": "$" + r"\sqrt{" * 3_000 + "x" + "}" * 3_000 + "$",
    "powers": "$x" + "^{x" * 3_000 + "}" * 3_000 + "$",
    "scripts": "$x" + "^_" * 10_000 + "$",
    "bold": r"\textbf{" * 5_000 + "x" + "}" * 5_000,
    "environments": r"\begin{array}" * 3_000,
    "lefts": "$" + r"\left(" * 5_000 + "$",
    "macros": r"\def\x{\x\x}\x \newcommand{\y}{\y\y}\y",
    "ampersands": r"$\begin{matrix}" + "&" * 20_000 + r"\end{matrix}$",
    "names": "$" + r"\alpha" * 20_000 + "$",
    "accents": r"\'" * 20_000,
    "controls": "\x1b" * 50_000,
    "bidi": "\u202e" * 50_000,
}


def entries() -> Iterator[Entry]:
    for code in (*range(0x20), 0x7F):
        yield _everywhere(f"U+{code:04X}", f"a{chr(code)}b", ascii_only=code % 2 == 0)
    for code in range(0x80, 0xA0, 4):
        signs = "".join(map(chr, range(code, code + 4)))
        yield _everywhere(f"U+{code:04X} and 3 more", f"a{signs}b", ascii_only=code % 8 == 0)
    for code in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)):
        yield _everywhere(f"bidi U+{code:04X}", f"good{chr(code)}lived", shows="good�lived")
    for number, (name, text) in enumerate(SEQUENCES.items()):
        yield _everywhere(f"sequence: {name}", text, ascii_only=number % 2 == 0)
    for name, text in MARKUP.items():
        plain = text if not set(text) & set("$\\`") else ""
        yield _everywhere(f"markup: {name}", text, shows=plain)
    for name, text in HONEST.items():
        shown = text.partition("\u200d")[0]  # terminals disagree about the width of joined emoji
        yield _everywhere(f"honest: {name}", text, ascii_only=False, shows=shown)
    for name, text in ODD.items():
        yield _everywhere(f"odd: {name}", text)
    for name, text in BLANK.items():
        yield Entry(KIND, f"blank title: {name}", _titled(text), shows="(untitled)")
    for name, text in LONG.items():
        fields = dict.fromkeys(("title", "summary", "ai_summary"), text)
        yield Entry(KIND, f"long: {name}", changed(**fields))


def _everywhere(name: str, text: str, ascii_only: bool = True, shows: str = "") -> Entry:
    """Put a text into all fields. If `shows` is tested, the title stays plain."""
    return Entry(KIND, name, lambda entry: written(_filled(entry, text), ascii_only), True, shows)


def _filled(entry: Json, text: str) -> Json:
    person = {"name": text, "fullname": text, "user": text, "avatarUrl": text, "type": text}
    known = {"name": "ada", "fullname": text, "avatar": text}
    fields: dict[str, Any] = {
        "title": text,
        "top_title": text,
        "summary": f"{text} {text[:200]}",
        "top_summary": text,
        "authors": [{"name": text, "user": person}, {"name": text[:100] + "x", "user": known}],
        "ai_summary": text,
        "ai_keywords": [text, text[:50]],
        "organization": known,
        "top_organization": person,
        "submittedOnDailyBy": person,
        "top_submittedBy": known,
        "githubRepo": text,
        "projectPage": f"https://made-up.example/{text[:500]}",
        "mediaUrls": [text],
        "top_thumbnail": text,
        "discussionId": text,
        text[:1000]: text[:1000],
    }
    return changed(**fields)(entry)


def _titled(text: str) -> Any:
    return changed(title=text, top_title=text)
