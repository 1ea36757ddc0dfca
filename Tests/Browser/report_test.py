"""Opens a rendered report in a browser and uses it as a person would, by keyboard alone.

    report_test.py PAGE.html...      needs playwright and Chromium (CHROMIUM names another than /usr/bin/chromium)

Of every page: no console error, no request to a network, no dialog, nothing executed from a log's value; opening,
sorting and filtering work by keyboard; a phone's width needs no sideways scrolling; all reads without scripts.
SCREENSHOTS=FOLDER keeps pictures.
"""

import os
import pathlib
import re
import sys

from playwright.sync_api import Page, expect, sync_playwright

DESKTOP = {"width": 1400, "height": 900}
PHONE = {"width": 400, "height": 800}


def watch(page: Page) -> list[str]:
    """Collects what must not happen."""
    problems: list[str] = []
    page.on("console", lambda m: problems.append(f"console: {m.text}") if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: problems.append(f"script: {e}"))
    page.on("dialog", lambda d: (problems.append(f"dialog: {d.message}"), d.dismiss()))
    page.on("request", lambda r: None if r.url.startswith("file:") else problems.append(f"request: {r.url}"))
    return problems


def shown(page: Page) -> int:
    return page.locator("tbody.finding:visible").count()


def press(page: Page, selector: str, key: str = "Enter") -> None:
    page.locator(selector).first.focus()
    page.keyboard.press(key)


def opens(page: Page) -> None:
    toggle = page.locator("tbody.finding .toggle").first
    assert toggle.get_attribute("aria-expanded") == "false"
    press(page, "tbody.finding .toggle")
    assert toggle.get_attribute("aria-expanded") == "true"
    detail = page.locator("#" + toggle.get_attribute("aria-controls"))
    assert detail.is_visible() and "Why this score" in detail.inner_text()
    press(page, "tbody.finding .toggle", "Space")
    assert not detail.is_visible()


def sorts(page: Page) -> None:
    for column in page.eval_on_selector_all("th[data-column]", "all => all.map(th => th.dataset.column)"):
        head = page.locator(f"th[data-column={column}]")
        before = shown(page)
        press(page, f"th[data-column={column}] button")
        first = head.get_attribute("aria-sort")
        press(page, f"th[data-column={column}] button")
        assert {first, head.get_attribute("aria-sort")} == {"ascending", "descending"}, column
        assert page.locator("th[aria-sort]").count() == 1 and shown(page) == before
    press(page, "th[data-column=time] button")
    times = [t for t in page.locator("td.time").all_inner_texts()]
    order = page.locator("th[data-column=time]").get_attribute("aria-sort")
    assert times == sorted(times, reverse=order == "descending")


def filters(page: Page) -> None:
    total = shown(page)
    page.locator("#text").focus()
    page.keyboard.type("no finding has these words")
    assert shown(page) == 0 and page.locator("#nothing").is_visible()
    press(page, "#reset")
    expect(page.locator("#status")).to_have_text(re.compile(f"^{total} of"))
    if page.locator(".with").count() == 0:
        return
    press(page, ".with")
    kept = shown(page)
    assert 0 < kept <= total and page.locator("#chips li").count() == 1
    press(page, "#chips button")
    assert shown(page) == total
    press(page, "tbody.finding:not([hidden]) .without")
    assert shown(page) == total - kept, "with and without divide the findings"
    press(page, "#reset")
    expect(page.locator("#chips li")).to_have_count(0)
    least = page.locator("#least")
    least.focus()
    page.keyboard.press("End")
    assert 0 < shown(page) <= total
    press(page, "#reset")
    expect(page.locator("#status")).to_have_text(re.compile(f"^{total} of"))


def is_inert(page: Page) -> None:
    for toggle in page.locator("tbody.finding .toggle").all()[:40]:
        toggle.focus()
        page.keyboard.press("Enter")
    assert page.locator("script").count() == 2, "a script came from a log's value"
    assert page.locator("main img, main iframe, main object, main a[href^=javascript]").count() == 0
    handlers = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length")
    assert handlers == 0, "an event handler came from a log's value"


def fits_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"], f"the page is {width} px wide on a phone"
    page.set_viewport_size(DESKTOP)


def picture(page: Page, path: pathlib.Path, name: str, whole: bool = True) -> None:
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=pathlib.Path(folder) / f"{path.stem}-{name}.png", full_page=whole)


def take_pictures(browser, path: pathlib.Path) -> None:
    if not os.environ.get("SCREENSHOTS"):
        return
    for name, viewport, scheme in [("desktop", DESKTOP, "light"), ("dark", DESKTOP, "dark"), ("phone", PHONE, "light")]:
        page = browser.new_page(viewport=viewport, color_scheme=scheme)
        page.goto(path.as_uri())
        press(page, "tbody.finding .toggle")
        page.evaluate("scrollTo(0, 0)")
        picture(page, path, name, whole=False)
        page.evaluate("document.querySelector('#coverage').scrollIntoView()")
        picture(page, path, name + "-coverage", whole=False)
        if name == "phone":
            page.locator("tbody.finding .detail").first.scroll_into_view_if_needed()
            picture(page, path, "phone-detail", whole=False)
            press(page, "tbody.finding .toggle")
            page.locator("tbody.finding").nth(1).scroll_into_view_if_needed()
            picture(page, path, "phone-cards", whole=False)
        page.close()


def check(browser, path: pathlib.Path) -> None:
    page = browser.new_page(viewport=DESKTOP)
    problems = watch(page)
    page.goto(path.as_uri())
    if page.locator("table.findings").count() > 0:
        for step in (opens, sorts, filters, is_inert, fits_a_phone):
            step(page)
    page.emulate_media(media="print")
    page.close()
    assert not problems, "\n".join(problems)

    plain = browser.new_context(java_script_enabled=False, viewport=DESKTOP).new_page()
    plain.goto(path.as_uri())
    assert plain.locator("h1").inner_text().split()[1].startswith("finding")
    assert not plain.locator("#filters").is_visible(), "filters that do nothing are shown without a script"
    plain.close()
    take_pictures(browser, path)


def main(paths: list[str]) -> int:
    if not paths:
        print(__doc__)
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
        for path in paths:
            check(browser, pathlib.Path(path).resolve())
            print(f"{path}: passed")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
