#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""All of it by the keyboard: nothing here touches a pointer, or presses a button but by its key."""
from hoist_display import (Application, choose_in_dialog, list_uploads, need_other_application, need_reader,
                           on_virtual_display, put_on_clipboard, xdotool)
from hoist_system import MIB, Practice, expect_equal, make_file, run_tests, wait_until


def start(home, *arguments, **options):
    need_reader()
    practice = Practice(home, *arguments)
    application = Application(home, practice, **options)
    application.screen.activate()
    return practice, application


def states(home):
    return sorted(one["state"] for one in list_uploads(home))


def wait_for(home, *wanted, seconds=30):
    wait_until(lambda: states(home) == sorted(wanted), seconds, f"the states {wanted}")


def choose(screen, name):
    """Goes to a button or a row, and presses it."""
    screen.tab_to(name=name)
    screen.key("Return")


def add_by_dialog(application, path, keys="ctrl+o"):
    application.screen.key(keys)
    choose_in_dialog(application, path)
    application.screen.activate()


def paste(home, application, *paths):
    """What another application has copied."""
    put_on_clipboard(home, *paths)
    application.screen.activate()
    application.screen.key("ctrl+v")


def set_up_an_account(screen, practice):
    """With a secret that is refused first."""
    choose(screen, "Set Up an Account")
    choose(screen, "Xvid MediaHub")
    screen.write_into("Client ID", practice.settings["client-id"])
    screen.write_into("Client secret", "not-the-secret")
    screen.write_into("Pipeline", practice.settings["pipeline-id"])
    choose(screen, "Advanced")
    screen.write_into("Address", practice.settings["endpoint"])
    screen.key("Return")
    screen.wait_for_text("did not accept")
    choose(screen, "Correct What I Entered")
    screen.find(name="Sign In", roles={"label"})
    screen.write_into("Client secret", practice.settings["client-secret"])
    screen.key("Return")
    screen.wait_for_text("The service lets you in")
    choose(screen, "Next")
    screen.find(name="Name of this account")
    screen.key("Return")
    screen.wait_for_text("is ready")


def go_through_a_kill(application):
    """What was paused for all is paused after it, in the order that was made."""
    screen = application.screen
    screen.tab_to_row("third.mp4", key="Down")
    screen.key("alt+Up")
    screen.wait_for_order("first.mp4", "third.mp4", "second.mp4")
    screen.key("alt+Home")
    screen.wait_for_order("third.mp4", "first.mp4", "second.mp4")
    application.kill()
    application.start()
    screen = application.screen
    screen.wait_for_row("first.mp4", "Paused")
    screen.wait_for_order("third.mp4", "first.mp4", "second.mp4")
    screen.activate()
    screen.key("ctrl+shift+p")
    screen.wait_for_row("first.mp4", "B/s")
    return screen


def from_an_account_to_the_last_upload(home):
    """The whole way: an account, files, pause, order, a kill, removal, undo, a service that is away."""
    need_reader()
    need_other_application()
    home.open_keyring()
    practice = Practice(home, "--rate", MIB, service="xvid-mediahub")
    application = Application(home, practice, has_practice_account=False)
    screen = application.screen
    screen.activate()
    set_up_an_account(screen, practice)
    first = make_file(home.path / "first.mp4", 40 * MIB)
    add_by_dialog(application, first)
    screen.wait_for_row("first.mp4", "%")
    screen.tab_to_row("first.mp4")
    screen.key("p")
    screen.wait_for_row("first.mp4", "Paused")
    screen.key("p")
    screen.wait_for_row("first.mp4", "B/s")
    screen.key("ctrl+shift+p")
    screen.wait_for_row("first.mp4", "Paused")
    others = [make_file(home.path / f"{name}.mp4", MIB, seed) for seed, name in ((2, "second"), (3, "third"))]
    add_by_dialog(application, others[0])
    screen.wait_for_order("first.mp4", "second.mp4")
    paste(home, application, others[1])
    screen.wait_for_order("first.mp4", "second.mp4", "third.mp4")
    screen = go_through_a_kill(application)
    # then the first row, where Tab comes to, is the one that still runs
    for name in ("second.mp4", "third.mp4"):
        screen.wait_for_row(name, "verified")
    screen.tab_to_row("first.mp4")
    screen.key("Delete")
    wait_until(lambda: screen.row("first.mp4") is None, 20, "the row to go")
    screen.key("ctrl+z")
    screen.wait_for_row("first.mp4", "MB")
    practice.stop()
    screen.wait_for_row("first.mp4", "network")
    practice.arguments = ()
    practice.start()
    screen.step_until("Tab", lambda: [row for row in screen.rows() if screen.inside(row)], "a row")
    screen.key("ctrl+a", "ctrl+r")
    wait_for(home, "finished", "finished", "finished", seconds=60)
    for path in (first, *others):
        practice.expect_stored(path)


