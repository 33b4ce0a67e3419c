"""X08: what a template or a person left to be filled in. A rule of the text alone."""

import re
from collections.abc import Iterator
from typing import Final

from warroom.state.revisions import NUMBER
from warroom.updates.lint.finding import Example, Finding, Ground, Rule
from warroom.updates.lint.folding import Prepared
from warroom.updates.lint.table import TextRule

X08: Final = Rule(
    id="X08",
    severity="block",
    title="placeholder left",
    why="A reader who meets {{ impact }} or XX月 learns that nobody read the text before it was sent.",
    source="owner-updates.md 2.3",
    examples=(
        Example("en", "{{ impact }} since 14:02 UTC.", "Card payments fail since 14:02 UTC."),
        Example("en", "We will report by [TBD].", "We will report by 30 Nov."),
        Example("en", "Next update ⟦missing: next_update⟧", "Update #⟦seq⟧: next update 15:30 UTC."),
        Example("en", "Cause: TODO", "Cause: not known yet."),
        Example("en", "About XX % of payments fail.", "About 12 % of payments fail."),
        Example("en", "Dear <customer name>,", "Dear Mr Li, p < 5 and q > 3."),
        Example("zh", "影响范围：【待补充】", "影响范围：【华东】待核实后15:30(北京时间)告知"),
        Example("zh", "XX月XX日前提交报告", "11月30日前提交报告"),
        Example("zh", "ＸＸ公司将于某月某日答复", "平台公司将于11月30日答复"),
    ),
)
_LEFT: Final = re.compile(
    r"\{\{[^{}\n]{0,200}\}\}|\{%[^%\n]{0,200}%\}|⟦[^⟧\n]{0,300}⟧"
    r"|[\[【<(](?:tb[dca]|to ?do|to be (?:determined|confirmed|added|filled(?: in)?)|fill (?:in|me)|insert [^\])>】\n]{1,60}"
    r"|placeholder|待(?:补充|填写?|确认|定|完善|更新)|请(?:填写|补充|输入)[^\]】)>\n]{0,30}|此处[^\]】)>\n]{0,30}"
    r"|(?:your|customer|client|company|owner|first|last|full|product|service|project)(?: |_|-)?(?:name|id)"
    r"|(?:name|date|time|impact|cause|reason|number|xxx?))[\]】>)]"
    r"|\b(?:tbd|tbc|todo|fixme|lorem ipsum)\b"
    r"|(?<![a-z0-9])x{2,}(?=\s?(?:%|月|日|年|点|时|分|公司|系统|平台|项目|人|次|元|部|号|:))|(?<![a-z])xxx+(?![a-z])"
    r"|某(?:年)?某?月某日|_{4,}",
    re.ASCII,
)


def _look(text: Prepared, ground: Ground) -> Iterator[Finding]:
    for match in _LEFT.finditer(text.folded_lower):
        if match[0] == NUMBER:
            continue
        yield text.finding(
            X08, match.start(), match.end(), f"{match[0].strip()} is still to be filled in; write what holds"
        )


RULES: Final = (TextRule(X08, _look),)
