# SPDX-License-Identifier: GPL-3.0-or-later
"""Every state that a row can have, in the order of the interface's table "One row", each brought about
against the practice service."""
import os
import signal
import subprocess
import time

from tour import MIB, OTHERS, make_file, wait_until


def queued(tour):
    tour.slow_down(60000)
    for number in range(1, 9):
        tour.add(f"Interview, part {number}.mp4", (40 + number) * MIB, seed=tour.next_seed())
    tour.wait("Interview, part 1.mp4", "uploading")
    tour.wait("Interview, part 4.mp4", "queued")
    tour.shoot("queued", "Interview, part 4.mp4")


def hashing(tour):
    tour.add("Raw material.mxf", 400000 * MIB)
    tour.wait("Raw material.mxf", "hashing")
    tour.shoot("hashing", "Raw material.mxf")


def starting(tour):
    tour.practice.set_faults({"call": "InitUpload", "fault": "delay", "delay_ms": 600000, "times": -1})
    tour.add("Opening titles.mov", 3 * MIB, seed=tour.next_seed())
    tour.wait("Opening titles.mov", "starting")
    tour.shoot("starting", "Opening titles.mov")


def uploading(tour):
    tour.slow_down()
    tour.add("Wedding, first dance.mov", 90 * MIB, seed=tour.next_seed())
    tour.wait("Wedding, first dance.mov", "uploading")
    tour.wait_for_sent("Wedding, first dance.mov", 3 * MIB)
    tour.shoot("uploading", "Wedding, first dance.mov")


def finishing(tour):
    tour.practice.set_faults({"call": "FinishUpload", "fault": "delay", "delay_ms": 600000, "times": -1})
    tour.add("Trailer.mkv", 3 * MIB, seed=tour.next_seed())
    tour.wait("Trailer.mkv", "finishing")
    tour.shoot("finishing", "Trailer.mkv")


def paused(tour):
    tour.slow_down()
    tour.add("Drone.mp4", 12 * MIB, seed=tour.next_seed())
    tour.wait_for_sent("Drone.mp4", 3 * MIB)
    tour.pause("Drone.mp4")
    tour.shoot("paused", "Drone.mp4")


def waiting_for_network(tour):
    tour.slow_down()
    tour.add("On the train.mp4", 12 * MIB, seed=tour.next_seed())
    tour.wait_for_sent("On the train.mp4", 3 * MIB)
    tour.practice.stop()
    try:
        tour.wait("On the train.mp4", "waiting", reason="network")
        tour.shoot("waiting-network", "On the train.mp4")
    finally:
        tour.practice.start()


def metered(tour):
    """A network that costs by the byte; it is asked through the desktop's portal, as in a sandbox."""
    restarted(tour, "metered", "On the phone’s network.mp4", before=lambda: tour.tell_desktop(metered=True),
              env={"GTK_USE_PORTAL": "1"}, after=lambda: tour.tell_desktop(metered=False))


def battery(tour):
    folder = tour.home.path / "power"
    supply = folder / "BAT0"
    supply.mkdir(parents=True, exist_ok=True)
    for name, value in (("type", "Battery"), ("present", "1"), ("status", "Discharging"), ("capacity", "9"),
                        ("energy_full", "50000000"), ("scope", "System")):
        (supply / name).write_text(value + "\n")
    restarted(tour, "battery", "On the sofa.mp4", env={"HOIST_POWER_SUPPLY": str(folder)})


def quiet_hours(tour):
    """Hours in which nothing is sent, at all times: a preference, kept in the queue's file."""
    minute = time.localtime().tm_hour * 60 + time.localtime().tm_min
    wish = {"has-quiet-hours": 1, "quiet-from": (minute - 60) % 1440, "quiet-to": (minute + 120) % 1440}

    def set_hours():
        tour.write_store(*[("INSERT OR REPLACE INTO setting VALUES (?, ?)", (f"preference.{name}", str(value)))
                           for name, value in wish.items()])

    def forget_hours():
        tour.stop()
        tour.write_store(("DELETE FROM setting WHERE name LIKE 'preference.%'", ()))
    restarted(tour, "hours", "For the night.mp4", before=set_hours, after=forget_hours)


def restarted(tour, reason, name, before=None, env=None, without=(), after=None, state="waiting", account="Practice"):
    """The application ends while it uploads, and finds another world when it starts again."""
    tour.slow_down()
    tour.add(name, 12 * MIB, account, seed=tour.next_seed())
    tour.wait_for_sent(name, 3 * MIB)
    tour.stop()
    try:
        if before:
            before()
        tour.start(without=without, **(env or {}))
        tour.wait(name, state, reason=reason)
        tour.shoot(f"{state}-{reason}", name)
    finally:
        tour.stop()
        if after:
            after()
        tour.start()