def the_menu_of_a_row_is_used_by_keys(home):
    practice, application = start(home, "--rate", 2 * MIB)
    screen = application.screen
    add_by_dialog(application, make_file(home.path / "menu.mp4", 24 * MIB))
    screen.wait_for_row("menu.mp4", "%")
    screen.tab_to_row("menu.mp4")
    screen.key("shift+F10")
    screen.find(roles={"menu item"}, name="Pause")
    screen.tab_to(key="Down", name="Pause")
    screen.key("Return")
    screen.wait_for_row("menu.mp4", "Paused")


def a_folder_is_added_and_opened(home):
    """It comes as one row; the arrow keys open it, and what is in it can be gone to."""
    practice, application = start(home, "--rate", MIB // 2)
    screen = application.screen
    folder = home.path / "Wedding"
    (folder / "day two").mkdir(parents=True)
    paths = [make_file(folder / "one.mp4", 6 * MIB, 1), make_file(folder / "day two" / "two.mp4", MIB, 2)]
    add_by_dialog(application, folder, keys="ctrl+shift+o")
    screen.wait_for_row("Folder Wedding", "2 files")
    screen.tab_to_row("Folder Wedding")
    screen.key("Right")
    screen.find(contains="one.mp4", roles={"list item"})
    screen.find(contains="two.mp4", roles={"list item"})
    screen.tab_to_row("one.mp4", key="Down")
    screen.key("p")
    screen.wait_for_row("one.mp4", "Paused")
    screen.wait_for_row("two.mp4", "verified")
    screen.key("p")
    screen.wait_for_row("one.mp4", "verified", seconds=60)
    for path in paths:
        practice.expect_stored(path)


def several_rows_are_chosen_and_acted_upon(home):
    need_other_application()
    practice, application = start(home)
    screen = application.screen
    practice.set_faults({"call": "InitUpload", "times": -1, "fault": "status", "status": 503,
                         "headers": {"Retry-After": "600"}})
    paste(home, application, *[make_file(home.path / f"{name}.mp4", MIB, seed) for seed, name in enumerate("abc")])
    wait_until(lambda: states(home) == ["waiting"] * 3, 30, "all to wait")
    practice.set_faults()
    screen.tab_to_row("b.mp4")
    screen.key("ctrl+a", "ctrl+r")
    wait_for(home, "finished", "finished", "finished")
    screen.key("ctrl+shift+c")
    screen.wait_for_text("Links copied")


def windows_open_and_close_by_keys(home):
    _, application = start(home)
    screen = application.screen
    screen.key("F10")
    screen.find(roles={"menu item"}, name="Accounts")
    screen.tab_to(key="Down", name="Accounts")
    screen.key("Return")
    wait_until(lambda: xdotool("getactivewindow", "getwindowname") == "Accounts", 20, "the accounts' window")
    screen.key("Escape")
    wait_until(lambda: xdotool("getactivewindow", "getwindowname") == "Uploads", 20, "the window again")
    screen.key("ctrl+question")
    wait_until(lambda: xdotool("getactivewindow", "getwindowname") != "Uploads", 20, "the shortcuts' window")
    screen.key("Escape")
    wait_until(lambda: xdotool("getactivewindow", "getwindowname") == "Uploads", 20, "the window once more")
    screen.key("F1")
    wait_until(lambda: xdotool("getactivewindow", "getwindowname") == "Help", 20, "the help")
    screen.key("ctrl+w")
    wait_until(lambda: xdotool("getactivewindow", "getwindowname") == "Uploads", 20, "the window after the help")
    screen.key("ctrl+q")
    expect_equal(application.process.wait(30), 0, "exit status")


def quitting_works_from_every_window(home):
    _, application = start(home)
    for keys, title in (("ctrl+comma", "Preferences"), ("ctrl+o", "Add Files")):
        application.screen.key(keys)
        wait_until(lambda wanted=title: xdotool("getactivewindow", "getwindowname") == wanted, 20, f"the window {title}")
        application.screen.key("ctrl+q")
        expect_equal(application.process.wait(30), 0, f"exit status from {title}")
        application.start()
        application.screen.activate()


if __name__ == "__main__":
    on_virtual_display()
    run_tests([
        from_an_account_to_the_last_upload,
        the_menu_of_a_row_is_used_by_keys,
        a_folder_is_added_and_opened,
        several_rows_are_chosen_and_acted_upon,
        windows_open_and_close_by_keys,
        quitting_works_from_every_window,
    ])
