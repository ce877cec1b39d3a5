#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the buttons and menus of rows do: pause, resume, retry, remove, undo, and all of it over a
restart. What happened is read where a user without eyes reads it, and at the server."""
from hoist_display import Application, list_uploads, need_reader, on_virtual_display
from hoist_system import MIB, Practice, expect, expect_equal, make_file, run_tests, wait_until


def start(home, *arguments):
    need_reader()
    practice = Practice(home, *arguments)
    return practice, Application(home, practice)


def state_of(home, name):
    return next((one["state"] for one in list_uploads(home) if one["path"].endswith(name)), None)


def open_menu(screen, name):
    """The menu of a row, by its own button."""
    row = screen.row(name)
    buttons = screen.nodes(name="More", roles={"button", "toggle button"}, under=row["path"])
    expect(buttons and screen.act(buttons[-1]), f"the menu of {row['name']}")
    screen.find(roles={"menu"})


def a_row_is_paused_and_resumed(home):
    practice, application = start(home, "--rate", 3 * MIB)
    screen = application.screen
    path = make_file(home.path / "long.mp4", 12 * MIB)
    home.cli("add", path)
    screen.wait_for_row("long.mp4", "MB/s", "%")
    wait_until(lambda: list_uploads(home)[0]["sent"] > MIB, 30, "a part at the server")
    screen.press("Pause", under=screen.wait_for_row("long.mp4")["path"])
    screen.wait_for_row("long.mp4", "Paused", "%")
    expect_equal(state_of(home, "long.mp4"), "paused", "state")
    before = practice.received()
    screen.press("Resume", under=screen.wait_for_row("long.mp4")["path"])
    screen.wait_for_row("long.mp4", "verified", seconds=60)
    practice.expect_stored(path)
    expect(practice.received() <= 12 * MIB + 4 * MIB, f"it went on where it was: {before}, {practice.received()}")


def a_paused_row_stays_paused_over_a_restart_and_others_go_on(home):
    practice, application = start(home, "--rate", 2 * MIB)
    paths = [make_file(home.path / name, 8 * MIB, seed) for seed, name in enumerate(("one.mp4", "two.mp4"))]
    home.cli("add", *paths)
    application.screen.wait_for_row("one.mp4", "%")
    application.screen.press("Pause", under=application.screen.wait_for_row("one.mp4")["path"])
    application.screen.wait_for_row("one.mp4", "Paused")
    application.quit()
    application.process.wait(30)
    application.start()
    application.screen.wait_for_row("one.mp4", "Paused")
    application.screen.wait_for_row("two.mp4", "verified", seconds=60)
    expect_equal(state_of(home, "one.mp4"), "paused", "state after all else was done")
    application.screen.press("Resume", under=application.screen.wait_for_row("one.mp4")["path"])
    application.screen.wait_for_row("one.mp4", "verified", seconds=60)
    for path in paths:
        practice.expect_stored(path)


def a_busy_server_is_counted_down_to_and_can_be_tried_now(home):
    practice, application = start(home)
    practice.set_faults({"call": "UploadPart", "fault": "status", "status": 503, "times": -1,
                         "headers": {"Retry-After": "600"}})
    path = make_file(home.path / "busy.mp4", 2 * MIB)
    home.cli("add", path)
    application.screen.wait_for_row("busy.mp4", "trying again in")
    practice.set_faults()
    application.screen.press("Try Now", under=application.screen.wait_for_row("busy.mp4")["path"])
    application.screen.wait_for_row("busy.mp4", "verified")
    practice.expect_stored(path)


def a_missing_file_asks_and_goes_on_when_it_is_back(home):
    practice, application = start(home, "--rate", 2 * MIB)
    screen = application.screen
    path = make_file(home.path / "moved.mp4", 8 * MIB)
    home.cli("add", path)
    screen.wait_for_row("moved.mp4", "%")
    screen.press("Pause", under=screen.wait_for_row("moved.mp4")["path"])
    screen.wait_for_row("moved.mp4", "Paused")
    path.rename(home.path / "elsewhere.mp4")
    screen.press("Resume", under=screen.wait_for_row("moved.mp4")["path"])
    screen.wait_for_row("moved.mp4", "is gone", "Put it back")
    (home.path / "elsewhere.mp4").rename(path)
    screen.press("Try Now", under=screen.wait_for_row("moved.mp4")["path"])
    screen.wait_for_row("moved.mp4", "verified", seconds=60)
    practice.expect_stored(path)


def a_removed_row_comes_back_with_undo(home):
    practice, application = start(home, "--rate", 2 * MIB)
    screen = application.screen
    path = make_file(home.path / "unsure.mp4", 10 * MIB)
    home.cli("add", path)
    screen.wait_for_row("unsure.mp4", "%")
    wait_until(lambda: list_uploads(home)[0]["sent"] > MIB, 30, "a part at the server")
    open_menu(screen, "unsure.mp4")
    screen.press("Remove")
    screen.wait_for_text("removed")
    wait_until(lambda: screen.row("unsure.mp4") is None, 20, "the row to go")
    screen.press("Undo")
    screen.wait_for_row("unsure.mp4", "verified", seconds=60)
    practice.expect_stored(path)
    expect(practice.received() <= 14 * MIB, f"its parts were kept: {practice.received()}")


def waiting_rows_change_places_by_drag_and_by_menu(home):
    practice, application = start(home)
    screen = application.screen
    names = ("a.mp4", "b.mp4", "c.mp4")
    practice.set_faults({"call": "InitUpload", "fault": "delay", "delay_ms": 600000, "times": -1})
    paths = [make_file(home.path / name, MIB, seed) for seed, name in enumerate(names)]
    home.cli("add", *paths)
    screen.wait_for_order(*names)
    screen.press("Pause All")
    screen.find(name="Waiting, 3", roles={"list item"})
    screen.activate()
    screen.drag(screen.row("c.mp4"), screen.row("a.mp4"))
    screen.wait_for_order("c.mp4", "a.mp4", "b.mp4")
    open_menu(screen, "b.mp4")
    screen.press("Send to Top")
    screen.wait_for_order("b.mp4", "c.mp4", "a.mp4")
    stored = [one["path"] for one in list_uploads(home)]
    expect_equal(stored, [str(home.path / name) for name in ("b.mp4", "c.mp4", "a.mp4")], "order on the disk")
    practice.set_faults()
    screen.press("Pause All")
    for path in paths:
        screen.wait_for_row(path.name, "verified")
        practice.expect_stored(path)


def a_link_is_copied(home):
    practice, application = start(home)
    screen = application.screen
    path = make_file(home.path / "done.mp4", MIB)
    home.cli("add", path)
    screen.wait_for_row("done.mp4", "verified", "safe to delete")
    screen.press("Copy Link", under=screen.wait_for_row("done.mp4")["path"])
    screen.wait_for_text("Link copied")
    practice.expect_stored(path)


if __name__ == "__main__":
    on_virtual_display()
    run_tests([
        a_row_is_paused_and_resumed,
        a_paused_row_stays_paused_over_a_restart_and_others_go_on,
        a_busy_server_is_counted_down_to_and_can_be_tried_now,
        a_missing_file_asks_and_goes_on_when_it_is_back,
        a_removed_row_comes_back_with_undo,
        waiting_rows_change_places_by_drag_and_by_menu,
        a_link_is_copied,
    ])
