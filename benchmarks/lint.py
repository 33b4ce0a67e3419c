"""What does the check of a text cost, and the leak guard in a room of 10,000 entries?

    python benchmarks/lint.py [--short]

The floor is a plain loop of ``re`` over the same text in the same run: for each rule of the text one pattern of eight
words, every match of each. The check has to fold the text, cut it into sentences and keep the offsets beside that.
Demand: at most 3 ms for a usual update and 50 ms for a report of 2,000 words, with the guard of that room in it.
"""

import argparse
import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from warroom.updates.lint.check import TEXT_RULES, check_text
from warroom.updates.lint.finding import Ground
from warroom.updates.lint.guard import Guard, Index

REPORTS = sorted((Path(__file__).parent.parent / "tests" / "data" / "moj-cloud-platform").glob("*.md"))
ENTRIES = 10_000
USUAL, REPORT = 3.0, 50.0
"""Milliseconds that the check may take."""
ENGLISH = " ".join(
    (
        "Update #3. We are still investigating. Since 13:48 UTC card payments fail for 1 in 8 customers in the EU;",
        "other regions are not affected. The cause is not known yet; engineers are checking the payment service and",
        "its database. No order has been lost so far, and we will confirm that by 15:00 UTC. You need not do anything.",
        "We are sorry that payments fail this afternoon; keeping them running is our responsibility.",
        "Next update at 14:40 UTC or earlier. Contact: the duty manager, +44 20 7946 0000.",
    )
)
CHINESE = "".join(
    (
        "第3次通报：故障仍在排查中。自13:48（北京时间）起，欧洲地区约八分之一的客户刷卡支付失败，其他地区不受影响。",
        "原因尚未确定，两名工程师正在排查支付服务和数据库两条线索。目前没有发现订单丢失，",
        "15:00（北京时间）前给出确认结果。您无需任何操作。我们为今天下午的支付失败向您道歉，",
        "保障支付可用是我们的责任。下次通报时间：14:40（北京时间）或更早。联系人：值班经理，电话 020-7946-0000。",
    )
)


def report(words: int) -> str:
    """That many words of real incident reports."""
    text = "\n\n".join(one.read_text("utf-8") for one in REPORTS)
    place = [match.end() for match in re.finditer(r"\S+", text)][words - 1]
    return text[:place]


def room(rng: random.Random) -> Guard:
    """The guard of a room of 10,000 entries, most of them lines of real reports with some words changed."""
    lines = [line for one in REPORTS for line in one.read_text("utf-8").splitlines() if len(line.split()) > 5]
    index = Index()
    for number in range(ENTRIES):
        words = rng.choice(lines).split()
        words[rng.randrange(len(words))] = str(number)
        rng.shuffle(words)
        index.add(" ".join(words), str(number))
    return Guard(index)


def floor() -> Callable[[str], int]:
    """A loop of ``re``: one pattern for each rule."""
    rng = random.Random(7)
    words = sorted({word for one in REPORTS for word in re.findall(r"[a-z]{4,}", one.read_text("utf-8").lower())})
    patterns = [re.compile(r"\b(?:" + "|".join(rng.sample(words, 8)) + r")\b", re.IGNORECASE) for _ in TEXT_RULES]
    return lambda text: sum(1 for pattern in patterns for _ in pattern.finditer(text))


def best(work: Callable[[], object], times: int) -> float:
    """The shortest of several runs in milliseconds of processor time: the others waited for something else."""
    found = []
    for _ in range(times):
        begun = time.thread_time()
        work()
        found.append(time.thread_time() - begun)
    return min(found) * 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="fewer runs")
    times = 5 if parser.parse_args().short else 30
    begun = time.perf_counter()
    guard = room(random.Random(1))
    took = time.perf_counter() - begun
    print(f"index of {ENTRIES:,} entries: {took:.2f} s, {took / ENTRIES * 1e6:.0f} us each")
    known = Ground(roster=("Ana García", "bob", "李工"), others=("Globex", "华星"), tickets=("OPS",), internal=guard)
    loop = floor()
    missed = 0
    print(f"{'text':26}{'check':>10}{'loop of re':>12}{'ratio':>8}{'guard':>10}{'at most':>9}")
    for name, text, most in (
        ("usual update, English", ENGLISH, USUAL),
        ("usual update, Chinese", CHINESE, USUAL),
        ("report of 2,000 words", report(2000), REPORT),
    ):
        check = best(lambda text=text: check_text(text, known), times)
        least = best(lambda text=text: loop(text), times)
        alone = best(lambda text=text: guard.leaks(text), times)
        over = check > most
        missed += over
        print(
            f"{name:26}{check:7.2f} ms{least:9.2f} ms{check / least:8.1f}{alone:7.2f} ms{most:6.0f} ms"
            f"{'  TOO SLOW' if over else ''}"
        )
    slow = slowest(msgspec.structs.replace(known, lang=""), times)
    print("slowest rules on the English update: " + ", ".join(f"{name} {took:.0f} us" for name, took in slow))
    return 1 if missed else 0


def slowest(known: Ground, times: int) -> list[tuple[str, float]]:
    """The five rules that take longest, in microseconds."""
    from warroom.updates.lint.folding import Prepared

    prepared = Prepared(ENGLISH)
    took = [(one.rule.id, best(lambda one=one: list(one.look(prepared, known)), times) * 1000) for one in TEXT_RULES]
    return sorted(took, key=lambda pair: -pair[1])[:5]


if __name__ == "__main__":
    sys.exit(main())
