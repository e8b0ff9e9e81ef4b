"""No variable reaches a call that parses markup, so external text is shown literally.

Textual parses `[red]` and `[@click=…]` in every plain string that it renders. All such calls are
found in the source; their argument must be a literal, a `Content`, or passed with `markup=False`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import tui_reader

ROOM = Path(tui_reader.__file__).parent
# Calls that parse their argument as markup, unless `markup=False`.
_WIDGETS = frozenset(
    ("Static", "Label", "Button", "Checkbox", "RadioButton", "Tab", "TabPane", "Collapsible",
     "Option", "Selection", "Link", "Log", "RichLog", "Toast", "Tooltip", "Digits", "Rule",
     "Placeholder", "Pretty", "ListItem", "OptionList", "SelectionList", "DataTable", "Header")
)  # fmt: skip
_METHODS = frozenset(
    ("notify", "from_markup", "to_content", "render_markup", "add_option", "add_options",
     "add_column", "add_columns", "add_row", "add_rows", "set_content", "visualize")
)  # fmt: skip
_PRINTERS = frozenset(("print", "log", "rule", "status"))  # methods of a Rich console
_ATTRIBUTES = frozenset(("border_title", "border_subtitle", "tooltip", "label"))
_CONTENT = frozenset(("Content", "Text", "Strip"))
_HOLDERS = ("dict", "set", "Counter", "defaultdict")


def modules() -> dict[str, ast.Module]:
    """Return all modules that import Textual or Rich."""
    trees = {str(path.relative_to(ROOM)): _parsed(path) for path in sorted(ROOM.rglob("*.py"))}
    return {name: tree for name, tree in trees.items() if name.startswith("tui/") or _knows(tree)}


def _knows(tree: ast.Module) -> bool:
    names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names += [
        one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names
    ]
    return any(name.split(".")[0] in ("textual", "rich") for name in names)


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def content_makers(trees: list[ast.Module]) -> set[str]:
    """Return the names of functions that return a `Content`."""
    returned: dict[str, set[str]] = {}
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            returns = ast.unparse(node.returns) if node.returns else ""
            returned.setdefault(node.name, set()).add(returns)
    return {name for name, kinds in returned.items() if kinds <= _CONTENT}


def holders(trees: list[ast.Module]) -> set[str]:
    """Return the names annotated as a dict or a set: their `update` renders nothing."""
    found = set()
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation is not None:
            name = node.arg if isinstance(node, ast.arg) else _last(node.target)
            if ast.unparse(node.annotation).startswith(_HOLDERS):
                found.add(name)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict | ast.DictComp):
            found |= {_last(target) for target in node.targets}
    return found


def offences(tree: ast.Module, makers: set[str], held: set[str]) -> Iterator[str]:
    """Return each position where something other than a literal could be parsed as markup."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            shown = _shown(node, held)
        elif isinstance(node, ast.Assign) and any(map(_is_shown, node.targets)):
            shown = [node.value]
        elif isinstance(node, ast.ClassDef) and {_last(base) for base in node.bases} & _WIDGETS:
            shown = [value for call in _own_beginnings(node) for value in _given(call)]
        elif isinstance(node, ast.FunctionDef) and node.name == "render" and _gives_text(node):
            returns = (one.value for one in ast.walk(node) if isinstance(one, ast.Return))
            shown = [value for value in returns if value is not None]
        else:
            continue
        for value in shown:
            if not _is_harmless(value, makers):
                yield f"{value.lineno}: {ast.unparse(value)}"


def _shown(call: ast.Call, held: set[str]) -> list[ast.expr]:
    """Return the arguments of a call that are parsed as markup."""
    name = _last(call.func)
    if name in _WIDGETS or name in _METHODS:
        return _given(call)
    if isinstance(call.func, ast.Attribute):
        owner = _last(call.func.value)
        if name == "update" and owner not in held:
            return [one for one in _given(call) if not _last_call(one).startswith("dict")]
        if name in _PRINTERS and "console" in owner.lower():
            return _given(call)
    return []


