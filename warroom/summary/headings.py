"""The words of documents for our own people in the room's language: headings, columns, names of facts. Pure.

The sections are built in English; a room whose people write Chinese gets these words in their place. What people wrote
is never touched: only whole headings, column heads, first cells of fact tables and sentences of ours are looked up.
"""

import re
from collections.abc import Mapping
from typing import Final

from warroom.summary.page import Block, Heading, Page, Paragraph, Styled, Table, Words

_CHINESE: Final[Mapping[str, str]] = {
    # headings
    "Actions": "措施", "Attached files": "附件", "Cause": "原因", "Causes": "原因", "Conditions": "现状",
    "Decisions": "决定", "Decisions to review": "待复核的决定", "Discussion": "讨论", "Done": "已完成",
    "Figures of the source": "来源所载数字", "Follow-ups": "后续事项", "Key times": "关键时间",
    "Latest entries, the newest first": "最新记录（由新到旧）", "Metrics": "指标",
    "Metrics, of a drill": "指标（演练）", "Metrics by owner": "各业主指标", "Milestones": "里程碑",
    "Needs": "需要", "Next": "下一步", "Now": "进行中", "On duty for long": "值守时间过长",
    "Open tasks": "未完成的任务", "Owner updates": "对业主的通报", "Present": "在场人员",
    "Problems with the times": "时间疑点", "Promises": "承诺", "Questions": "业主的问题",
    "Questions that stay open": "尚未解答的问题", "Risks": "风险", "Roles": "职责",
    "Still open with owners": "与业主的未结事项", "Tasks": "任务", "Timeline": "时间线", "We owe": "我方待办",
    "What happened": "经过", "What owners were told last": "最近告知业主的内容", "What we do": "处理措施",
    "What we learned": "经验教训", "What we owe": "我方待办", "What went badly": "不足之处",
    "What went well": "做得好的地方", "Where we were lucky": "侥幸之处",
    "Words to look at before this is shared": "发出前需斟酌的措辞",
    # the describing texts
    "Impact": "影响", "Scope": "范围", "Summary": "概述", "Data safety": "数据安全",
    "Owner action": "需业主配合", "Contact": "联系方式", "Schedule": "工期", "Cost": "费用", "Quality": "质量",
    "Safety": "安全", "Title": "标题",
    # columns and facts
    "Answer": "答复", "As of": "截至", "As the source states it": "来源所载", "Asked": "提问时间",
    "Assignee": "负责人", "Broken": "未兑现", "By": "方式", "Confidence": "把握",
    "Contributing factor": "促成因素", "Countermeasure": "应对措施", "Decided by": "决定人", "Decision": "决定",
    "Done by": "执行人", "Done when": "完成标准", "Drill": "演练", "Due": "期限", "Event": "事件",
    "Figure": "数字", "File": "文件", "Follow-up": "后续事项", "Formula": "算法", "From": "开始",
    "Held by": "担任人", "How it stands": "进展", "Imported from": "导入自", "In command": "指挥",
    "Kept": "已兑现", "Kept / (kept + late + broken)": "兑现率（兑现 ÷（兑现+逾期+未兑现））", "Kind": "类别",
    "Last time": "最后一次", "Late": "逾期", "Measure": "指标", "Milestone": "里程碑", "No.": "序号",
    "Not settled": "未定事项", "Not shown": "未显示", "Note": "备注", "Open": "进行中", "Opened": "开启时间",
    "Outcome": "结果", "Owner": "业主", "Owners": "业主", "Possible cause": "可能原因", "Probability": "可能性",
    "Promise": "承诺", "Question": "问题", "Reference": "编号", "Review": "复核", "Risk": "风险",
    "Role": "职责", "SHA-256": "SHA-256 校验值", "Severity": "级别", "Side": "所属方", "Since": "自",
    "Size": "大小", "State": "状态", "Status": "状态", "Task": "任务", "Time": "时间", "Times": "时区",
    "Tried": "已尝试", "Until": "截止", "Value": "数值", "Watched by": "关注人", "What": "内容",
    "What was told": "告知内容", "When": "时间", "Which stamps give it": "依据的时间点", "Who": "谁",
    "Why": "理由", "Withdrawn with notice": "提前撤回", "Began": "开始时间", "Ended": "结束时间",
    # what a page is
    "CAN report": "现状、措施、需要（CAN）", "Executive report": "管理层报告", "Handover": "交接",
    "Minutes": "会议纪要", "Post-incident review": "事后复盘", "Progress": "进展报告",
    # sentences
    "No milestone was marked.": "没有标记里程碑。", "Nothing was logged.": "没有记录。", "Nothing.": "无。",
    "This review is blameless: it asks how, not who. People are called by their roles.":
        "本复盘不追究个人责任：只问经过，不问是谁；人员以职责称呼。",
    "Tell it as people saw it at the time: what each knew, what they expected, what surprised them.":
        "按当时各人所见叙述：知道什么、预期什么、意外什么。",
}  # fmt: skip
"""English to Chinese. A test says that every heading and column of every kind of document is in it."""
_DAYS: Final = dict(
    zip(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
        strict=True,
    )
)
_DAY: Final = re.compile(rf"(\d{{4}}-\d{{2}}-\d{{2}}) ({'|'.join(_DAYS)}), ")
_COUNTED: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"(\d+) checks? of the times (?:is|are) open"), r"\1 处时间疑点待核对"),
    (re.compile(r"(\d+) checks? (?:is|are) acknowledged"), r"\1 处已确认属实"),
    (re.compile(r"; see the end\."), "，见文末。"),
    (
        re.compile(r"^The discussion \((\d+) messages?\) is not part of this summary\.$"),
        r"讨论（\1 条消息）不在本摘要内。",
    ),
)
_OF_LANGUAGE: Final = re.compile(r"(.+?) \((\w{2})\)")


def in_language(page: Page, lang: str) -> Page:
    """The page with our words in ``lang``; as it is for any language but Chinese."""
    if lang != "zh":
        return page
    what, colon, title = page.title.partition(": ")
    titled = f"{_CHINESE[what]}：{title}" if colon and what in _CHINESE else page.title
    return page._replace(title=titled, lang=lang, blocks=[_block(block) for block in page.blocks])


def said(heading: str) -> str:
    """A heading in Chinese: of a text in one language with that language, of a day with its weekday."""
    if heading in _CHINESE:
        return _CHINESE[heading]
    if (match := _OF_LANGUAGE.fullmatch(heading)) and match[1] in _CHINESE:
        return f"{_CHINESE[match[1]]}（{match[2]}）"
    return _DAY.sub(lambda match: f"{match[1]} {_DAYS[match[2]]}，", heading)


def _block(block: Block) -> Block:
    match block:
        case Heading():
            return block._replace(text=said(block.text))
        case Table():
            head = tuple(_CHINESE.get(one, one) for one in block.head)
            if block.role != "facts":
                return block._replace(head=head)
            rows = [(_first(row[0]), *row[1:]) for row in block.rows]
            return block._replace(head=head, rows=rows)
        case Paragraph():
            return Paragraph(_sentence(block.text))
    return block


def _first(cell: Words) -> Words:
    return _CHINESE.get(cell, cell) if isinstance(cell, str) else cell


def _sentence(words: Words) -> Words:
    if isinstance(words, str):
        return _counted(words)
    return [Styled(_counted(piece.text), piece.style) for piece in words]


def _counted(text: str) -> str:
    if text in _CHINESE:
        return _CHINESE[text]
    for pattern, instead in _COUNTED:
        text = pattern.sub(instead, text)
    return text
