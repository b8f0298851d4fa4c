"""Pages and actions: each page has an address, each address is a declared page, each act is journaled."""

import ast

from django.urls import URLPattern, get_resolver

from jiangtu.core.web import PAGES
from tests.house.source import PACKAGE, calls, furniture, layers, load, python_files, tree

# Acts that write nothing the journal should tell, with the reason.
UNTOLD = furniture("UNTOLD")


def routed(patterns=None):
    """The views that have an address, each with its layers."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield list(layers(pattern.callback))
        else:
            yield from routed(pattern.url_patterns)


def ours(view):
    return view.__module__.startswith("jiangtu.") and not view.__module__.startswith("jiangtu.demo.")


def test_every_declared_page_has_an_address():
    for path in python_files("views", "endpoints"):
        load(path)
    callbacks = {layer for view in routed() for layer in view}
    lost = [page.view for page in PAGES if ours(page.view) and page.view not in callbacks]
    assert [f"{view.__module__}.{view.__name__}" for view in lost] == []


def test_every_address_of_ours_is_a_declared_page():
    declared = {page.view for page in PAGES}
    bare = [view[0] for view in routed() if ours(view[0]) and not declared.intersection(view)]
    assert [f"{view.__module__}.{view.__name__}" for view in bare] == []


def acts():
    """The public functions of the rooms' actions that act for somebody, with everything their module defines."""
    for path in python_files("actions"):
        functions = {node.name: node for node in tree(path).body if isinstance(node, ast.FunctionDef)}
        for name, node in functions.items():
            if not name.startswith("_") and "by" in {arg.arg for arg in [*node.args.args, *node.args.kwonlyargs]}:
                yield f"{path.relative_to(PACKAGE)}:{name}", node, functions


def tells(node, functions, acting, seen=()):
    """Whether the function writes the journal, itself or through one of its module or another act."""
    for word, call in calls(node):
        if word in {"record", "record_all"} and "journal" in ast.unparse(call.func):
            return True
        if word in acting and word != node.name:
            return True
        if word in functions and word not in seen and tells(functions[word], functions, acting, (*seen, word)):
            return True
    return False


def test_an_act_that_tells_nobody_is_found():
    text = ["def open_class(x, *, by): _do(x)", "def _do(x): journal.record('opened', x)", "def hide(x, by): x.save()"]
    functions = {node.name: node for node in ast.parse("\n".join(text)).body}
    assert [name for name, node in functions.items() if tells(node, functions, set())] == ["open_class", "_do"]


def test_every_act_is_journaled():
    found = list(acts())
    acting = {name.split(":")[1] for name, _, _ in found}
    silent = [name for name, node, functions in found if not tells(node, functions, acting - set(functions))]
    assert [name for name in silent if name not in UNTOLD] == []
