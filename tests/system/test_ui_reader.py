#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader is told: every control has a name, every row its name, state and value."""
from hoist_display import Application, drag, need_other_application, need_reader, on_virtual_display, xdotool
from hoist_system import MIB, Practice, expect, expect_equal, make_file, run_tests, say, wait_until

# The control, what it lies in, and why it may be without a name.
OF_THE_PLATFORM = [
    ("GtkImage", "AdwToastWidget", "libadwaita 1.2 gives the button that closes a toast no name"),
]


def is_choice(node, around):
    """GTK 4.8 gives what can be chosen no name of its own: a reader takes that of the label in it. Its
    list drops from a row, and has that row's name."""
    return node["role"] == "list item" and around[-1] != "" and around[-1] in around[:-1]


def expect_all_named(screen, where, but_in=None):
    wrong = []
    for node, around in screen.unnamed():
        if but_in in around:
            continue
        known = any(node["name"] == name and outer in around for name, outer, _ in OF_THE_PLATFORM)
        if not known and not is_choice(node, around):
            inside = [name for name in around if name and not name.startswith("Gtk")]
            wrong.append(f"{node['role']} “{node['name']}” ({node['description']}) in {inside[-2:]}")
    expect(not wrong, f"{where}: without a name: {'; '.join(wrong)}")


def start(home, *arguments, **options):
    need_reader()
    practice = Practice(home, *arguments)
    return practice, Application(home, practice, **options)


def the_empty_window_has_names(home):
    _, application = start(home, has_practice_account=False)
    application.screen.find(roles={"button"}, name="Set Up an Account")
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


def open_from_menu(screen, item):
    screen.activate()
    screen.key("F10")
    screen.find(roles={"menu item"}, name=item)
    screen.tab_to(key="Down", name=item)
    screen.key("Return")
    wait_until(lambda: xdotool("getactivewindow") not in ("", screen.application.window), 20, f"the window of {item}")


def window_of(screen, start_of_title):
    """The path of the window with such a title, which is on top."""
    return screen.find(contains=start_of_title, roles={"frame", "dialog"})["path"]


def close(screen, what):
    screen.key("Escape")
    wait_until(lambda: xdotool("getactivewindow") == screen.application.window, 20, f"{what} to close by Escape")


def expect_steps_told(screen):
    """Of each step of the connection's check, what was found."""
    def probe():
        steps = screen.nodes(roles={"list item"}, under=window_of(screen, "Connection Check"))
        return steps if steps and all(step["description"] not in ("", "Checking…") for step in steps) else None
    wait_until(probe, 30, "all steps to be told")


def expect_preferences_named(screen):
    """Each page in front once: libadwaita 1.7 tells of what is in it from then on, 1.2 of all at once."""
    open_from_menu(screen, "Preferences")
    for page, inside in (("General", "Start When Added"), ("Network", "Limit the Speed"), ("Files", "Remember Checksums"),
                         ("Accounts", "Accounts")):
        window = window_of(screen, "Preferences")
        screen.press(page, under=window)
        screen.find(name=inside, roles={"list item"}, under=window)
        expect_all_named(screen, f"Preferences, {page}")
    close(screen, "Preferences")


def every_window_has_names(home):
    """Pages that are not in front count as well, where a reader is told of them."""
    practice, application = start(home)
    screen = application.screen
    home.cli("add", make_file(home.path / "done.mp4", MIB))
    screen.wait_for_row("done.mp4", "verified")
    expect_preferences_named(screen)
    for item, inside in (("Help", "How do I upload a file?"), ("Accounts", "Practice"), ("Check Connection", "Copy")):
        open_from_menu(screen, item)
        screen.find(contains=inside)
        expect_all_named(screen, item)
        if item == "Check Connection":
            expect_steps_told(screen)
        close(screen, item)
    screen.tab_to_row("done.mp4")
    screen.key("alt+Return")
    screen.find(contains="SHA-1")
    expect_all_named(screen, "the details of an upload")
    close(screen, "the details")


def open_from_account(screen, item):
    """From the menu of the only account in the accounts' window."""
    row = screen.find(roles={"list item"}, contains="Practice")
    wait_until(lambda: [node for node in screen.nodes(name="More", under=row["path"]) if screen.act(node)], 20,
               "the account's menu")
    screen.press(item)


