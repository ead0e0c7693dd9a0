"""Names that lead in circles through packages that import each other are "cannot tell", and soon."""

from __future__ import annotations

from offpath.facts.code.reading import read_unit
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Project
from offpath.facts.project.resolver import Resolver
from offpath.facts.summaries.units import contribution_of

SIZE = 12


def test_names_that_go_in_circles_end() -> None:
    project = Project()
    for number in range(SIZE):
        imports = "".join(f"from pkg.m{other} import a, b{other}\n" for other in range(SIZE) if other != number)
        text = f"{imports}from pkg import *\nc{number} = a.b{number}.c\n"
        name = f"pkg.m{number}"
        project.set_module(
            ModuleFacts(name, f"pkg/m{number}.py", False, (contribution_of(read_unit("statements", (), text)),))
        )
    text = "".join(f"from pkg.m{number} import *\n" for number in range(SIZE))
    project.set_module(
        ModuleFacts("pkg", "pkg/__init__.py", True, (contribution_of(read_unit("statements", (), text)),))
    )
    resolver = Resolver(project)
    found = [resolver.resolve("pkg.m3", ("attr", ("attr", ("global", "a"), f"b{n}"), "c")) for n in range(SIZE)]
    assert found == [None] * SIZE
