#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""meson install into a folder of its own, and the installed program runs."""
import os
import shutil
import subprocess

from hoist_system import (BUILD, MIB, Practice, expect, expect_equal, make_file, need, run_tests)


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
    run_tests([the_installed_program_uploads, desktop_files_are_installed])
