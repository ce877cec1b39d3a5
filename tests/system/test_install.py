#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""meson install into a folder of its own, and the installed program runs."""
import json
import os
import pathlib
import shutil
import subprocess

from hoist_languages import languages, make_locale
from hoist_system import (BUILD, MIB, SOURCE, Practice, Skip, expect, expect_equal, make_file, need, run_tests)

HERE = pathlib.Path(__file__).resolve().parent
ID = "io.github.hoist_uploader.Hoist"


def install(home):
    need("meson")
    target = home.path / "installed"
    done = subprocess.run(["meson", "install", "-C", str(BUILD), "--no-rebuild", "--destdir", str(target)],
                          capture_output=True, text=True, check=False)
    expect_equal(done.returncode, 0, f"meson install\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return target


def find(target, name):
    found = [path for path in target.rglob(name) if path.is_file()]
    expect(found, f"{name} is installed")
    return found[0]


def the_installed_program_uploads(home):
    target = install(home)
    cli = find(target, "hoist-cli")
    server = find(target, "hoist-practice")
    expect(os.access(server, os.X_OK), "hoist-practice can be run")
    practice = Practice(home)
    home.add_account(practice)
    path = make_file(home.path / "clip.mp4", 2 * MIB)
    done = subprocess.run([str(cli), "upload", "--secrets-stdin", str(path)], env=home.env, text=True,
                          input=practice.secrets(), capture_output=True, check=False, timeout=60)
    expect_equal(done.returncode, 0, f"exit status: {done.stdout}{done.stderr}")
    practice.expect_stored(path)


def in_prefix(home, target, *command, **options):
    """Runs a command that sees what was installed at the place that it was built for."""
    need("bwrap")
    prefix = get_option("prefix")
    env = {**home.env, "XDG_DATA_DIRS": f"{prefix}/share:/usr/share", "PATH": f"{prefix}/bin:/usr/bin:/bin"}
    env.update(options.pop("env", {}))
    place = ["--bind", target / prefix.lstrip("/"), prefix]
    if not os.path.isdir(prefix):
        raise Skip(f"{prefix}, for which this was built, is not there")
    trial = subprocess.run(["bwrap", "--dev-bind", "/", "/", *map(str, place), "true"], capture_output=True,
                           text=True, check=False)
    if trial.returncode != 0:
        raise Skip(f"bwrap cannot be used here: {trial.stderr.strip()}")
    return subprocess.run(list(map(str, [*options.pop("outside", []), "bwrap", "--dev-bind", "/", "/", *place, *command])),
                          capture_output=True, text=True, check=False, timeout=150, env=env, **options)


def get_option(name):
    listed = subprocess.run(["meson", "introspect", str(BUILD), "--buildoptions"], capture_output=True, text=True,
                            check=True).stdout
    return next(option["value"] for option in json.loads(listed) if option["name"] == name)


def the_desktop_finds_and_starts_it(home):
    """By its desktop file, as a menu does: by way of the bus, with its icons and its words."""
    need("Xvfb", "openbox", "xdotool", "dbus-run-session")
    target = install(home)
    # into a folder of a package meson leaves this to the package
    need("update-desktop-database")
    subprocess.run(["update-desktop-database", str(find(target, f"{ID}.desktop").parent)], check=True)
    done = in_prefix(home, target, "dbus-run-session", "--", "/usr/bin/python3", HERE / "launch_installed.py",
                     ID, *languages(), outside=[SOURCE / ".ci" / "with-display"], env={"GTK_A11Y": "none"})
    expect(done.stdout.strip(), f"something was found: {done.stderr}")
    found = json.loads(done.stdout.strip().splitlines()[-1])
    prefix = get_option("prefix")
    expect(found["found"], "the desktop finds it by its id")
    expect_equal(found["file"], f"{prefix}/share/applications/{ID}.desktop", "the desktop file")
    expect("video/mp4" in found["types"], f"it is said to take videos: {found['types']}")
    expect(found["handles"], "it is offered for videos")
    for kind, folder in (("icon", "scalable"), ("symbolic", "symbolic")):
        expect(f"{prefix}/share/icons/hicolor/{folder}/apps/{ID}" in (found[kind] or ""), f"its {kind}: {found[kind]}")
    expect(found["window"], f"its window came: {done.stderr}")
    expect(found["owned"], "it has its name on the bus")
    for language, comment in found["comments"].items():
        expect(comment and comment != "Upload large videos and know that they arrived",
               f"its comment in {language}: {comment}")


def the_command_line_speaks_every_language(home):
    target = install(home)
    english = in_prefix(home, target, "hoist-cli", "--help").stdout
    expect("upload" in english, f"the help: {english}")
    for language in languages():
        spoken = in_prefix(home, target, "hoist-cli", "--help", env=make_locale(home.path / "locales", language))
        expect_equal(spoken.returncode, 0, f"exit status in {language}")
        expect(spoken.stdout != english, f"the help in {language} is another than the English one")


def desktop_files_are_installed(home):
    target = install(home)
    if not (BUILD / "src" / "hoist").exists():
        return
    find(target, "hoist")
    desktop = find(target, "io.github.hoist_uploader.Hoist*.desktop")
    if shutil.which("desktop-file-validate"):
        done = subprocess.run(["desktop-file-validate", str(desktop)], capture_output=True, text=True,
                              check=False)
        expect_equal(done.returncode, 0, f"desktop-file-validate: {done.stdout}")


if __name__ == "__main__":
    run_tests([the_installed_program_uploads, desktop_files_are_installed, the_command_line_speaks_every_language,
               the_desktop_finds_and_starts_it])
