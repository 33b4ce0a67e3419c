"""The leak rules on real texts: what a careful vendor published, and what people wrote for themselves.

What is there is counted by another way: every link and name cut out by plain splitting, judged by lists of this file.
"""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from warroom.updates.lint.check import check_text
from warroom.updates.lint.finding import Finding, Ground
from warroom.updates.lint.folding import Prepared
from warroom.updates.lint.leaks import RULES

DATA = Path(__file__).parents[2] / "data"
REPORTS = sorted((DATA / "moj-cloud-platform").glob("*.md"))
PUBLISHED = DATA / "github-status" / "incidents-2022-2024.jsonl"
INSIDE = ("slack.com/archives/", "docs.google.com/", "pagerduty.com/incidents/", "runbooks.")
FORGE = re.compile(r"github\.com/[^/]+/[^/]+/(issues|pull|blob|compare)\b")
OWN = Ground(hosts=("cloud-platform.service.justice.gov.uk",))


def found(text: str, rule: str, ground: Ground) -> list[Finding]:
    return [one for one in check_text(text, ground) if one.rule == rule]


def links_by_splitting(text: str) -> list[str]:
    """The internal links of a text, cut at blanks, brackets and quotes."""
    pieces = re.split(r"[\s()<>\[\]`\"]+", text)
    cut = [piece[piece.index("http") :].rstrip(".,;:") for piece in pieces if "://" in piece and "http" in piece]
    return [one for one in cut if any(sign in one for sign in INSIDE) or FORGE.search(one)]


def hosts_by_splitting(text: str) -> list[str]:
    names = [re.sub(r"^.*://", "", piece) for piece in re.split(r"[\s()<>\[\]`\",/:?*]+", text)]
    ends = (".svc", "cloud-platform.service.justice.gov.uk")
    return [one.strip(".") for one in names if one.strip(".").endswith(ends)]


def issues_by_splitting(text: str) -> list[str]:
    return [one for one in re.split(r"[\s()\[\],.:;]+", text) if re.fullmatch(r"#\d{3,}", one)]


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.stem)
def test_links_hosts_and_tickets_of_internal_reports_are_found(report: Path) -> None:
    text = report.read_text("utf-8")
    links = Counter(one.text for one in found(text, "L04", OWN))
    assert not Counter(links_by_splitting(text)) - links
    hosts = Counter(one.text for one in found(text, "L03", OWN))
    assert not Counter(hosts_by_splitting(text)) - hosts
    tickets = Counter(one.text for one in found(text, "L06", OWN))
    assert Counter(issues_by_splitting(text)) == tickets


def test_the_counts_are_those_of_the_corpus():
    texts = [report.read_text("utf-8") for report in REPORTS]
    assert len(texts) == 20
    assert sum(len(links_by_splitting(text)) for text in texts) >= 50
    assert sum(len(hosts_by_splitting(text)) for text in texts) >= 6
    assert sum(len(issues_by_splitting(text)) for text in texts) >= 15
    with_link = sum(bool(found(text, "L04", Ground())) for text in texts)
    assert with_link >= 15


def test_what_a_vendor_published_is_hardly_ever_a_leak() -> None:
    incidents = [json.loads(line) for line in PUBLISHED.read_text("utf-8").splitlines()]
    texts = [update["message"] for incident in incidents for update in incident["updates"]]
    assert len(texts) == 2165
    firing: Counter[str] = Counter()
    for text in texts:
        prepared = Prepared(text)
        firing.update({one.rule for rule in RULES for one in rule.look(prepared, Ground())})
    for rule in RULES:
        share = firing[rule.rule.id] / len(texts)
        assert share <= (0.001 if rule.rule.severity == "block" else 0.005), (rule.rule.id, share)
