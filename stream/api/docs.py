"""The API's description for people, /analysis/api/docs: Swagger UI from our own files, no other host."""

from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse
from starlette.exceptions import HTTPException

FOLDER = Path(__file__).parent / "vendor" / "swagger-ui"
FILES = {
    f"{sha256(path.read_bytes()).hexdigest()[:12]}-{path.name}": path
    for path in (FOLDER / "swagger-ui-bundle.js", FOLDER / "swagger-ui.css")
}
SCRIPT, STYLE = FILES
PLAIN = {"validatorUrl": None, "docExpansion": "list", "defaultModelsExpandDepth": 0}

router = APIRouter(include_in_schema=False)


@router.get("/docs")
@router.get("/docs/")
async def docs(request: Request) -> HTMLResponse:
    """The page; what it asks for to try something out is asked as its reader."""
    root = request.scope.get("root_path", "")
    return get_swagger_ui_html(
        openapi_url=f"{root}/openapi.json",
        title="C3 API",
        swagger_js_url=f"{root}/docs/{SCRIPT}",
        swagger_css_url=f"{root}/docs/{STYLE}",
        swagger_favicon_url="data:,",
        swagger_ui_parameters=PLAIN,
    )


@router.get("/docs/{name}")
async def file(name: str) -> FileResponse:
    """A file of the page; its name changes when it does."""
    if name not in FILES:
        raise HTTPException(404)
    return FileResponse(FILES[name], headers={"Cache-Control": "private, max-age=31536000, immutable"})
