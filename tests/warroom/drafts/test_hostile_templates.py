"""No template, however hostile, reads a file, an attribute outside its facts, or more than its size and time limits."""

import string
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.terminal.driver import Terminal
from warroom.updates.templates import engine
from warroom.updates.templates.engine import MAX_BYTES, MAX_ITEMS, MAX_TEXT, Meter, TemplateFault, plain, render
from warroom.updates.templates.sandbox import FILTERS
from warroom.updates.templates.values import VALUES, sample

SECONDS = 2.0
"""Each of these takes a few milliseconds; the limit leaves room for a slow machine, none for one that runs on."""
SECRET = "root:x:0"
FACTS = plain(
    {
        **sample(),
        "impact": "x" * MAX_TEXT,
        "many": ["item"] * 500,
        "people": 5,
        "groups": [{"text": "y" * 200, "more": ["z"] * 500}] * 500,
    }
)

REFUSED = {
    "class": "{{ ref.__class__ }}",
    "mro": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "globals of a function": "{{ ref.upper.__globals__ }}",
    "init": "{{ cause.__init__.__globals__ }}",
    "attr": "{{ ref|attr('__class__') }}",
    "map attribute": "{{ groups|map(attribute='__class__')|list }}",
    "select": "{{ groups|selectattr('text')|list }}",
    "sort attribute": "{{ groups|sort(attribute='text.__class__') }}",
    "groupby": "{{ groups|groupby('__class__') }}",
    "sum": "{{ many|sum(start='') }}",
    "format filter": "{{ '%s'|format(ref) }}",
    "percent": "{{ '%999999999d' % 1 }}",
    "format method": "{{ '{0.__class__}'.format(ref) }}",
    "format map": "{{ '{a}'.format_map(cause) }}",
    "cycler": "{{ cycler('a').__init__.__globals__.os }}",
    "joiner": "{{ joiner() }}",
    "namespace": "{% set ns = namespace(a='x') %}{% for i in many %}{% set ns.a = ns.a ~ ns.a %}{% endfor %}{{ ns.a }}",
    "lipsum": "{{ lipsum(n=10000) }}",
    "lipsum globals": "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "range": "{% for i in range(10**9) %}x{% endfor %}",
    "dict": "{{ dict(a=1) }}",
    "self": "{{ self.__init__.__globals__ }}",
    "self block": "{% block a %}{{ self.a() }}{% endblock %}",
    "request": "{{ request.application.__globals__ }}()",
    "config": "{{ config.items() }}",
    "import": "{% import 'os' as os %}",
    "from import": "{% from '/etc/passwd' import x %}",
    "include": "{% include '/etc/passwd' %}",
    "include list": "{% include ['/etc/passwd', ref] ignore missing %}",
    "extends": "{% extends '/etc/passwd' %}",
    "macro": "{% macro m(n) %}{{ m(n) }}{{ m(n) }}{% endmacro %}{{ m(1) }}",
    "call": "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}x{% endcall %}",
    "recursive loop": "{% for g in groups recursive %}{{ loop(groups) }}{% endfor %}",
    "power": "{{ 10**10**10 }}",
    "times": "{{ 'a'*10**9 }}",
    "times list": "{{ [1]*10**9 }}",
    "plus": "{{ ref + ref }}",
    "minus": "{{ 1 - 1 }}",
    "negative": "{{ -1 }}",
    "tilde": "{{ ref ~ ref }}",
    "doubling": "{% set a = 'x' %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
    "doubling by filter block": "{% set a %}xx{% endset %}{{ a }}",
    "filter block": "{% filter upper %}x{% endfilter %}",
    "center": "{{ ref|center(10000000) }}",
    "indent": "{{ impact|indent(10000000) }}",
    "wordwrap": "{{ impact|wordwrap(1, wrapstring=impact) }}",
    "replace": "{{ impact|replace('x', impact) }}",
    "batch": "{{ many|batch(100000000, 'x')|list }}",
    "slice": "{{ many|slice(100000000)|list }}",
    "tojson": "{{ groups|tojson(indent=100000) }}",
    "pprint": "{{ cause|pprint }}",
    "xmlattr": "{{ cause|xmlattr }}",
    "urlize": "{{ impact|urlize }}",
    "safe": "{{ ref|safe }}",
    "round": "{{ people|round(10**9) }}",
    "filesizeformat": "{{ people|filesizeformat }}",
    "random": "{{ many|random }}",
    "dictsort": "{{ cause|dictsort }}",
    "items": "{% for k, v in cause.items() %}{{ k }}{% endfor %}",
    "pairs": "{% for k, v in groups %}{{ k }}{% endfor %}",
    "append": "{{ many.append(1) }}",
    "do": "{% do many.append(1) %}",
    "call of a value": "{{ ref() }}",
    "keywords": "{{ many|join(d=impact) }}",
    "star": "{{ many|join(*many) }}",
    "double star": "{{ many|join(**cause) }}",
    "slicing": "{{ impact[::-1] }}",
    "dict literal": "{{ {'a': impact} }}",
    "autoescape": "{% autoescape true %}{{ ref }}{% endautoescape %}",
    "with": "{% with a = 1 %}{{ a }}{% endwith %}",
    "debug": "{% debug %}",
    "trans": "{% trans %}x{% endtrans %}",
    "break": "{% for a in many %}{% break %}{% endfor %}",
    "set attribute": "{% set ref.x = 1 %}",
    "set pair": "{% set a, b = many %}",
    "set loop": "{% for a in many %}{% set loop = 1 %}{% endfor %}",
    "underscore": "{{ _ }}",
    "double underscore": "{{ __builtins__ }}",
    "loop's frame": "{% for a in many %}{{ loop.__init__.__globals__ }}{% endfor %}",
    "test callable": "{{ ref is callable }}",
    "test filter": "{{ 'x' is filter }}",
    "test sameas": "{{ ref is sameas(ref) }}",
    "print a group": "{{ cause }}",
    "print a list": "{{ many }}",
    "print a loop": "{% for a in many %}{{ loop }}{% endfor %}",
    "loop over a text": "{% for a in impact %}x{% endfor %}",
    "loop over a group": "{% for a in cause %}x{% endfor %}",
    "loop over a number": "{% for a in people %}x{% endfor %}",
    "order of kinds": "{{ 1 if ref < people else 2 }}",
    "in a number": "{{ 'x' in people }}",
    "brackets": "{{" + "(" * 5000 + "1" + ")" * 5000 + "}}",
    "lists": "{{" + "[" * 5000 + "]" * 5000 + "}}",
    "nots": "{{ " + "not " * 5000 + "ref }}",
    "attributes": "{{ a" + ".a" * 5000 + " }}",
    "items of items": "{{ a" + "[0]" * 5000 + " }}",
    "filters": "{{ a" + "|upper" * 5000 + " }}",
    "ifs": "{% if a %}" * 2000 + "{% endif %}" * 2000,
    "loops": "{% for a in many %}" * 30 + "{% endfor %}" * 30,
    "choices": "{{ " + "1 if a else " * 3000 + "2 }}",
    "digits": "{{ " + "9" * 5000 + " }}",
    "unclosed": "{{" * 9000,
    "unclosed block": "{%" * 9000,
    "unclosed comment": "{#" * 9000,
    "not a template": "{% endfor %}",
    "long": "x" * 40_000,
    "nested loops": "{% for a in many %}{% for b in many %}{% for c in many %}{% endfor %}{% endfor %}{% endfor %}",
    "loops that write": "{% for a in many %}{% for b in many %}{{ impact }}{% endfor %}{% endfor %}",
    "loops that test": "{% for a in many if a == impact %}{% endfor %}" * 60 + "{% for a in many %}{% for b in many "
    "if b|upper|lower|upper|lower == impact|upper %}x{% endfor %}{% endfor %}",
    "loops that look ahead": "{% for a in many %}{% for b in many %}{{ loop.last }}{{ loop.length }}{% endfor %}"
    "{% endfor %}",
    "work without text": "{% for a in many %}{% for b in many %}{% if impact|upper == impact|lower|upper|trim %}"
    "{% endif %}{% endfor %}{% endfor %}",
    "joins of joins": "{% for a in many %}{{ many|join(many|join(many|join(many|join(impact)))) }}{% endfor %}",
    "writes too much": "{{ impact }}" * 9,
}  # fmt: skip
"""What is tried, and has to be refused (at reading or at filling) with a sentence and in time."""


