"""What the server says of itself: the API's reference page, and the local certificate authority for phones."""

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse, HTMLResponse

from backend.core.errors import NotFound
from backend.features.http.depends import parts_of
from backend.features.parts import Parts

router = APIRouter(include_in_schema=False)

_DOCS = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Einlass API</title>
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/vendor/swagger-ui.css">
<script src="/static/vendor/swagger-ui-bundle.js" defer></script>
<script src="/static/js/docs.js" defer></script>
</head>
<body>
<div id="api"></div>
<noscript><p>The description itself is at <a href="/api/openapi.json">/api/openapi.json</a>.</p></noscript>
</body>
</html>
"""


@router.get("/docs")
def docs() -> HTMLResponse:
    """The API's reference; everything it loads comes from this server."""
    return HTMLResponse(_DOCS)


@router.get("/ca.crt")
def authority(parts: Parts = Depends(parts_of)) -> FileResponse:  # noqa: B008 - FastAPI's form
    """The authority that `make run LAN=1` made; phones install it once. Its key never leaves the machine."""
    path = parts.settings.var / "tls" / "ca.crt"
    if not path.is_file():
        raise NotFound("page_unknown")
    return FileResponse(path, media_type="application/x-x509-ca-cert", filename="einlass-ca.crt")
