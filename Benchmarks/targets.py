"""The project's aims for speed, held against a run: reached, not reached, or not measured."""

from processes import percentile
from snippets import TIERS


def judge(results):
    """Rows of target, finding, verdict."""
    rows = []

    def note(target, value, limit, unit="ms", at_least=False):
        if value is None:
            rows.append((target, "–", "not measured"))
            return
        reached = value >= limit if at_least else value <= limit
        shown = f"{value:.0f}" if value >= 100 else f"{value:.2f}"
        rows.append((target, f"{shown} {unit}".strip(), "yes" if reached else "**no**"))

    boundary(results, note)
    throughput(results, note)
    wire(results, note)
    rest(results, note)
    return rows


def quotient(first, second):
    return None if first is None or not second else first / second


def boundary(results, note):
    times = results.get("times", {})

    def p50(name, snippet):
        values = times.get((name, snippet))
        return percentile(values, 0.5) * 1000 if values else None

    note("print(1) at the boundary, p50 ≤ 0.6 ms", p50("Pollux", "print"), 0.6)
    note("print(1) ≥ 15 times faster than cold python3", quotient(p50("cold python3", "print"), p50("Pollux", "print")),
         15, "×", True)
    for snippet, limit in (("groupby", 1.25), ("plot", 1.0), ("savefig", 1.25), ("sympy", 2.0), ("sklearn", 1.25)):
        ours, warm, cold = p50("Pollux", snippet), p50("Jupyter kernel, warm", snippet), p50("cold python3", snippet)
        aim = ("plot with plt.show() faster than a warm kernel" if snippet == "plot"
               else f"{snippet} ≤ {limit} × a warm kernel")
        note(aim, quotient(ours, warm), limit, "×")
        note(f"{snippet} ≥ 4 times faster than cold python3", quotient(cold, ours), 4, "×", True)
    second = results.get("second")
    note("second block of a response ≤ 0.5 ms", percentile(second, 0.5) * 1000 if second else None, 0.5)


def throughput(results, note):
    found = {(row["contender"], row["snippet"], row["clients"]): row["perSecond"]
             for row in results.get("throughput", [])}

    def best(name, block="print"):
        return max((rate for (who, snippet, _), rate in found.items() if (who, snippet) == (name, block)), default=None)

    for tier, limit in (("core", 600), ("data", 250), ("full", 120)):
        note(f"executions a second: {tier} ≥ {limit}", best("Pollux", TIERS[tier].name), limit, "a second", True)
    note("executions a second ≥ 5 × bubblewrap", quotient(best("Pollux"), best("bubblewrap + python3")), 5, "×", True)


def wire(results, note):
    paced = results.get("paced", {})
    note("print(1) through generateContent, 2 clients that rest 20 ms, p50 ≤ 2 ms", paced.get("p50"), 2)
    note("print(1) through generateContent, 2 clients that rest 20 ms, p99 ≤ 12 ms", paced.get("p99"), 12)
    canned = {(row["server"], row["clients"]): row for row in results.get("canned", [])}

    def rate(name):
        return canned[(name, 16)]["perSecond"] if (name, 16) in canned else None

    note("canned answer ≤ 100 µs of CPU", canned[("Pollux", 16)]["cpu"] * 1e6 if ("Pollux", 16) in canned else None,
         100, "µs")
    note("canned answers a second ≥ 8 × llmock", quotient(rate("Pollux"), rate("llmock")), 8, "×", True)
    note("canned answers a second ≥ 100 × LiteLLM's proxy", quotient(rate("Pollux"), rate("LiteLLM proxy")), 100, "×",
         True)


def rest(results, note):
    ready, memory, growth = results.get("ready", {}), results.get("memory", {}), results.get("growth")
    csv = results.get("csv")
    note("10 MB of inline CSV ≤ 60 ms before code starts", csv * 1000 if csv else None, 60)
    note("port answers ≤ 150 ms after exec", ready["port"] * 1000 if ready else None, 150)
    note("first code ≤ 0.5 s after exec", ready["code"] if ready else None, 0.5, "s")
    for tier, limit in (("core", 1), ("data", 3), ("full", 4)):
        size = memory.get("parked", {}).get(tier)
        note(f"a parked session of {tier} ≤ {limit} MB", size / 1e6 if size else None, limit, "MB")
    note("idle server ≤ 60 MB", memory["server"] / 1e6 if memory else None, 60, "MB")
    note("server and fork servers ≤ 500 MB", memory["idle"] / 1e6 if memory else None, 500, "MB")
    if growth:
        note(f"no growth of CPU per session, 1 to {growth['sessions']} (last tenth ≤ 1.1 × first)",
             quotient(growth["last"][1], growth["first"][1]), 1.1, "×")
    else:
        note("no growth of CPU per session", None, 0)
