"""`render.yaml` and `docker-compose.yml` run what `make run` runs, with all that DEBUG=0 asks for."""

from typing import Any

import yaml

from launch.services import commands
from shared.settings import ROOT, Settings

RENDER = yaml.safe_load((ROOT / "render.yaml").read_text())
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OF_THE_PLATFORM = {"PYTHON_VERSION", "FORWARDED_ALLOW_IPS"}
KNOWN = {name.upper() for name in Settings.model_fields} | OF_THE_PLATFORM
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


def test_compose_runs_the_three_commands() -> None:
    run = {name: service["command"] for name, service in COMPOSE["services"].items() if name in SERVICES}
    assert run == commands(web_port=8000, stream_port=8001, workers=2)


def test_compose_names_all_that_is_required_with_debug_off_and_nothing_unknown() -> None:
    for name in SERVICES:
        variables = COMPOSE["services"][name]["environment"]
        assert variables["DEBUG"] == "0"
        assert {"SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"} <= variables.keys() <= KNOWN
        assert COMPOSE["services"][name]["depends_on"] == {
            "migrate": {"condition": "service_completed_successfully"}
        }


def test_compose_has_postgresql_17_with_pgvector_and_keeps_its_data() -> None:
    assert COMPOSE["services"]["db"]["image"] == "pgvector/pgvector:pg17"
    kept = {
        volume.split(":")[0]
        for service in COMPOSE["services"].values()
        for volume in service.get("volumes", [])
    }
    assert kept == set(COMPOSE["volumes"])


def test_the_image_does_not_run_as_root() -> None:
    assert (ROOT / "Dockerfile").read_text().rstrip().endswith("USER c3")
