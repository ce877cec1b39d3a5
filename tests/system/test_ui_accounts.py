#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An account is set up in the window, step by step: with a secret that the service refuses, then with
the right one; files go to it, and it is removed again."""
from hoist_display import Application, need_reader, on_virtual_display, wait_for_states, xdotool
from hoist_system import MIB, Practice, expect, expect_equal, make_file, run_tests, wait_until

SERVICE = "Xvid MediaHub"


def start(home):
    need_reader()
    home.open_keyring()
    practice = Practice(home, service="xvid-mediahub")
    application = Application(home, practice, has_practice_account=False)
    application.screen.activate()
    return practice, application


def wait_for_window(title):
    wait_until(lambda: xdotool("getactivewindow", "getwindowname") == title, 20, f"the window “{title}”")


def choose_service(application, practice):
    """To the page with the fields, all filled in but the secret."""
    screen = application.screen
    screen.press("Set Up an Account")
    wait_for_window("Set Up an Account")
    screen.tab_to(name=SERVICE)
    screen.key("Return")
    screen.find(name="Client secret")
    screen.fill("Client ID", practice.settings["client-id"])
    screen.fill("Pipeline", practice.settings["pipeline-id"])
    screen.click(screen.find(name="Advanced", roles={"list item"}))
    screen.fill("Address", practice.settings["endpoint"])


def an_account_is_set_up_after_a_mistake(home):
    practice, application = start(home)
    screen = application.screen
    choose_service(application, practice)
    screen.fill("Client secret", "not-the-secret")
    screen.press("Next")
    screen.wait_for_text("did not accept")
    screen.press("Correct What I Entered")
    screen.find(name="Sign In", roles={"label"})
    screen.fill("Client secret", practice.settings["client-secret"])
    screen.press("Next")
    screen.wait_for_text("The service lets you in")
    screen.press("Next")
    screen.find(name="Name of this account")
    screen.press("Add")
    screen.wait_for_text("is ready")
    expect_equal([one["account"] for one in home.cli_json("account", "list")], [SERVICE], "accounts")
    path = make_file(home.path / "first.mp4", MIB)
    home.cli("add", path)
    wait_for_states(home, {"finished"}, 60, "the first upload to it")
    practice.expect_stored(path)


def nothing_is_kept_of_an_account_that_is_given_up(home):
    practice, application = start(home)
    screen = application.screen
    choose_service(application, practice)
    screen.fill("Client secret", practice.settings["client-secret"])
    screen.press("Back")
    screen.press("Cancel")
    wait_for_window("Uploads")
    expect_equal(home.cli_json("account", "list"), [], "accounts")


def it_can_be_tried_without_an_account(home):
    """The last row of the assistant: the practice service is started, with an account that is ready."""
    need_reader()
    practice = Practice(home)
    application = Application(home, practice, has_practice_account=False)
    screen = application.screen
    screen.activate()
    screen.press("Set Up an Account")
    wait_for_window("Set Up an Account")
    screen.tab_to(name="Try It Without an Account")
    screen.key("Return")
    wait_for_window("Uploads")
    screen.wait_for_text("Ready: drop a video")
    expect_equal([one["account"] for one in home.cli_json("account", "list")], ["Practice"], "accounts")
    path = make_file(home.path / "try.mp4", MIB)
    home.cli("add", path)
    screen.wait_for_row("try.mp4", "verified")
    practice.expect_stored(path)


def an_account_is_removed(home):
    practice, application = start(home)
    screen = application.screen
    home.add_account(practice, "Studio")
    screen.key("F10")
    screen.find(roles={"menu item"}, name="Accounts")
    screen.press("Accounts")
    wait_for_window("Accounts")
    row = screen.find(roles={"list item"}, contains="Studio")
    menu = [node for node in screen.nodes(name="More", under=row["path"]) if screen.act(node)]
    expect(menu, "the menu of the account")
    screen.press("Remove…")
    screen.wait_for_text("Remove “Studio”?")
    # the dialog has each button twice, for narrow and for wide windows
    screen.tab_to(name="Remove")
    screen.key("Return")
    wait_until(lambda: not home.cli_json("account", "list"), 20, "the account to go")


if __name__ == "__main__":
    on_virtual_display()
    run_tests([
        an_account_is_set_up_after_a_mistake,
        nothing_is_kept_of_an_account_that_is_given_up,
        it_can_be_tried_without_an_account,
        an_account_is_removed,
    ])
