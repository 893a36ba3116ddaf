"""The OpenAPI as a page that people read: `python -m digest.web.api.reference > docs/api-reference.md`.

A test holds the page against the routes, so that it is never behind them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

HEAD = """# API reference

Made by `make api-reference` from the routes themselves; how to begin stands in [api.md](api.md).
Every route is below `/api/v1`, asks for a token with the power named beside it, and may also end
with 400, 401, 403, 405, 422 or 429 (`application/problem+json`).
"""
_OF_ALL = {"400", "401", "403", "405", "422", "429"}


def page(schema: dict[str, Any]) -> str:
    """The whole page as Markdown."""
    parts = [HEAD]
    groups: dict[str, list[str]] = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            text = "\n".join(_route(method, path, operation))
            groups.setdefault(operation["tags"][0], []).append(text)
    for tag, routes in groups.items():
        parts += [f"## {tag.capitalize()}\n", *routes]
    parts.append("## Shapes\n")
    parts += ["\n".join(_shape(name, one)) for name, one in _shapes(schema)]
    return "\n".join(parts).rstrip() + "\n"


def _route(method: str, path: str, operation: dict[str, Any]) -> Iterator[str]:
    yield f"### `{method.upper()} {path.removeprefix('/api/v1')}`\n"
    yield f"{operation['description'].strip()}\n"
    yield f"- power: **{operation['x-power']}**"
    for one in operation.get("parameters", ()):
        needed = "" if one.get("required") else ", may be left out"
        told = one.get("description") or one["schema"].get("description") or ""
        yield f"- {one['in']} `{one['name']}`: {_kind(one['schema'])}{needed}{told and '; ' + told}"
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body:
        yield f"- body: {_kind(body['schema'])}"
    for status, answer in operation["responses"].items():
        if status not in _OF_ALL and int(status) < 400:
            yield f"- answers {status}: {_content(answer)}"
    more = sorted(s for s in operation["responses"] if s not in _OF_ALL and int(s) >= 400)
    if more:
        yield f"- may also end with {', '.join(more)}"
    yield ""


def _content(answer: dict[str, Any]) -> str:
    for kind, one in answer.get("content", {}).items():
        return "a JSON object a line" if kind == "application/jsonl" else _kind(one["schema"])
    return "nothing"


def _shapes(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return sorted(schema["components"]["schemas"].items())


def _shape(name: str, shape: dict[str, Any]) -> Iterator[str]:
    yield f"### {name}\n"
    if shape.get("description"):
        yield f"{' '.join(shape['description'].split())}\n"
    if "enum" in shape:
        yield f"One of {', '.join(f'`{one}`' for one in shape['enum'])}.\n"
        return
    needed = set(shape.get("required", ()))
    for field, one in shape.get("properties", {}).items():
        told = one.get("description", "")
        left = "" if field in needed else ", may be left out"
        yield f"- `{field}`: {_kind(one)}{left}{told and '; ' + told}"
    yield ""


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(one) for one in schema["anyOf"]))
    kind = schema.get("type", "anything")
    if kind == "array":
        return f"list of {_kind(schema['items'])}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object of {_kind(schema['additionalProperties'])}"
    return f"{kind} ({schema['format']})" if "format" in schema else str(kind)


def main() -> None:
    """Print the page."""
    from digest.bootstrap import ready

    ready()
    from digest.web.api.app import schema

    sys.stdout.write(page(schema()))


if __name__ == "__main__":
    main()