def _given(call: ast.Call) -> list[ast.expr]:
    for keyword in call.keywords:
        if keyword.arg == "markup" and ast.unparse(keyword.value) == "False":
            return []
    named = ("content", "message", "title", "label", "prompt", "renderable")
    return [*call.args, *(one.value for one in call.keywords if one.arg in named)]


def _is_shown(target: ast.expr) -> bool:
    return isinstance(target, ast.Attribute) and target.attr in _ATTRIBUTES


def _own_beginnings(node: ast.ClassDef) -> Iterator[ast.Call]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "super().__init__":
            yield call


def _gives_text(node: ast.FunctionDef) -> bool:
    return node.returns is not None and ast.unparse(node.returns) == "str" and _is_method(node)


def _is_method(node: ast.FunctionDef) -> bool:
    """Return whether a function is a widget's `render` method: it takes `self` only."""
    return [one.arg for one in node.args.args] == ["self"]


def _is_harmless(value: ast.expr, makers: set[str]) -> bool:
    if isinstance(value, ast.Constant):
        return True
    if isinstance(value, ast.IfExp):
        return all(_is_harmless(one, makers) for one in (value.body, value.orelse))
    if isinstance(value, ast.Call):
        if _last(value.func) in _WIDGETS | makers | _CONTENT:  # a widget parses nothing by itself
            return True
        owner = value.func.value if isinstance(value.func, ast.Attribute) else None
        return owner is not None and _last(owner) in _CONTENT and _last(value.func) != "from_markup"
    # A type, as in `query_one("#foot", Static)`, is not rendered.
    return isinstance(value, ast.Name | ast.Attribute) and _last(value) in _WIDGETS


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript):
        return _last(node.value)
    return node.id if isinstance(node, ast.Name) else ""


def _last_call(node: ast.expr) -> str:
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def test_no_variable_is_read_as_markup() -> None:
    trees = modules()
    makers, held = content_makers([*trees.values()]), holders([*trees.values()])
    assert {"first_launch_tip", "empty_list"} <= makers
    found = [
        f"{name}:{place}" for name, tree in trees.items() for place in offences(tree, makers, held)
    ]
    assert found == []


@pytest.mark.parametrize(
    "planted",
    [
        "Static(title)",
        "Static(f'by {name}')",
        "Static(paper.title + '!', id='x')",
        "Label(content=title)",
        "widgets.Button(title, variant='x')",
        "self.app.notify(str(error))",
        "self.notify(message=f'{error}', markup=True)",
        "self.words.update(title)",
        "self.words.update(title if title else 'none')",
        "Content.from_markup(title)",
        "Text.from_markup(f'[b]{title}')",
        "self.border_title = paper.title",
        "self.tooltip = f'{url}'",
        "menu.add_option(Option(title))",
        "table.add_row(title, 'x')",
        "console.print(title)",
        "class Mine(Static):\n def __init__(self, title):\n  super().__init__(title)",
        "class Mine(Widget):\n def render(self) -> str:\n  return self.title",
    ],
)
def test_markup_check_finds_unsafe_arguments(planted: str) -> None:
    assert [*offences(ast.parse(planted), {"page"}, set())]


@pytest.mark.parametrize(
    "harmless",
    [
        "Static('[b]ours[/b]')",
        "Static(Content(title), id='x')",
        "Static(title, markup=False)",
        "Static(Content.styled(title, 'bold'))",
        "self.words.update(Content.assemble((title, 'bold')))",
        "self.words.update(empty.page(place))",
        "self.held.update(rows)",
        "self.query_one('.keys', Static)",
        "self.notify(f'{error}', markup=False)",
        "self.say(title)",
        "class Mine(Widget):\n def render(self) -> Content:\n  return Content(self.title)",
    ],
)
def test_markup_check_accepts_plain_content(harmless: str) -> None:
    assert not [*offences(ast.parse(harmless), {"page"}, {"held"})]
