"""``lint.toml``: what it holds is taken, what is wrong in it is named with its line."""

import re
from pathlib import Path

import pytest

from warroom.errors import BadInput
from warroom.updates.lint.settings import OwnerWords, Settings, joined, line_of, read_settings

WHOLE = """# ours
hosts = [".corp.example", "*.acme.internal-net"]
tickets = ["OPS", "PAY-"]
links = [
  "status.example.com",   # public
  "docs.google.com/forms",
]
avoid = ["outage"]

[glossary]
failover = "switch to the spare site"
CDN = ""

[organisations]
"Globex GmbH" = ["Globex", "环球"]

[owner."Acme Retail"]
also = ["Acme", "艾克米"]
avoid = ["bug"]
[owner."Acme Retail".glossary]
"熔断" = "自动停止调用"
"""


def test_everything_that_may_stand_in_it_is_taken():
    assert read_settings(WHOLE) == Settings(
        hosts=(".corp.example", "*.acme.internal-net"),
        tickets=("OPS", "PAY-"),
        links=("status.example.com", "docs.google.com/forms"),
        avoid=("outage",),
        glossary={"failover": "switch to the spare site", "CDN": ""},
        organisations={"Globex GmbH": ("Globex", "环球")},
        owner={"Acme Retail": OwnerWords(("Acme", "艾克米"), {"熔断": "自动停止调用"}, ("bug",))},
    )
    assert read_settings("") == Settings()


def test_an_owner_is_found_by_any_of_their_names():
    told = read_settings(WHOLE)
    assert told.of("acme  RETAIL").avoid == told.of("艾克米").avoid == ("bug",)
    assert told.of("Globex GmbH") == OwnerWords()
    assert told.names() == {"Globex GmbH": ("Globex", "环球"), "Acme Retail": ("Acme", "艾克米")}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('hosts = [".a.b"]\nhost = [".x"]', 2, "unknown key 'host'; did you mean 'hosts'?"),
        ('\n\nhosts = ".corp"', 3, "'hosts' is a list of texts"),
        ('hosts = [".a.b"]\ntickets = ["OPS 1"]', 2, "'OPS 1' is not a ticket key"),
        ('hosts = ["com"]', 1, "'com' is not the end of a host name"),
        ('avoid = [""]', 1, "holds an empty text"),
        ('[owner."Acme"]\n\navoid = ["x"]\ncolour = 1', 4, "unknown key 'colour'; there are also, avoid, glossary"),
        ('[owner.A]\navoid = ["x"]\n[owner.B]\navoid = 3', 4, "'avoid' is a list of texts"),
        ("[glossary]\na = 'b'\nCDN = 1", 3, "what 'CDN' is called is a text"),
        ("owner = 3", 1, "'owner' is a table"),
        ('hosts = [".a.b"\ntickets = []', 2, ""),
        ("hosts = []\nhosts = []", 2, ""),
        ('[organisations]\n"Globex" = "x"', 2, "'Globex' is a list of texts"),
        ("x", 1, ""),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_settings(text, "a/lint.toml")
    assert str(refused.value).startswith(f"a/lint.toml:{line}: ")
    assert words in str(refused.value)
    assert "none of" in str(refused.value)


def test_two_files_add_up_and_the_second_has_the_last_word():
    first = read_settings('hosts = [".a.b", ".c.d"]\n[glossary]\nx = "1"\ny = "1"\n[owner.Acme]\navoid = ["p"]')
    second = read_settings('hosts = [".c.d", ".e.f"]\n[glossary]\ny = "2"\n[owner.Acme]\nalso = ["A"]\navoid = ["q"]')
    both = joined(first, second)
    assert both.hosts == (".a.b", ".c.d", ".e.f")
    assert both.glossary == {"x": "1", "y": "2"}
    assert both.owner == {"Acme": OwnerWords(("A",), {}, ("p", "q"))}
    assert joined(Settings(), first) == joined(first, Settings()) == first


def test_a_key_is_found_in_its_own_table():
    text = "[owner.A]\navoid = []\n[owner.B]\navoid = []\n"
    assert line_of(text, ("owner", "B", "avoid")) == 4
    assert line_of(text, ("owner", "B")) == 3
    assert line_of(text, ("nothing",)) == 1


def test_the_example_of_the_page_is_one():
    page = (Path(__file__).parents[3] / "docs" / "lint.md").read_text("utf-8")
    example = re.search(r"<!-- settings -->\n```toml\n(.*?)```", page, re.DOTALL)
    assert example is not None
    told = read_settings(example[1])
    assert all(getattr(told, name) for name in Settings.__struct_fields__)
    assert told.of("Acme") == OwnerWords(("Acme", "艾克米"), {"熔断": "自动停止调用"}, ("bug",))
