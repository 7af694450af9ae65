"""What C3 runs: `make run`, `render.yaml` and `docker-compose.yml` start the same three commands."""


def commands(
    host: str = "0.0.0.0",  # noqa: S104  a hosted service is reached from outside
    web_port: int | str = "$PORT",
    stream_port: int | str = "$PORT",
    workers: int | str = "$WEB_CONCURRENCY",
) -> dict[str, str]:
    """The shell command of each service, by its name; the defaults are those of a hosting platform.

    c3-app-stream is one process, since NiceGUI keeps an open page's state in it: WEB_CONCURRENCY, which
    uvicorn reads too, is not for it. It ends its streams three seconds after it is asked to stop, and keeps
    idle connections longer than a proxy in front of it does.
    """
    return {
        "c3-app": (
            f"python -m gunicorn web.wsgi:application --bind {host}:{web_port}"
            f" --worker-class gthread --workers {workers} --threads 8 --timeout 180"
            " --no-control-socket"
        ),
        "c3-app-stream": (
            f"python -m uvicorn stream.main:app --host {host} --port {stream_port} --workers 1"
            " --no-access-log --timeout-graceful-shutdown 3 --timeout-keep-alive 300"
        ),
        "c3-worker": "python -m stream.worker",
    }