def retrying(tour):
    tour.practice.set_faults({"call": "UploadPart", "fault": "status", "status": 503, "times": -1,
                              "headers": {"Retry-After": "599"}})
    tour.add("Rush hour.mp4", 3 * MIB, seed=tour.next_seed())
    tour.wait("Rush hour.mp4", "waiting", reason="retry")
    tour.shoot("waiting-retry", "Rush hour.mp4")


def asked_to_pause(tour):
    """The whole account keeps the pause."""
    tour.practice.set_faults({"call": "InitUpload", "fault": "status", "status": 429, "times": -1,
                              "headers": {"Retry-After": "599"}})
    tour.add("One of many.mp4", 3 * MIB, seed=tour.next_seed())
    tour.wait("One of many.mp4", "waiting", reason="rate")
    tour.shoot("waiting-rate", "One of many.mp4")


def growing(tour):
    path = tour.home.path / "Videos" / "Being recorded.mp4"
    path.parent.mkdir(exist_ok=True)
    writer = subprocess.Popen(["sh", "-c", 'while :; do head -c 500000 /dev/urandom >> "$0"; sleep 0.1; done',
                               str(path)])
    try:
        wait_until(lambda: path.exists() and path.stat().st_size > 20 * MIB, 60, "the recording")
        tour.home.cli("add", "--account", "Practice", path)
        tour.wait("Being recorded.mp4", "waiting", reason="growing")
        tour.shoot("waiting-growing", "Being recorded.mp4")
    finally:
        writer.kill()
        writer.wait()


def drive_away(tour):
    """The store says that the file lay on a card, and no such card is there."""
    name = "MVI_2042.MP4"
    card = "/run/media/ada/EOS"
    tour.slow_down()
    tour.add(name, 12 * MIB, seed=tour.next_seed())
    tour.wait_for_sent(name, 3 * MIB)
    tour.stop()
    tour.write_store(("UPDATE upload SET path = ?, mount_point = ?",
                      (f"{card}/DCIM/{name}".encode(), card.encode())))
    tour.start()
    tour.wait(name, "waiting", reason="drive")
    tour.shoot("waiting-drive", name)


def keyring_locked(tour):
    """With a keyring that stays locked, asked on the session's bus."""
    restarted(tour, "keyring", "Locked away.mp4", account="Studio A", before=lambda: tour.tell_desktop(keyring="locked"),
              after=lambda: tour.tell_desktop(keyring="empty"),
              without=("SECRET_BACKEND", "SECRET_FILE_TEST_PATH", "SECRET_FILE_TEST_PASSWORD"))


def keyring_missing(tour):
    """The keys of the practice account come with the service: another one's are gone."""
    restarted(tour, "keyring-missing", "No key.mp4", state="attention", account="Studio A",
              without=("SECRET_BACKEND", "SECRET_FILE_TEST_PATH", "SECRET_FILE_TEST_PASSWORD"))


def interrupted(tour, name, deed):
    """An upload that is paused, then finds its file in another way than it was."""
    tour.slow_down()
    path = tour.add(name, 12 * MIB, seed=tour.next_seed())
    tour.wait_for_sent(name, 2 * MIB)
    tour.pause(name)
    deed(path)
    tour.practice.set_faults()
    tour.home.cli("resume", "--all")


def file_changed(tour):
    interrupted(tour, "Edited meanwhile.mp4", lambda path: make_file(path, 11 * MIB, 10))
    tour.wait("Edited meanwhile.mp4", "attention", reason="file-changed")
    tour.shoot("attention-file-changed", "Edited meanwhile.mp4")


def file_missing(tour):
    interrupted(tour, "Moved away.mp4", lambda path: path.unlink())
    tour.wait("Moved away.mp4", "attention", reason="file-missing")
    tour.shoot("attention-file-missing", "Moved away.mp4")


def no_access(tour):
    def deed(path):
        path.unlink()
        path.mkdir()
    interrupted(tour, "Not for you.mp4", deed)
    tour.wait("Not for you.mp4", "attention", reason="no-access")
    tour.shoot("attention-no-access", "Not for you.mp4")


def refused(tour, reason, fault, account="Practice", name="Concert.mp4"):
    tour.practice.post("faults", [{"service": OTHERS.get(account, "tencent-vod"), "times": -1, **fault}])
    tour.add(name, 2 * MIB, account, seed=tour.next_seed())
    tour.wait(name, "attention", reason=reason)
    tour.shoot(f"attention-{reason}", name)


