#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader is told: every control has a name, every row its name, state and value."""
from hoist_display import Application, need_reader, on_virtual_display
from hoist_system import MIB, Practice, expect, expect_equal, make_file, run_tests, say, wait_until

# The control, what it lies in, and why it may be without a name.
OF_THE_PLATFORM = [
    ("GtkImage", "AdwToastWidget", "libadwaita 1.2 gives the button that closes a toast no name"),
]


def expect_all_named(screen, where):
    wrong = []
    for node, around in screen.unnamed():
        if not any(node["name"] == name and outer in around for name, outer, _ in OF_THE_PLATFORM):
            inside = [name for name in around if name and not name.startswith("Gtk")]
            wrong.append(f"{node['role']} “{node['name']}” ({node['description']}) in {inside[-2:]}")
    expect(not wrong, f"{where}: without a name: {'; '.join(wrong)}")


def start(home, *arguments, **options):
    need_reader()
    practice = Practice(home, *arguments)
    return practice, Application(home, practice, **options)


def the_empty_window_has_names(home):
    _, application = start(home, has_practice_account=False)
    application.screen.find(roles={"push button"}, name="Set Up an Account")
    expect_all_named(application.screen, "without an account")


def rows_tell_name_state_and_value(home):
    practice, application = start(home, "--rate", 2 * MIB)
    screen = application.screen
    practice.set_faults({"call": "InitUpload", "nth": 2, "fault": "code", "code": -10001, "canRetry": 0})
    home.cli("add", make_file(home.path / "Holiday film.mp4", 24 * MIB))
    row = screen.wait_for_row("Holiday film.mp4", "MB/s", "%")
    bars = screen.nodes(roles={"progress bar"}, under=row["path"])
    expect_equal(len(bars), 1, "progress bars of a row at work")
    expect(0 < bars[0]["value"] < 1, f"value of the bar: {bars[0]}")
    wait_until(lambda: screen.nodes(roles={"progress bar"})[0]["value"] > bars[0]["value"], 20, "the value to grow")
    home.cli("add", make_file(home.path / "refused.mp4", MIB, 2))
    say(screen.wait_for_row("refused.mp4", "Check region and address")["name"])
    expect_all_named(screen, "with rows")
    say(screen.row("Holiday film.mp4")["name"])


def menus_have_names(home):
    practice, application = start(home, "--rate", 2 * MIB)
    screen = application.screen
    home.cli("add", make_file(home.path / "menu.mp4", 24 * MIB))
    screen.wait_for_row("menu.mp4", "%")
    screen.activate()
    screen.key("F10")
    screen.find(roles={"menu item"}, name="Accounts")
    expect_all_named(screen, "the main menu")
    screen.key("Escape")
    screen.tab_to_row("menu.mp4")
    screen.key("shift+F10")
    screen.find(roles={"menu item"}, name="Remove")
    expect_all_named(screen, "the menu of a row")


if __name__ == "__main__":
    on_virtual_display()
    run_tests([
        the_empty_window_has_names,
        rows_tell_name_state_and_value,
        menus_have_names,
    ])
