#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the world does to uploads that run: sleep, network, battery, keyring, the end of the session.
Each has its expected state within five seconds."""
import os
import signal
import sys
import time

from hoist_display import Application, has_module, list_uploads, on_virtual_display, skip_all
from hoist_screen import SYSTEM_PYTHON
from hoist_system import (BUILD, MIB, Practice, expect, expect_equal, find_program, make_file, run_tests, say,
                          wait_until)

try:
    import mock_world
    from mock_keyring import Keyring
except ImportError:
    # the distribution's modules belong to its own Python
    if not has_module("import gi"):
        skip_all("python3-gi is not installed")
    os.execv(SYSTEM_PYTHON, [SYSTEM_PYTHON, *sys.argv])

WITHIN = 5


def start(home, world, size=200 * MIB, rate=2 * MIB, env=None):
    """The application without a window, with one upload that runs for a while."""
    home.open_keyring()
    practice = Practice(home, "--rate", rate)
    home.add_account(practice, "Studio A")
    path = make_file(home.path / "film.mp4", size)
    home.cli("add", path)
    environment = {**home.env, "DBUS_SESSION_BUS_ADDRESS": os.environ["DBUS_SESSION_BUS_ADDRESS"],
                   "GTK_A11Y": "none", "GSETTINGS_BACKEND": "memory", "G_DEBUG": "", **world.env, **(env or {})}
    process = home.start(find_program("hoist"), "--hidden", env=environment, stdout=home.open_log("hoist-out"),
                         stderr=home.open_log("hoist"), start_new_session=True)
    home.groups.append(process.pid)
    wait_until(lambda: state(home) == "uploading", 60, "the upload to run")
    return practice, path, process


def start_behind_keyring(home, world, change):
    """The application with a keyring of which something has become since the secrets were put in."""
    keyring = Keyring(world.loop, world.system_bus)
    home.has_keyring = True
    home.env["DBUS_SESSION_BUS_ADDRESS"] = world.system_bus
    practice = Practice(home, "--rate", 2 * MIB)
    home.add_account(practice, "Studio A")
    home.cli("add", make_file(home.path / "film.mp4", 200 * MIB))
    expect(keyring.items, "the secrets are in the keyring")
    change(keyring)
    environment = {**home.env, "GTK_A11Y": "none", "G_DEBUG": "", **world.env}
    process = home.start(find_program("hoist"), "--hidden", env=environment, stdout=home.open_log("hoist-out"),
                         stderr=home.open_log("hoist"), start_new_session=True)
    home.groups.append(process.pid)
    wait_until(lambda: state(home) not in ("queued", "hashing"), 60, "the upload to need its keys")
    return keyring


def state(home):
    row = list_uploads(home)[0]
    return f"{row['state']}/{row['reason']}" if row["reason"] else row["state"]


def expect_state(home, wanted, what):
    """Within the time, counted from now."""
    begin = time.monotonic()
    wait_until(lambda: state(home) == wanted, WITHIN, f"{wanted} {what}")
    say(f"{wanted} {what}: {time.monotonic() - begin:.1f} s")


def woken_up(home):
    """After a sleep all connections are dead, and say nothing: nobody waits for them."""
    world = mock_world.World(home)
    slept = home.path / "slept"
    slept.write_text("0")
    practice, _, _ = start(home, world, env={"LD_PRELOAD": str(BUILD / "tests/system/boot-clock.so"),
                                             "HOIST_SLEPT": str(slept)})
    practice.set_faults({"call": "UploadPart", "fault": "stall", "at": "mid-body", "times": 4})
    last = [0, time.monotonic()]

    def stands_still():
        sent = list_uploads(home)[0]["sent"]
        if sent != last[0]:
            last[:] = [sent, time.monotonic()]
        return time.monotonic() - last[1] > 3

    wait_until(stands_still, 30, "the line to be dead")
    received = practice.received()
    begin = time.monotonic()
    slept.write_text("3600")
    wait_until(lambda: practice.received() > received, WITHIN, "bytes to arrive after the sleep")
    say(f"went on after {time.monotonic() - begin:.1f} s")


def metered_network(home):
    world = mock_world.World(home)
    start(home, world)
    world.network.set(Metered=mock_world.IS_METERED)
    expect_state(home, "waiting/metered", "on a metered network")
    world.network.set(Metered=mock_world.IS_NOT_METERED)
    expect_state(home, "uploading", "when it is unmetered again")


def network_lost_and_back(home):
    world = mock_world.World(home)
    practice, _, _ = start(home, world)
    world.network.set(State=mock_world.DISCONNECTED, Connectivity=mock_world.NONE)
    practice.stop()
    expect_state(home, "waiting/network", "when the network is lost")
    practice.start()
    world.network.set(State=mock_world.CONNECTED, Connectivity=mock_world.FULL)
    expect_state(home, "uploading", "when the network is back")


def network_asks_for_a_sign_in(home):
    """A captive portal: the window says so, and has the button that helps."""
    world = mock_world.World(home)
    home.open_keyring()
    practice = Practice(home, "--rate", 2 * MIB)
    home.add_account(practice, "Studio A")
    home.cli("add", make_file(home.path / "film.mp4", 200 * MIB))
    application = Application(home, practice, env=world.env, has_practice_account=False)
    wait_until(lambda: state(home) == "uploading", 60, "the upload to run")
    practice.stop()  # what a portal lets nobody reach
    world.network.set(Connectivity=mock_world.PORTAL)
    expect_state(home, "waiting/network", "behind a network that asks for a sign-in")

    def names():
        return [name for _, name in application.accessible_names()]

    # a look at the whole window takes seconds by itself, and between two tries it says something else
    wait_until(lambda: any("This network wants you to sign in" in name for name in names()), 60,
               "the window to say so")
    expect("Sign In" in names(), "the button that opens the page")
    practice.start()
    world.network.set(Connectivity=mock_world.FULL)
    expect_state(home, "uploading", "when the user has signed in")


def battery_low(home):
    world = mock_world.World(home)
    start(home, world)
    world.set_power(is_plugged_in=False, percent=9)
    expect_state(home, "waiting/battery", "when the plug is pulled and the battery is low")
    world.set_power(is_plugged_in=True, percent=9)
    expect_state(home, "uploading", "when it is plugged in again")


def suspend_is_inhibited_while_bytes_move(home):
    """Only then, and only on mains."""
    world = mock_world.World(home)
    start(home, world)
    awake = world.session.is_suspend_inhibited
    wait_until(awake, WITHIN, "the suspend to be inhibited while bytes move")
    world.set_power(is_plugged_in=False, percent=80)
    wait_until(lambda: not awake(), WITHIN, "the machine to be free to sleep on its battery")
    expect_equal(state(home), "uploading", "state on a battery that is not low")
    world.set_power(is_plugged_in=True, percent=80)
    wait_until(awake, WITHIN, "the suspend to be inhibited on mains")
    home.cli("pause", "--all")
    wait_until(lambda: not awake(), WITHIN, "the machine to be free to sleep when all is paused")


def files_are_closed_while_paused(home):
    """So that a card can be ejected."""
    world = mock_world.World(home)
    _, path, process = start(home, world)

    def has_it_open():
        folder = f"/proc/{process.pid}/fd"
        return any(os.path.realpath(f"{folder}/{one}") == str(path) for one in os.listdir(folder))

    wait_until(has_it_open, WITHIN, "the file to be open while it is sent")
    home.cli("pause", "--all")
    expect_state(home, "paused", "when the user pauses")
    wait_until(lambda: not has_it_open(), WITHIN, "the file to be closed")


def keyring_locked_then_unlocked(home):
    """Nobody is asked again and again, and nothing is lost."""
    world = mock_world.World(home)
    keyring = start_behind_keyring(home, world, lambda one: one.set_locked(True))
    expect_state(home, "waiting/keyring", "behind a keyring that stays locked")
    keyring.set_locked(False)
    expect_state(home, "uploading", "when somebody has unlocked it")
    expect_equal(keyring.prompts, 1, "prompts")


def keyring_missing(home):
    world = mock_world.World(home)
    start_behind_keyring(home, world, lambda one: one.go_away())
    expect_state(home, "attention/keyring-missing", "without a keyring")


def session_ends(home):
    """The desktop ends its programs: what was done is saved, and the next start goes on."""
    world = mock_world.World(home)
    practice, path, process = start(home, world, size=24 * MIB)
    wait_until(lambda: list_uploads(home)[0]["sent"] >= 4 * MIB, 60, "some parts")
    begin = time.monotonic()
    process.send_signal(signal.SIGTERM)
    expect_equal(process.wait(WITHIN), 0, "exit status")
    say(f"ended after {time.monotonic() - begin:.1f} s")
    before = practice.received()
    home.cli("run", seconds=120)
    expect_equal(list_uploads(home)[0]["state"], "finished", "state after the next start")
    expect(practice.received() - before < 22 * MIB, "what was sent before is not sent again")
    practice.expect_stored(path)


if __name__ == "__main__":
    on_virtual_display()
    run_tests([woken_up, metered_network, network_lost_and_back, network_asks_for_a_sign_in, battery_low,
               suspend_is_inhibited_while_bytes_move, keyring_locked_then_unlocked, keyring_missing,
               files_are_closed_while_paused, session_ends])