def windows_behind_windows_have_names(home):
    """The form of an account, what it has left unfinished, the report for whoever helps."""
    practice, application = start(home)
    screen = application.screen
    practice.set_faults({"call": "UploadPart", "fault": "delay", "delay_ms": 600000, "times": -1})
    home.cli("add", make_file(home.path / "unfinished.mp4", 4 * MIB))
    wait_until(lambda: practice.log("UploadPart"), 30, "an upload that has begun")
    open_from_menu(screen, "Accounts")
    open_from_account(screen, "Edit or Sign In Again")
    screen.find(name="SecretId")
    expect_all_named(screen, "the form of an account")
    screen.key("Escape")
    wait_until(lambda: not screen.nodes(name="SecretId"), 20, "the form to close")
    open_from_account(screen, "Unfinished Uploads")
    row = screen.find(contains="unfinished.mp4", roles={"list item"}, under=window_of(screen, "Unfinished"))
    expect_all_named(screen, "unfinished uploads")
    expect("of 4.2" in row["description"] and "in your list" in row["description"], f"what is told of it: {row}")
    screen.key("Escape")
    wait_until(lambda: xdotool("getactivewindow", "getwindowname") == "Accounts", 20, "the accounts again")
    close(screen, "the accounts")
    open_from_menu(screen, "Help")
    screen.tab_to(name="Make a Report…")
    screen.key("Return")
    window = window_of(screen, "Report")
    wait_until(lambda: "sensitive" in screen.find(name="Copy as Text", under=window)["states"], 20, "the report")
    expect_all_named(screen, "the report")


def windows_of_the_platform_have_names(home):
    _, application = start(home)
    screen = application.screen
    for item, inside in (("Keyboard Shortcuts", "Add files"), ("About Hoist", "Credits")):
        open_from_menu(screen, item)
        screen.find(contains=inside)
        expect_all_named(screen, item)
        close(screen, item)


def the_receipt_is_saved_by_name(home):
    """The dialog is the platform's, and GTK 4.8 names little in it; what it is for has to be said."""
    _, application = start(home)
    screen = application.screen
    home.cli("add", make_file(home.path / "done.mp4", MIB))
    screen.wait_for_row("done.mp4", "verified")
    screen.activate()
    screen.tab_to_row("done.mp4")
    screen.key("shift+F10")
    screen.press("Save Receipt…")
    wait_until(lambda: xdotool("getactivewindow", "getwindowname") == "Save Receipt", 20, "the dialog")
    dialog = screen.find(name="Save Receipt")["path"][:1]
    screen.find(name="Save", roles={"button"}, under=dialog)
    screen.find(name="Cancel", roles={"button"}, under=dialog)
    expect_all_named(screen, "the window behind it", but_in="Save Receipt")


def zones_say_where_a_drop_goes(home):
    need_other_application()
    practice, application = start(home)
    home.cli("account", "add", practice.service, "Second", *practice.set_arguments())
    seen = []

    def look():
        seen.extend(node["name"] for node in application.screen.nodes(contains="Upload to"))
        expect_all_named(application.screen, "the zones of a drop")

    drag(home, application, make_file(home.path / "dropped.mp4", MIB), to=(0.25, 0.5), before_release=look)
    expect_equal(seen, ["Upload to “Practice”", "Upload to “Second”"], "what the zones say")


def the_assistant_has_names(home):
    _, application = start(home, has_practice_account=False)
    screen = application.screen
    screen.activate()
    screen.press("Set Up an Account")
    screen.tab_to(name="Tencent Cloud VOD")
    screen.key("Return")
    screen.find(name="SecretKey")
    expect_all_named(screen, "the assistant")


if __name__ == "__main__":
    on_virtual_display()
    run_tests([
        the_empty_window_has_names,
        rows_tell_name_state_and_value,
        menus_have_names,
        every_window_has_names,
        windows_behind_windows_have_names,
        windows_of_the_platform_have_names,
        the_receipt_is_saved_by_name,
        zones_say_where_a_drop_goes,
        the_assistant_has_names,
    ])
