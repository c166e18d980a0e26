"""The files in packaging/ and compose.yaml say what the program and the documents say."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
PACKAGING = ROOT / "packaging"
UNITS = ("compact-bot.service", "compact-bot-backup.service")
LOOSEST = 2.5  # of systemd's own measure, from 0 (tight) to 10


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_leaves_little_to_whoever_breaks_in(unit: str):
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is missing (Debian: systemd)")
    looked = subprocess.run(
        [program, "security", "--offline=true", "--no-pager", PACKAGING / unit],
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"exposure level for \S+: ([\d.]+)", looked.stdout)
    assert found is not None, looked.stderr
    assert float(found[1]) <= LOOSEST


def test_the_service_is_not_started_again_for_what_no_restart_mends():
    service = (PACKAGING / "compact-bot.service").read_text(encoding="utf-8")
    assert "RestartPreventExitStatus=2\n" in service
    assert "XDG_CACHE_HOME=/var/cache/compact-bot\n" in service
    assert "CacheDirectory=compact-bot\n" in service


def test_every_metric_in_the_rules_is_explained_and_every_explained_one_exists():
    known = set(
        re.findall(
            r'_(?:gauge|counts|histogram|named)\(\s*"(\w+)"', (ROOT / "bot/app/metrics.py").read_text()
        )
    )
    known |= set(re.findall(r'Mark\.\w+: \("(\w+)"', (ROOT / "bot/app/metrics.py").read_text()))
    text = (ROOT / "docs/metrics.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `compact_bot_(\w+?)(?:_total)?`", text, re.MULTILINE))
    assert explained == known
    rules = (PACKAGING / "alerts.yaml").read_text(encoding="utf-8")
    named = {re.sub(r"_(total|bucket)$", "", name) for name in re.findall(r"compact_bot_(\w+)", rules)}
    assert named <= known
    assert yaml.safe_load(rules)["groups"]


def test_the_second_bot_of_the_compose_file_starts_with_the_server_alone():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert "profiles" not in services["bot"]
    assert services["standby"]["profiles"] == services["postgres"]["profiles"] == ["postgres"]
    assert all(service["logging"]["options"]["max-size"] for service in services.values())
    assert all(service["mem_limit"] for service in services.values())
