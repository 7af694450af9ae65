"""`render.yaml` and `docker-compose.yml` run what `make run` runs, with all that DEBUG=0 asks for."""

import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from launch.run import environment
from launch.services import commands
from shared.cluster import WORDLESS
from shared.settings import ROOT, Settings, settings
from web.safety.management.commands.restore import Command

RENDER = yaml.safe_load((ROOT / "render.yaml").read_text())
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OF_THE_PLATFORM = {"PYTHON_VERSION", "GUNICORN_CMD_ARGS"}
KNOWN = {name.upper() for name in Settings.model_fields} | OF_THE_PLATFORM
# What the image says, what one service alone is told, and what is of another database
# and bucket than those of the file.
NOT_OF_COMPOSE = {
    "C3_DATA", "C3_DEMO", "STATIC_ROOT", "WEB_PORT", "STREAM_PORT", "WEB_CONCURRENCY", "REDIS_URL",
    "DATABASE_REPLICA_URL", "PICTURES_IN", "SUPABASE_PROJECT_ID", "SUPABASE_STORAGE_REGION",
    "SUPABASE_DB_HOST", "SUPABASE_DB_NAME", "SUPABASE_DB_USER", "SUPABASE_DB_PASSWORD", "SUPABASE_DB_PORT",
}  # fmt: skip
SERVICES = {"c3-app", "c3-app-stream", "c3-worker"}


def on_render(service: dict[str, Any]) -> dict[str, Any]:
    """The variables of a service, those of its groups included."""
    groups = {group["name"]: group["envVars"] for group in RENDER["envVarGroups"]}
    own = [entry for entry in service["envVars"] if "key" in entry]
    shared = [
        entry for group in service["envVars"] if "fromGroup" in group for entry in groups[group["fromGroup"]]
    ]
    return {entry["key"]: entry for entry in own + shared}


def test_render_runs_the_three_commands() -> None:
    assert {service["name"]: service["startCommand"] for service in RENDER["services"]} == commands()


def test_render_migrates_before_a_new_version_and_watches_the_health_of_both_applications() -> None:
    services = {service["name"]: service for service in RENDER["services"]}
    assert services["c3-app"]["preDeployCommand"] == "python -m web migrate --noinput"
    assert {name for name, service in services.items() if service.get("healthCheckPath") == "/health/"} == {
        "c3-app",
        "c3-app-stream",
    }


def test_render_names_all_that_is_required_with_debug_off_and_nothing_unknown() -> None:
    required = {"SECRET_KEY", "ALLOWED_HOSTS", "SUPABASE_DB_HOST", "SUPABASE_DB_USER", "SUPABASE_DB_PASSWORD"}
    for service in RENDER["services"]:
        variables = on_render(service)
        assert variables["DEBUG"]["value"] == "0"
        assert variables["SECRET_KEY"]["generateValue"] is True
        assert required <= variables.keys() <= KNOWN


def test_render_has_no_say_in_how_gunicorn_works() -> None:
    """It would give it arguments of its own: to log each request, and to load c3-app before the workers."""
    (c3_app,) = (service for service in RENDER["services"] if service["name"] == "c3-app")
    (argument,) = on_render(c3_app)["GUNICORN_CMD_ARGS"]["value"].split()
    assert argument in c3_app["startCommand"].split()


def test_compose_runs_the_three_commands() -> None:
    run = {name: service["command"] for name, service in COMPOSE["services"].items() if name in SERVICES}
    assert run == commands(web_port=8000, stream_port=8001, workers="${WEB_CONCURRENCY:-2}")


def test_compose_names_all_that_is_required_with_debug_off_and_nothing_unknown() -> None:
    for name in SERVICES:
        variables = COMPOSE["services"][name]["environment"]
        assert variables["DEBUG"] == "0"
        assert {"SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"} <= variables.keys() <= KNOWN
        assert COMPOSE["services"][name]["depends_on"] == {
            "migrate": {"condition": "service_completed_successfully"},
            "bucket": {"condition": "service_completed_successfully"},
        }


def test_compose_hands_on_every_setting_that_its_owner_may_choose() -> None:
    for name in SERVICES:
        handed = COMPOSE["services"][name]["environment"].keys()
        assert sorted(KNOWN - OF_THE_PLATFORM - NOT_OF_COMPOSE - handed) == []


def test_render_reaches_supabase_by_the_pooler_that_has_connections_for_all() -> None:
    for service in RENDER["services"]:
        assert on_render(service)["SUPABASE_DB_PORT"]["value"] == "6543"


def test_minio_takes_the_keys_that_c3_is_told() -> None:
    """It does not start with a user of less than 3 characters, or with a password of less than 8."""
    minio, told = (COMPOSE["services"][name]["environment"] for name in ("storage", "c3-app"))
    assert minio["MINIO_ROOT_USER"] == told["SUPABASE_STORAGE_ACCESS_KEY"]
    assert minio["MINIO_ROOT_PASSWORD"] == told["SUPABASE_STORAGE_SECRET_KEY"]
    assert len(minio["MINIO_ROOT_USER"]) >= 3
    assert "8 or more" in minio["MINIO_ROOT_PASSWORD"]


