# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole window on different days, and the windows and dialogs that it opens about uploads. Those
that need no upload are drawn by hoist-gallery."""
from tour import MIB, expect, make_file, wait_until, xdotool


def empty(tour):
    tour.shoot("empty")


def finish_two(tour):
    for name in ("Sunset.mp4", "Sunrise over the harbour.mp4"):
        tour.add(name, 3 * MIB, seed=tour.next_seed())
    for name in ("Sunset.mp4", "Sunrise over the harbour.mp4"):
        tour.wait(name, "finished")


def fill(tour):
    """A full day."""
    finish_two(tour)
    tour.practice.set_faults({"call": "InitUpload", "fault": "code", "code": -10003, "canRetry": 0})
    tour.add("Refused.avi", 3 * MIB, seed=tour.next_seed())
    tour.wait("Refused.avi", "attention")
    tour.slow_down(100000)
    for number in range(1, 8):
        tour.add(f"Interview, part {number}.mp4", (40 + number) * MIB, seed=tour.next_seed())
    tour.wait("Interview, part 1.mp4", "uploading")


def everything(tour):
    fill(tour)
    tour.shoot("everything")
    selection(tour)
    search(tour)
    menus(tour)


def selection(tour):
    tour.front()
    tour.screen.tab_to_row("Refused.avi")
    tour.screen.key("ctrl+a")
    tour.shoot("selection")
    tour.screen.key("Escape")


def search(tour):
    tour.front()
    tour.screen.key("ctrl+f")
    for scene, word in (("search", "sun"), ("search-without-hits", "moonlight")):
        tour.screen.key("ctrl+a")
        tour.screen.write(word)
        found = {"search": 2, "search-without-hits": 0}[scene]
        wait_until(lambda: sum("mp4" in row["name"] for row in tour.screen.rows()) == found, 20, f"{found} hits")
        tour.shoot(scene)
    tour.screen.key("Escape")


def menus(tour):
    def close():
        tour.screen.key("Escape", "Escape")

    def open_main():
        tour.front()
        tour.screen.key("F10")
        tour.screen.find(roles={"menu item"})

    def open_row():
        tour.front()
        tour.screen.tab_to_row("Refused.avi")
        tour.screen.key("shift+F10")
        tour.screen.find(roles={"menu item"})
    tour.shoot_over("menu-main", open_main, close, least_width=480)
    tour.shoot_over("menu-row", open_row, close, least_width=480)


def folders(tour):
    tour.slow_down(60000)
    root = tour.home.path / "Videos" / "shoots"
    for folder, count in (("Harbour festival", 3), ("Wedding of Anna and Bartholomew in Heiligenhafen", 2)):
        for day in ("Day 1", "Day 2"):
            (root / folder / day).mkdir(parents=True, exist_ok=True)
            for number in range(1, count + 1):
                make_file(root / folder / day / f"MVI_20{number}.MP4", 6 * MIB, seed=tour.next_seed())
        tour.home.cli("add", "--account", "Practice", root / folder)
    tour.add("Trailer.mkv", 30 * MIB, seed=tour.next_seed())
    wait_until(lambda: tour.row("Wedding of"), 30, "the folder’s row")
    tour.shoot("folders-closed", "Harbour festival")
    tour.screen.press(tour.say("Open Folder"), under=tour.row("Harbour festival")["path"])
    wait_until(lambda: tour.screen.row("MVI_20"), 30, "the files in the folder")
    tour.shoot("folders-open")


def details(tour):
    fill(tour)
    number = tour.upload("Sunset.mp4")["id"]
    details_of(tour, "finished", number, ("Overview", "Log"))
    details_of(tour, "refused", tour.upload("Refused.avi")["id"], ("Overview", "Log"))
    details_of(tour, "queued", tour.upload("Interview, part 7.mp4")["id"], ("Options",))
    several = ", ".join(str(tour.upload(f"Interview, part {number}.mp4")["id"]) for number in (5, 6, 7))
    tour.activate("details-of", f"[int64 {several}]")
    tour.shoot_other("details-of-several")
    tour.close_others()
    tour.activate("receipt", f"int64 {number}")
    tour.shoot_other("receipt")
    tour.dismiss()
    tour.close_others()


def details_of(tour, what, number, pages):
    tour.activate("details", f"int64 {number}")
    tour.wait_for_other()
    for page in pages:
        if page != "Overview":
            turn_to(tour, page)
        tour.shoot_other(f"details-{what}-{page.lower()}")
    tour.close_others()


def turn_to(tour, page):
    """The switcher has its buttons for wide and for narrow windows: any of them turns the page."""
    def probe():
        return [tab for tab in tour.screen.nodes(name=tour.say(page), roles={"page tab"}) if tour.screen.act(tab)]
    wait_until(probe, 20, f"the page “{page}”")


def doctor(tour):
    tour.activate("doctor", "''")
    tour.wait_for_other()
    button = tour.say("Check Again")
    wait_until(lambda: [node for node in tour.screen.nodes(name=button) if "sensitive" in node["states"]], 60,
               "the doctor to have finished")
    tour.shoot_other("doctor")
    tour.close_others()


def help_bundle(tour):
    finish_two(tour)
    tour.activate("help-bundle")
    tour.wait_for_other()
    tour.shoot_other("help-bundle")
    tour.close_others()


def press_in_menu(tour, words):
    tour.front()
    tour.screen.key("F10")
    tour.screen.find(roles={"menu item"})
    tour.screen.press(tour.say(words))


def about(tour):
    press_in_menu(tour, "About _Hoist")
    tour.shoot_other("about")
    tour.close_others()


def shortcuts(tour):
    tour.front()
    tour.screen.key("ctrl+question")
    tour.shoot_other("shortcuts")
    tour.close_others()


def accounts(tour):
    press_in_menu(tour, "_Accounts")
    tour.wait_for_other()
    tour.shoot_other("accounts")
    tour.close_others()


def open_for_account(tour, words):
    """What the menu of an account opens."""
    press_in_menu(tour, "_Accounts")
    window = tour.wait_for_other()
    row = tour.screen.find(roles={"list item"}, contains="MetaStudio")
    buttons = tour.screen.nodes(name=tour.say("More"), under=row["path"])
    expect([node for node in buttons if tour.screen.act(node)], "the menu of the account")
    tour.screen.press(tour.say(words))
    wait_until(lambda: xdotool("getactivewindow") not in (window, tour.application.window), 20, f"the window {words}")


def leftovers(tour):
    """An upload that its own list has lost."""
    tour.practice.post("faults", [{"service": "huawei-metastudio", "call": "PutObject", "fault": "slow",
                                   "bytes": 100000, "times": -1}])
    tour.add("Forgotten.mp4", 30 * MIB, "MetaStudio", seed=tour.next_seed())
    tour.wait("Forgotten.mp4", "uploading")
    open_for_account(tour, "Un_finished Uploads")
    tour.shoot_other("leftovers")
    tour.close_others()


def remove_account(tour):
    tour.practice.post("faults", [{"service": "huawei-metastudio", "call": "PutObject", "fault": "slow",
                                   "bytes": 100000, "times": -1}])
    tour.add("Still to go.mp4", 30 * MIB, "MetaStudio", seed=tour.next_seed())
    open_for_account(tour, "_Remove…")
    tour.shoot_dialog("remove-account")
    tour.dismiss()
    tour.close_others()


def suspend(tour):
    tour.activate("suspend-when-finished")
    tour.add("The last one.mp4", 2 * MIB, seed=tour.next_seed())
    tour.wait("The last one.mp4", "finished")
    tour.shoot_dialog("suspend")
    tour.dismiss()
    tour.close_others()


SCENES = (empty, everything, folders, details, doctor, help_bundle, about, shortcuts, accounts, leftovers,
          remove_account, suspend)