@pytest.mark.parametrize("name", REFUSED)
def test_what_reaches_out_is_refused_in_time(name: str) -> None:
    began = time.perf_counter()
    with pytest.raises(TemplateFault) as fault:
        render(REFUSED[name], FACTS, Meter())
    assert time.perf_counter() - began < SECONDS
    assert fault.value.line >= 0 and len(str(fault.value)) < 300


HARMLESS = {
    "an unknown value": ("{{ nothing }}", "⟦missing: nothing⟧"),
    "one of an unknown value": ("{{ nothing.at.all }}", "⟦missing: nothing.at.all⟧"),
    "an unknown one of a group": ("{{ cause.mro }}", "⟦missing: cause.mro⟧"),
    "a method": ("{{ ref.upper }}", "⟦missing: a value.upper⟧"),
    "a method of a list": ("{{ many.append }}", "⟦missing: a value.append⟧"),
    "a method of a group": ("{{ cause.items }}", "⟦missing: cause.items⟧"),
    "class by key": ("{{ ref['__class__'] }}", "⟦missing: a value.__class__⟧"),
    "class of a group by key": ("{{ cause['__class__'] }}", "⟦missing: cause.__class__⟧"),
    "an item beyond": ("{{ many[100000] }}", "⟦missing: a value.item⟧"),
    "an item of a text": ("{{ ref[0] }}", "⟦missing: a value.item⟧"),
    "a frame of a loop": ("{% for a in answers %}{{ loop.cycle }}{% endfor %}", "⟦missing: a value.cycle⟧"),
    "globals": ("{{ environment }}{{ context }}", "⟦missing: environment⟧⟦missing: context⟧"),
    "python's": ("{{ open }}{{ exec }}", "⟦missing: open⟧⟦missing: exec⟧"),
    "no end": ("{{ 'a' if nothing }}|", "|"),
    "raw": ("{% raw %}{{ ref.__class__ }}{% endraw %}", "{{ ref.__class__ }}"),
    "comment": ("{# {{ ref.__class__ }} #}|", "|"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_not_there_is_named_and_nothing_else_is_shown(name: str) -> None:
    source, text = HARMLESS[name]
    assert render(source, FACTS, Meter()).text == text


def test_joining_never_grows_beyond_one_value() -> None:
    source = "{{ many|join(many|join(many|join(many|join(impact)))) }}"
    assert len(render(source, FACTS, Meter()).text) <= MAX_TEXT


def test_lists_and_texts_are_cut_and_other_things_are_not_given() -> None:
    facts = plain({"many": ["a"] * 500, "long": "b" * 50_000})
    assert render("{{ many|length }} {{ long|length }}", facts, Meter()).text == f"{MAX_ITEMS} {MAX_TEXT}"
    for thing in (object(), open, 1.5, {"a": b"x"}, [lambda: 1], {"a": {"a": {"a": {"a": {"a": {"a": {"a": 1}}}}}}}):
        with pytest.raises(TypeError):
            plain({"thing": thing})  # type: ignore[dict-item]


def test_a_template_never_changes_what_it_is_given() -> None:
    facts = plain(sample())
    before = repr(facts)
    render("{% set ref = 1 %}{% for a in actions %}{% set impact = a %}{% endfor %}{{ ref }}", facts, Meter())
    assert repr(facts) == before


def test_nothing_that_one_template_spends_is_left_to_its_other_pieces() -> None:
    meter = Meter()
    half = "{% for a in many %}{{ a }}" + "y" * 250 + "{% endfor %}"
    render(half, FACTS, meter)
    with pytest.raises(TemplateFault, match="64 KB"):
        render(half, FACTS, meter)


def test_size_is_counted_while_the_text_comes() -> None:
    """A text of 1.6 GB, if it were made: memory stays small and it ends early."""
    source = (
        "{% for a in many %}{% for b in many %}{% for c in many %}" + "x" * 200 + "{% endfor %}{% endfor %}{% endfor %}"
    )
    with pytest.raises(TemplateFault):
        render(source, FACTS, Meter())  # compiled once
    tracemalloc.start()
    with pytest.raises(TemplateFault):
        render(source, FACTS, Meter())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * MAX_BYTES


def test_the_line_of_a_fault_is_the_sources() -> None:
    for source in ("a\n\n{{ ref|attr('x') }}", "a\n\n{{ cause }}", "a\n\n{% for %}", "a\n{{ ref }}\n{{ 1 + 1 }}"):
        with pytest.raises(TemplateFault) as fault:
            render(source, FACTS, Meter())
        assert fault.value.line == 3


PIECES = st.one_of(
    st.sampled_from(
        ["{{", "}}", "{%", "%}", "{#", "#}", "for", "in", "if", "else", "endif", "endfor", "set", "=", "macro", "call",
         "include", "import", "extends", "block", "'", '"', "(", ")", "[", "]", "|", ".", "~", "+", "*", "**", "%",
         "loop", "__class__", "__globals__", "self", "many", "groups", "cause", "impact", "namespace", "range", "is",
         "not", "\n", "ref", "a", "1", "999999999", "recursive", "'/etc/passwd'", *FILTERS, "attr", "map", "raw",
         "endraw"]
    ),
    st.text(string.printable + "你好⟦⟧", max_size=6),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_anything_is_filled_or_refused(pieces: list[str]) -> None:
    began = time.perf_counter()
    try:
        text = render(" ".join(pieces), FACTS, Meter()).text
    except TemplateFault:
        text = ""
    assert len(text.encode()) <= MAX_BYTES and "<class" not in text and " object at 0x" not in text
    assert SECRET not in text and time.perf_counter() - began < SECONDS


EXPRESSIONS = st.recursive(
    st.sampled_from(["ref", "many", "cause", "groups", "nothing", "'x'", "3", "cause.state", "many[0]", "actions"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["", ".text", ".__class__", "[0]", "['state']", "()"])).map("".join),
        st.tuples(inner, st.sampled_from(sorted(FILTERS))).map("|".join),
        st.tuples(inner, st.sampled_from([" == ", " in ", " and ", " or ", " < "]), inner).map("".join),
        st.tuples(inner, inner, inner).map(lambda three: f"({three[0]} if {three[1]} else {three[2]})"),
        st.tuples(inner, inner).map(lambda two: f"{two[0]}|join({two[1]})"),
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(EXPRESSIONS, EXPRESSIONS)
def test_any_expression_in_any_loop_ends(one: str, other: str) -> None:
    source = f"{{% for a in {one} %}}{{% for b in many %}}{{{{ {other} }}}}{{% endfor %}}{{% endfor %}}{{{{ {one} }}}}"
    began = time.perf_counter()
    try:
        text = render(source, FACTS, Meter()).text
    except TemplateFault:
        text = ""
    assert len(text.encode()) <= MAX_BYTES and time.perf_counter() - began < SECONDS


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_a_fact_is_data_whatever_it_says(words: str) -> None:
    """What people wrote is never read as a template: not by the one that prints it, not afterwards."""
    facts = plain({"impact": words or "x"})
    assert render("{{ impact }}", facts, Meter()).text == (words or "x")


def test_facts_that_look_like_templates_stay_as_they_are() -> None:
    words = "{{ ref.__class__ }} {% include '/etc/passwd' %} <!-- section: closing --> %s {0}"
    assert render("{{ impact }}", plain({"impact": words}), Meter()).text == words


def test_jinja_is_not_there_before_the_first_template() -> None:
    """Neither the start of the program nor reading about templates pays for it; filling the first one does."""
    code = (
        "import sys\n"
        "import warroom.cli.main, screens.app, warroom.updates.drafting, warroom.updates.preview\n"
        "import warroom.template_files\n"
        "assert 'jinja2' not in sys.modules, 'too early'\n"
        "one = warroom.template_files.library().templates[0]\n"
        "assert 'jinja2' not in sys.modules, 'too early'\n"
        "warroom.updates.templates.engine.check(one.parts[0].source)\n"
        "assert 'jinja2' in sys.modules\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr


def test_a_terminal_that_was_opened_and_closed_never_needed_it(tmp_path: Path) -> None:
    """A room in a true terminal, from the first frame until it is left, without a draft."""
    seen = tmp_path / "modules"
    probe = (
        "import atexit, pathlib, sys\n"
        f"atexit.register(lambda: pathlib.Path({str(seen)!r}).write_text(' '.join(sys.modules)))\n"
        "from warroom.cli.main import main\n"
        "sys.argv = ['warroom', *sys.argv[1:]]\n"
        "main()\n"
    )
    env = {"WARROOM_DATA": str(tmp_path / "data"), "WARROOM_USER": "ana", "TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-m", "warroom", "new", "Checkout"], env=env, check=True, capture_output=True)
    with Terminal([sys.executable, "-c", probe, "."], columns=80, rows=24, env=env) as terminal:
        terminal.wait_for("internal timeline")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    modules = set(seen.read_text("utf-8").split())
    assert "screens.app" in modules and not {"jinja2", "markupsafe"} & modules


def test_what_the_templates_may_use_is_what_the_page_says() -> None:
    assert {known.name for known in VALUES} == set(sample())
    assert engine.check("{{ ref }}{% for a in actions %}{{ a.text }}{% endfor %}") == {"ref", "actions"}
