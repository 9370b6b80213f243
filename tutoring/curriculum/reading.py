"""Pack files as data that remembers its lines, so that a finding can point at one."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from tutoring.curriculum.schema import ExamPack, LessonPack, Solves

# libyaml where it is built in: about eight times faster.
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PACKS = Path(__file__).resolve().parent.parent / "packs"
SOLVES = TypeAdapter(dict[str, Solves])


@dataclass(frozen=True, order=True)
class Finding:
    """Something to mend in a pack file, and how."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class UnreadablePack(Exception):
    """A pack file is no YAML or has a key twice."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


@dataclass(frozen=True)
class PackFile:
    """One YAML file: its data and the line of every part of it."""

    name: str
    data: Any
    node: Any

    def finding(self, location: tuple[Hashable, ...], message: str) -> Finding:
        return Finding(self.name, self._line(location), message)

    def _line(self, location: tuple[Hashable, ...]) -> int:
        node = self.node
        for part in location:
            child = _child(node, part)
            if child is None:
                break
            node = child
        return node.start_mark.line + 1 if node is not None else 1


def _child(node: Any, part: Hashable) -> Any:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part]
    return None


def read_file(path: Path, *, root: Path = PACKS) -> PackFile:
    """Read one YAML file. Raises UnreadablePack (no YAML, or a key that appears twice)."""
    name = path.relative_to(root).as_posix()
    loader = Loader(path.read_text(encoding="utf-8"))
    try:
        node = loader.get_single_node()
        _refuse_double_keys(name, node)
        data = loader.construct_document(node) if node is not None else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "cannot be read"
        line = mark.line + 1 if mark else 1
        raise UnreadablePack(
            Finding(name, line, f"this is not YAML ({problem}); quote the text or indent it")
        ) from error
    finally:
        loader.dispose()
    return PackFile(name, data, node)


def _refuse_double_keys(name: str, node: Any) -> None:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                message = f"the key {key.value!r} appears twice; keep one of them"
                raise UnreadablePack(Finding(name, key.start_mark.line + 1, message))
            seen.add(key.value)
            _refuse_double_keys(name, value)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            _refuse_double_keys(name, child)


@dataclass
class Packs:
    """Everything the packs say, and what could not be read of it."""

    lessons: dict[str, tuple[PackFile, LessonPack]] = field(default_factory=dict)
    exams: dict[str, tuple[PackFile, ExamPack]] = field(default_factory=dict)
    solves: dict[str, Solves] = field(default_factory=dict)
    solve_files: list[tuple[PackFile, dict[str, Solves]]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_packs(root: Path = PACKS) -> Packs:
    """Read all packs under ``root``; faults of form are in ``findings``."""
    packs = Packs()
    for path in sorted((root / "lessons").rglob("*.yaml")):
        file, lesson = _parsed(path, root, LessonPack, packs)
        if lesson is not None:
            packs.lessons[lesson.path_slug] = (file, lesson)
    for path in sorted((root / "exams").glob("*.yaml")):
        file, exam = _parsed(path, root, ExamPack, packs)
        if exam is not None:
            packs.exams[exam.exam] = (file, exam)
    for path in sorted((root / "solves").rglob("*.yaml")):
        file, solves = _parsed(path, root, SOLVES, packs)
        if solves is not None:
            packs.solve_files.append((file, solves))
            packs.solves.update(solves)
    return packs


def _parsed(path: Path, root: Path, form: Any, packs: Packs) -> tuple[PackFile, Any]:
    try:
        file = read_file(path, root=root)
    except UnreadablePack as error:
        packs.findings.append(error.finding)
        return PackFile(path.name, None, None), None
    try:
        if isinstance(form, TypeAdapter):
            return file, form.validate_python(file.data)
        assert issubclass(form, BaseModel)  # noqa: S101 -- tells the type checker
        return file, form.model_validate(file.data)
    except ValidationError as error:
        packs.findings += [
            file.finding(
                item["loc"], f"{_dotted(item['loc'])}: {item['msg']}; see docs/curriculum.md"
            )
            for item in error.errors(include_url=False)
        ]
        return file, None


def _dotted(location: tuple[Hashable, ...]) -> str:
    return ".".join(str(part) for part in location) or "the file"