def no_space(tour):
    refused(tour, "no-space", {"call": "InitUpload", "fault": "status", "status": 507})


def too_large(tour):
    refused(tour, "too-large", {"call": "InitUpload", "fault": "status", "status": 413})


def service_refuses(tour):
    refused(tour, "refused", {"call": "InitUpload", "fault": "code", "code": -10003, "canRetry": 0})


def makes_no_sense(tour):
    refused(tour, "protocol", {"call": "InitUpload", "fault": "status", "status": 404})


def name_taken(tour):
    refused(tour, "name-taken", {"call": "CreateFile", "fault": "code", "code": "AlreadyExist.File", "status": 409},
            "PDS", "Interview with the harbour master, second take, both cameras.mp4")


def unverified(tour):
    refused(tour, "unverified", {"call": "CompleteFile", "fault": "vary", "as": ["wrong-crc", "wrong-hash"]}, "PDS")


def processing(tour):
    tour.practice.post("faults", [{"service": "huawei-metastudio", "call": "CompleteFile", "fault": "vary",
                                   "as": ["review"]},
                                  {"service": "huawei-metastudio", "call": "ShowAsset", "nth": 3, "fault": "delay",
                                   "delay_ms": 600000, "times": -1}])
    tour.add("Avatar.mp4", 2 * MIB, "MetaStudio", seed=tour.next_seed())
    tour.wait("Avatar.mp4", "processing")
    tour.shoot("processing", "Avatar.mp4")


def finished(tour):
    seed = tour.next_seed()
    tour.add("Sunset.mp4", 3 * MIB, seed=seed)
    tour.wait("Sunset.mp4", "finished")
    tour.shoot("finished", "Sunset.mp4")
    tour.add("Sunset (copy).mp4", 3 * MIB, seed=seed)
    tour.wait("Sunset (copy).mp4", "finished")
    tour.shoot("finished-instant", "Sunset (copy).mp4")


def removed(tour):
    tour.slow_down()
    tour.add("By mistake.mp4", 12 * MIB, seed=tour.next_seed())
    tour.wait("By mistake.mp4", "uploading")

    def remove():
        tour.front()
        tour.screen.tab_to_row("By mistake.mp4")
        tour.screen.key("ctrl+a", "Delete")
        wait_until(lambda: tour.screen.row("By mistake.mp4") is None, 20, "the row to go")

    def undo():
        tour.screen.key("ctrl+z")
        wait_until(lambda: tour.screen.row("By mistake.mp4"), 20, "the row to come back")
    tour.shoot_over("removed", remove, undo)


def signed_out(tour):
    """The account is stopped, one row says why, the others wait for it."""
    tour.practice.post("faults", [{"service": "tencent-vod", "fault": "code", "code": 4104, "times": -1}])
    tour.add("Locked out.mp4", 2 * MIB, seed=tour.next_seed())
    tour.wait("Locked out.mp4", "attention", reason="sign-in")
    tour.shoot("attention-sign-in", "Locked out.mp4")
    tour.add("After it.mp4", 2 * MIB, seed=tour.next_seed())
    tour.wait("After it.mp4", "waiting", reason="account")
    tour.shoot("waiting-account", "After it.mp4")


def failed_starts(tour):
    """Crashes in two starts: what was to run waits for a look, the whole queue with it. The last one.
    On a busy machine a start may be over, and count as good, before it is ended."""
    words = tour.say("Hoist ended unexpectedly twice while starting. All uploads are paused until you let them go on")

    def is_said():
        return tour.screen.nodes(contains=words)
    tour.slow_down(60000)
    for number in range(1, 4):
        tour.add(f"Interview, part {number}.mp4", 40 * MIB, seed=tour.next_seed())
    tour.wait("Interview, part 1.mp4", "uploading")
    for _ in range(6):
        os.kill(tour.application.pid(), signal.SIGSEGV)
        tour.application.process.wait(30)
        tour.start()
        if is_said():
            break
    wait_until(is_said, 20, "the banner about two failed starts")
    tour.shoot("failed-starts", "Interview, part 1.mp4")


SCENES = (queued, hashing, starting, uploading, finishing, paused, waiting_for_network, metered, battery, quiet_hours,
          retrying, growing, drive_away, file_changed, file_missing, no_access, no_space, too_large, service_refuses,
          makes_no_sense, name_taken, unverified, processing, finished, removed)
# What an account recovers from when the application is started again.
LAST = (asked_to_pause, signed_out, keyring_missing, keyring_locked, failed_starts)