def test_compose_has_postgresql_17_with_pgvector_and_keeps_its_data() -> None:
    assert COMPOSE["services"]["db"]["image"] == "pgvector/pgvector:pg17"
    assert COMPOSE["services"]["db"]["command"] == " -c ".join(("postgres", *WORDLESS))
    kept = {
        volume.split(":")[0]
        for service in COMPOSE["services"].values()
        for volume in service.get("volumes", [])
        if not volume.startswith("./")
    }
    assert kept == set(COMPOSE["volumes"])


def test_a_proxy_that_is_named_in_a_file_is_believed_by_both_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who took each https for http would lead to https for ever. Of themselves they read no `.env`."""
    told = settings().model_copy(update={"forwarded_allow_ips": "10.1.2.0/24"})
    monkeypatch.setattr("shared.settings.settings", lambda: told)
    assert runpy.run_path(str(ROOT / "gunicorn.conf.py"))["forwarded_allow_ips"] == "10.1.2.0/24"
    assert environment(told)["FORWARDED_ALLOW_IPS"] == "10.1.2.0/24"


def test_the_readme_says_its_commands_in_containers_that_are_there_and_below_what_they_may_write() -> None:
    readme = (ROOT / "README.md").read_text()
    said = re.findall(r"docker compose (exec|cp) (?:-T )?(\S.+)$", readme, re.MULTILINE)
    words = [word for _, command in said for word in command.split()]
    assert {command.split()[0] for kind, command in said if kind == "exec"} <= SERVICES
    paths = [word.removeprefix("c3-app:") for word in words if "/" in word]
    assert len(paths) == 10
    assert all(path.startswith("/data/") for path in paths)
    assert "data:/data" in COMPOSE["services"]["c3-app"]["volumes"]


def test_the_readme_puts_a_backup_back_in_the_place_of_the_c3_of_its_bucket() -> None:
    """The bucket of the file is that of the C3 that was backed up: without the word it would be refused."""
    readme = (ROOT / "README.md").read_text()
    (said,) = re.findall(r"c3-app python -m web restore (.+)$", readme, re.MULTILINE)
    asked = Command().create_parser("web", "restore").parse_args(said.split())
    assert (asked.in_its_place, asked.wipe) == (True, "")


def test_the_logs_of_no_service_of_compose_grow_without_end() -> None:
    assert {service["logging"]["driver"] for service in COMPOSE["services"].values()} == {"local"}


def test_the_image_does_not_run_as_root() -> None:
    assert (ROOT / "Dockerfile").read_text().rstrip().endswith("USER 1000:1000")


def test_the_image_takes_the_guide_along_and_no_other_documents() -> None:
    """A later line of the file overrides those before it."""
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert [line for line in ignored if line.lstrip("!").startswith(("docs", "*.md", "**/*.md"))] == [
        "docs/*",
        "!docs/guide/",
    ]


def test_compose_publishes_the_front_alone_and_knows_the_health_of_all_that_serve() -> None:
    services = COMPOSE["services"]
    serving = {"db", "storage", "redis", "c3-app", "c3-app-stream", "front"}
    assert {name for name, service in services.items() if "ports" in service} == {"front"}
    assert {name for name, service in services.items() if "healthcheck" in service} == serving


def test_compose_starts_the_front_anew_with_each_that_it_passes_requests_on_to() -> None:
    front = COMPOSE["services"]["front"]
    places = (front["environment"][name] for name in ("FRONT_WEB", "FRONT_STREAM", "FRONT_STORAGE"))
    assert {place.partition(":")[0] for place in places} == front["depends_on"].keys()
    assert all(awaited["restart"] for awaited in front["depends_on"].values())


def test_compose_asks_for_each_secret_by_its_name_and_has_none_in_it() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    for name in ("C3_HOST", "SECRET_KEY", "DB_PASSWORD", "STORAGE_PASSWORD", "TLS_CERTIFICATE", "TLS_KEY"):
        assert f"${{{name}:?" in text
        assert f"${{{name}:-" not in text


def checked(*command: str) -> str:
    """What a tool of the environment has to say; empty: nothing is wrong."""
    tool = Path(sys.executable).with_name(command[0])
    done = subprocess.run([tool, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.parametrize(
    ("schema", "file"),
    [("vendor.compose-spec", "docker-compose.yml"), ("vendor.github-workflows", ".github/workflows/ci.yml")],
)
def test_a_file_is_as_its_schema_says(schema: str, file: str) -> None:
    assert checked("check-jsonschema", "--builtin-schema", schema, file) == ""


def test_the_linter_of_images_has_nothing_to_say() -> None:
    assert checked("hadolint", "--failure-threshold", "info", "Dockerfile") == ""


def test_the_workflow_runs_what_a_newcomer_does_with_pinned_actions_and_may_only_read() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["jobs"]["ci"]["container"]["image"].endswith(
        ":3.11-bookworm"
    )  # whose packages they install
    assert steps[-1]["run"].endswith("./.ci/run")
    assert all(re.fullmatch(r"[a-z/-]+@[0-9a-f]{40}", step["uses"]) for step in steps if "uses" in step)
