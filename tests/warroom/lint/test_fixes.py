"""Quick fixes: what the text is after one, and that the finding is gone."""

from datetime import UTC, datetime

import pytest

from warroom.updates.lint.check import check_text
from warroom.updates.lint.finding import AddPromise, Finding, Ground, Replace

NOW = datetime(2026, 11, 22, 7, 2, tzinfo=UTC)
SHANGHAI = Ground(now=NOW, zone="Asia/Shanghai")
LONDON = Ground(now=NOW, zone="Europe/London")


def first(rule: str, text: str, ground: Ground) -> Finding:
    return next(one for one in check_text(text, ground) if one.rule == rule)


def applied(text: str, fix: object) -> str:
    assert isinstance(fix, Replace)
    return text[: fix.start] + fix.text + text[fix.end :]


@pytest.mark.parametrize(
    ("rule", "text", "ground", "fixed"),
    [
        ("T02", "Began at 14:02.", SHANGHAI, "Began at 14:02 UTC+8."),
        ("T02", "Began at 14:02.", LONDON, "Began at 14:02 UTC."),
        ("T02", "故障于14:02开始", SHANGHAI, "故障于14:02(北京时间)开始"),
        ("T02", "故障于１４：０２开始", LONDON, "故障于１４：０２(UTC)开始"),
        ("T02", "cafe\u0301 14:02 open", SHANGHAI, "cafe\u0301 14:02 UTC+8 open"),
        ("T05", "We answer in 30 minutes.", SHANGHAI, "We answer in 30 minutes (15:32 UTC+8)."),
        ("T05", "We answer within 2 days.", LONDON, "We answer within 2 days (24 Nov 07:02 UTC)."),
        ("T05", "半小时内答复", SHANGHAI, "半小时内(15:32 UTC+8)答复"),
        ("T05", "🎉🎉 in one hour", LONDON, "🎉🎉 in one hour (08:02 UTC)"),
        ("T06", "at 15:30 CST", SHANGHAI, "at 15:30 UTC+8"),
        ("T08", "due 03/04/2026", SHANGHAI, "due 4 Mar 2026"),
        ("T08", "３／４前答复", SHANGHAI, "3月4日前答复"),
        ("C02", "Logins fail due to a full disk.", SHANGHAI, "Logins fail probably due to a full disk."),
        ("C02", "由于磁盘写满导致中断", SHANGHAI, "初步判断由于磁盘写满导致中断"),
        ("P01", "We start a failover.", SHANGHAI, "We start a failover (switch to the spare system)."),
        ("P01", "触发熔断", SHANGHAI, "触发熔断(自动停止调用)"),
        ("P01", "已回滚", Ground(glossary={"回滚": "恢复旧版"}), "已恢复旧版"),
        ("P05", "The app is DOWN.", SHANGHAI, "The app is down."),
        ("P11", "The outage goes on.", SHANGHAI, "The disruption goes on."),
        ("P12", "修复了ＢＵＧ", Ground(avoid=("bug",), glossary={"bug": "程序错误"}), "修复了程序错误"),
    ],
)
def test_a_fix_puts_right_what_was_found(rule: str, text: str, ground: Ground, fixed: str) -> None:
    after = applied(text, first(rule, text, ground).fixes[0])
    assert after == fixed
    assert rule not in {one.rule for one in check_text(after, ground)}


def test_both_readings_of_a_date_are_offered() -> None:
    text = "due 03/04"
    assert [applied(text, fix) for fix in first("T08", text, LONDON).fixes] == ["due 4 Mar", "due 3 Apr"]


def test_each_zone_that_the_letters_mean_is_offered() -> None:
    assert [fix.label for fix in first("T06", "10:00 IST", LONDON).fixes] == [
        "India: UTC+5:30",
        "Israel: UTC+2",
        "Ireland: UTC+1",
    ]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("We will publish a report.", "report"),
        ("We will answer your questions.", "answer"),
        ("We will refund you.", "compensation"),
        ("我们将更换水泵。", "action"),
    ],
)
def test_a_commitment_goes_into_the_ledger_as_what_it_is(said: str, kind: str) -> None:
    text = f"Payments work.\n{said}"
    fix = first("C09", text, LONDON).fixes[0]
    assert isinstance(fix, AddPromise)
    assert (fix.text, fix.kind, fix.due) == (said, kind, None)


@pytest.mark.parametrize("ground", [Ground(), Ground(now=NOW), Ground(zone="Europe/London"), Ground(zone="No/Where")])
def test_without_a_now_and_a_zone_no_time_is_made_up(ground: Ground) -> None:
    assert first("T05", "We answer in 30 minutes.", ground).fixes == ()
    assert first("T02", "Began at 14:02.", ground).fixes == ()


def test_a_zone_without_summer_time_needs_no_now() -> None:
    text = "Began at 14:02."
    assert applied(text, first("T02", text, Ground(zone="Asia/Shanghai")).fixes[0]) == "Began at 14:02 UTC+8."


def test_who_wrote_when_a_glossary_knows_a_word_is_left_alone() -> None:
    known = Ground(glossary={"failover": "", "RDS": ""})
    assert not {one.rule for one in check_text("A failover of the RDS.", known)} & {"P01", "P02"}
