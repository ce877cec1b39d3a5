#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The core of HUAWEI CLOUD's own Node SDK against the practice service: whoever wrote neither our
signer nor our server signs, and is understood. It is fetched by npm into a scratch folder, by a
lock file with checksums, and only on machines that can."""
import json
import shutil
import subprocess

from hoist_system import (SOURCE, Failure, Practice, Skip, expect, expect_equal, make_file, need,
                          run_tests, sha1_of)

SERVICE = "huawei-metastudio"
SDK = SOURCE / "tests" / "system" / "huawei-sdk"
SIZE = 3000000
# all that encodings quarrel about
NAME = "café clip (1)*~'+&=%?#/ 中!"
# what npm says when the registry is not there, or somebody else in its place, rather than what it
# offers being wrong
NO_REGISTRY = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH", "ECONNRESET",
               "EHOSTUNREACH", "ERR_SOCKET_TIMEOUT", "E403", "E407", "E503", "FETCH_ERROR",
               "SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
               "UNABLE_TO_VERIFY_LEAF_SIGNATURE")


def install(home):
    """npm in a folder of the test's own, nothing but what the lock file names, no scripts run."""
    need("node", "npm")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
    if int(version.stdout.strip("v\n").split(".")[0]) < 18:
        raise Skip(f"node {version.stdout.strip()} is too old, 18 is needed")
    folder = home.path / "sdk"
    folder.mkdir()
    for name in ("package.json", "package-lock.json", "client.js"):
        shutil.copy(SDK / name, folder)
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1",
         "--fetch-timeout=30000"],
        cwd=folder, env=home.env, capture_output=True, text=True, timeout=240, check=False)
    if done.returncode != 0:
        output = done.stdout + done.stderr
        if any(word in output for word in NO_REGISTRY):
            raise Skip("npm's registry cannot be reached")
        raise Failure(f"npm ci: {output[-2000:]}")
    return folder


def run_client(home, folder, practice, **changes):
    settings = practice.services[SERVICE]
    job = {
        "endpoint": settings["endpoint"],
        "project": settings["project-id"],
        "access_key": settings["access-key"],
        "secret_key": settings["secret-key"],
        "name": NAME,
        **changes,
    }
    done = subprocess.run(["node", "client.js"], cwd=folder, env=home.env, input=json.dumps(job),
                          capture_output=True, text=True, timeout=120, check=False)
    expect_equal(done.returncode, 0, f"exit status of the client; it said {done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def expect_upload(result, path):
    expect_equal(result["put"]["status"], 200, f"status of the PUT: {result['put']['body']}")
    expect_equal(result["complete"]["httpStatusCode"], 200, "status of complete")
    shown = result["show"]
    expect_equal(shown["asset_name"], NAME, "name")
    expect_equal(shown["asset_state"], "UNACTIVED", "state of the asset")
    expect_equal([file["state"] for file in shown["files"]], ["CREATED"], "states of files")
    expect_equal(result["list"]["count"], 1, "assets found by that name")
    expect_equal(result["list"]["assets"][0]["asset_id"], result["asset"], "the one found")
    expect_equal([file["sha1"] for file in result["stored"]], [sha1_of(path)], "stored files")


def expect_refused(result):
    """Errors arrive as the SDK's own typed exceptions: the shapes are right."""
    for name, status, code in (("again", 400, "MSS.10001005"), ("gone", 400, "MSS.10001004"),
                               ("wrong", 401, "APIGW.0301")):
        error = result[name]
        expect(error, f"{name}: not refused")
        expect_equal((error["status"], error["code"]), (status, code), f"{name}: {error}")
        expect(error["message"], f"{name}: without a message")
    expect("Exception" in result["again"]["name"] or "Error" in result["again"]["name"],
           f"no exception of the SDK: {result['again']['name']}")
    expect_equal(result["remove"]["httpStatusCode"], 200, "status of delete")


def the_vendors_client_uploads(home):
    folder = install(home)
    path = make_file(home.path / "clip.mp4", SIZE)
    # strict: nothing that it does needs leniency
    practice = Practice(home)
    result = run_client(home, folder, practice, path=str(path))
    expect_upload(result, path)
    expect_refused(result)
    refused = [entry["call"] for entry in practice.log() if (entry["status"] or 0) >= 400]
    expect_equal(refused, ["CreateAsset", "DeleteFile", "ListAssets"], "calls refused")

    # the same with a temporary key
    other = Practice(home, storage="other")
    result = run_client(home, folder, other, path=str(path),
                        access_key="PRACTICETEMPORARY001",
                        secret_key="PracticeTemporarySecretKey0123456789abcd",
                        security_token="made-up-temporary-token==")
    expect_upload(result, path)
    expect_refused(result)


if __name__ == "__main__":
    run_tests([the_vendors_client_uploads])
