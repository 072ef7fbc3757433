"""How heavy the citizens' pages are and how soon one sees them, as JSON on standard output.

python benchmarks/pages.py http://127.0.0.1:8000 [--path /citizen/] [--rounds 5] [--width 375]

Needs a running Indgang (a demo will do) and Chromium (INDGANG_CHROMIUM, else the machine's own). Each round is a fresh
browser that has kept nothing. `transferred` counts what came over the wire as the server sent it (headers and body,
compressed where it was), by Chrome's own count; fonts are told apart. `largest_paint_ms` is Chrome's largest
contentful paint, from the start of the navigation to what it last called the largest, two seconds after the load.
`again` is the same page opened a second time in the same browser.
"""

import argparse
import json
import os
import platform
import shutil
import sys
from statistics import median
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

BUDGET_BYTES = 100_000
BUDGET_PAINT_MS = 1000
SETTLE_MS = 2000
PAINT = """
(settle) => new Promise((resolve) => {
  let last = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) last = entry.startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
  setTimeout(() => resolve(last), settle);
})
"""


def main() -> int:
    """Measure, print, and tell by the exit status whether the budget was kept."""
    options = _options()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=_chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        rounds = [
            _round(browser, options.url + options.path, options.width) for _number in range(options.rounds)
        ]
        version = browser.version
        browser.close()
    result = _result(rounds, options, version)
    json.dump(result, sys.stdout, indent=1)
    sys.stdout.write("\n")
    return 0 if result["within_budget"] else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--path", default="/citizen/")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--width", type=int, default=375)
    return parser.parse_args()


def _chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("INDGANG_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        sys.exit("no Chromium here; name one in INDGANG_CHROMIUM")
    return found


def _round(browser: Browser, address: str, width: int) -> dict[str, Any]:
    """Open the page in a browser that has kept nothing, and then once more."""
    context = browser.new_context(viewport={"width": width, "height": 812})
    page = context.new_page()
    chrome = context.new_cdp_session(page)
    chrome.send("Network.enable")
    first, again = _visit(page, chrome, address), _visit(page, chrome, address)
    context.close()
    return {"first": first, "again": again}


def _visit(page: Page, chrome: CDPSession, address: str) -> dict[str, Any]:
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}

    def answered(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def finished(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = event["encodedDataLength"]

    chrome.on("Network.responseReceived", answered)
    chrome.on("Network.loadingFinished", finished)
    page.goto(address, wait_until="load")
    paint = page.evaluate(PAINT, SETTLE_MS)
    chrome.remove_listener("Network.responseReceived", answered)
    chrome.remove_listener("Network.loadingFinished", finished)
    by_kind: dict[str, int] = {}
    for request, size in sizes.items():
        kind = kinds.get(request, "Other")
        by_kind[kind] = by_kind.get(kind, 0) + round(size)
    timing = page.evaluate("performance.getEntriesByType('navigation')[0].responseStart")
    return {"bytes": by_kind, "requests": len(sizes), "paint": paint, "first_byte": timing}


def _result(rounds: list[dict[str, Any]], options: argparse.Namespace, version: str) -> dict[str, Any]:
    first = [one["first"] for one in rounds]
    paints = sorted(one["paint"] for one in first)
    by_kind = first[0]["bytes"]
    without_fonts = max(sum(size for kind, size in one["bytes"].items() if kind != "Font") for one in first)
    return {
        "page": options.path,
        "width": options.width,
        "rounds": options.rounds,
        "transferred_by_kind": by_kind,
        "transferred_without_fonts": without_fonts,
        "transferred_again": median(sum(one["again"]["bytes"].values()) for one in rounds),
        "requests": first[0]["requests"],
        "first_byte_ms_median": round(median(one["first_byte"] for one in first), 1),
        "largest_paint_ms_median": round(median(paints), 1),
        "largest_paint_ms_worst": round(paints[-1], 1),
        "budget": {"bytes_without_fonts": BUDGET_BYTES, "largest_paint_ms": BUDGET_PAINT_MS},
        "within_budget": without_fonts <= BUDGET_BYTES and median(paints) <= BUDGET_PAINT_MS,
        "machine": {"chromium": version, "cores": os.cpu_count(), "system": platform.platform()},
    }


if __name__ == "__main__":
    raise SystemExit(main())
