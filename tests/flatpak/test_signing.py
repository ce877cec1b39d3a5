#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The repository and the bundle, signed with a key of ours: who knows that key can install them, who
expects another cannot."""
import os
import subprocess

from hoist_sandbox import ID, SOURCE, WORK, Desktop, on_display
from hoist_system import Failure, expect, need, run_tests

INSTALL = ["install", "--user", "-y", "--noninteractive", "--no-deps", "--no-related"]


def make_key(home, name):
    """A key that is good for this test alone; its fingerprint, and its public half in a file."""
    folder = home.path / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    home.env["GNUPGHOME"] = str(folder)
    gpg(home, "--passphrase", "", "--quick-generate-key", f"{name} <{name}@example.org>", "ed25519", "sign", "1d")
    listed = gpg(home, "--with-colons", "--list-keys", f"{name}@example.org")
    fingerprint = next(line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr"))
    public = home.path / f"{name}.gpg"
    gpg(home, "--output", public, "--export", fingerprint)
    return fingerprint, public


def gpg(home, *arguments):
    done = subprocess.run(["gpg", "--batch", *map(str, arguments)], env=home.env, capture_output=True, text=True,
                          check=False)
    if done.returncode != 0:
        raise Failure(f"gpg {arguments}: {done.stderr}")
    return done.stdout


def stop_agent(home):
    subprocess.run(["gpgconf", "--kill", "gpg-agent"], env=home.env, capture_output=True, check=False)


def publish(home, key):
    """As a maintainer does it."""
    folder = home.path / "published"
    done = subprocess.run([str(SOURCE / ".ci" / "flatpak"), "--publish", str(folder)], capture_output=True, text=True,
                          env={**home.env, "HOIST_GPG_KEY": key, "PATH": os.environ["PATH"]}, check=False)
    expect(done.returncode == 0, f"it is published: {done.stdout}{done.stderr}")
    return folder


def is_installed(desktop):
    return ID in desktop.flatpak("--user", "list", "--app", "--columns=application").stdout


def refuse(desktop, *arguments):
    done = desktop.flatpak(*arguments, status=None)
    said = done.stdout + done.stderr
    expect(done.returncode != 0, f"{arguments} is refused: {said}")
    expect("signature" in said.lower(), f"{arguments} is refused because of its signature: {said}")
    expect(not is_installed(desktop), f"nothing is installed after {arguments}: {said}")


def set_up(home):
    """What was published with one key, that key, and another."""
    need("gpg")
    desktop = Desktop(home)
    home.closers.append(lambda: stop_agent(home))
    key, public = make_key(home, "maintainer")
    _, other = make_key(home, "somebody")
    folder = publish(home, key)
    home.env["FLATPAK_USER_DIR"] = str(home.path / "installation")
    return desktop, folder, public, other


def only_its_key_lets_the_repository_in(home):
    desktop, folder, public, other = set_up(home)
    for name, key, repository in (("right", public, folder / "repo"), ("wrong", other, folder / "repo"),
                                  ("unsigned", public, WORK / "repo")):
        desktop.flatpak("remote-add", "--user", f"--gpg-import={key}", name, repository, status=None)
    refuse(desktop, *INSTALL, "wrong", ID)
    refuse(desktop, *INSTALL, "unsigned", ID)
    desktop.flatpak(*INSTALL, "right", ID)
    expect(is_installed(desktop), "it is installed")


def only_its_key_lets_the_bundle_in(home):
    """flatpak 1.14 crashes at the end of both, so its exit status tells nothing."""
    desktop, folder, public, other = set_up(home)
    bundle = folder / f"{ID}.flatpak"
    desktop.flatpak(*INSTALL, f"--gpg-file={other}", "--bundle", bundle, status=None)
    expect(not is_installed(desktop), "with another key nothing is installed")
    desktop.flatpak(*INSTALL, f"--gpg-file={public}", "--bundle", bundle, status=None)
    expect(is_installed(desktop), "with its key it is installed")


if __name__ == "__main__":
    on_display()
    run_tests([only_its_key_lets_the_repository_in, only_its_key_lets_the_bundle_in])
