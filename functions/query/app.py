"""The query function: what ops people ask of the index, over HTTP. Reads only."""

import base64
import binascii
import json
import os
from functools import cache
from http import HTTPStatus
from typing import Annotated, Any

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel, ConfigDict, Field

from unspin import __version__
from unspin.errors import UnreadableInput
from unspin.pipeline.answers import ArticleShown, ClusterListed, ClusterShown, Found, ParkedShown, Stats, WithdrawnShown
from unspin.pipeline.look_up import find_file, find_text, find_url
from unspin.pipeline.services import Services
from unspin.pipeline.show import recent_clusters, show, show_cluster, stats
from unspin.runtime import connect
from unspin.settings import Settings

PROBLEM = "application/problem+json"

Id = Annotated[str, Path(min_length=1, max_length=100)]
Days = Annotated[int, Query(ge=1, le=90, description="how many days back, today included")]
Limit = Annotated[int, Query(ge=1, le=200)]

logger = Logger()
metrics = Metrics()
tracer = Tracer()
app = APIGatewayHttpResolver(enable_validation=True)
app.enable_swagger(title="unspin", version=__version__, path="/docs")


class Sought(BaseModel):
    """What to look for: exactly one of a URL, a text and a file."""

    model_config = ConfigDict(extra="forbid")

    url: Annotated[str | None, Field(max_length=4_000)] = None
    text: Annotated[str | None, Field(max_length=1_000_000)] = None
    file: Annotated[str | None, Field(description="the file's bytes, in base64")] = None
    name: Annotated[str, Field(description="the file's name: its suffix tells how to read it")] = "page.html"


class Gone(Exception):
    """What was asked for was taken down."""

    def __init__(self, shown: WithdrawnShown) -> None:
        super().__init__(shown.article_id)
        self.shown = shown


@cache  # built at the first call: tests can import this module without an environment
def services() -> Services:
    """Return the stack that the environment names."""
    return connect(Settings.from_env(os.environ))


@app.post("/find", summary="Find what the index holds of a URL, a text or a file, without taking it in")
def find(sought: Sought) -> Found:
    """Answer with the related articles, strongest first."""
    given = [name for name in ("url", "text", "file") if getattr(sought, name) is not None]
    if len(given) != 1:
        told = ", ".join(given) or "none"
        raise UnreadableInput("invalid_record", f"expected exactly one of url, text and file, got {told}")
    if sought.url is not None:
        return find_url(sought.url, services())
    if sought.text is not None:
        return find_text(sought.text, services())
    return find_file(_decoded(sought.file or ""), sought.name, services())


@app.get("/articles/<article_id>", summary="Show an article with its relations, or an input that was parked")
def show_article(article_id: Id) -> ArticleShown | ParkedShown:
    """Answer with everything that is known of it."""
    found = show(article_id, services())
    if found is None:
        raise NotFoundError(f"there is no article and no parked input {article_id}")
    if isinstance(found, WithdrawnShown):
        raise Gone(found)
    return found


@app.get("/clusters/<cluster_id>", summary="Show the cluster of an article")
def show_one_cluster(cluster_id: Id) -> ClusterShown:
    """Answer with its members, the canonical one first."""
    found = show_cluster(cluster_id, services())
    if found is None:
        raise NotFoundError(f"there is no cluster and no article {cluster_id}")
    return found


@app.get("/clusters", summary="List the clusters that changed last")
def list_clusters(days: Days = 7, limit: Limit = 50) -> list[ClusterListed]:
    """Answer with the newest first."""
    return recent_clusters(services(), days=days, limit=limit)


@app.get("/stats", summary="Count articles, relations, decisions and parked inputs")
def show_stats(days: Days = 7) -> Stats:
    """Answer with counts over the last days."""
    return stats(services(), days=days)


@app.exception_handler(UnreadableInput)
def answer_unreadable(error: UnreadableInput) -> Response[Any]:
    """Say what could not be read."""
    return _problem(HTTPStatus.UNPROCESSABLE_ENTITY, error.message, reason=error.reason)


@app.exception_handler(RequestValidationError)
def answer_invalid(error: RequestValidationError) -> Response[Any]:
    """Say which parameter was wrong, and how."""
    told = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
    return _problem(HTTPStatus.UNPROCESSABLE_ENTITY, told)


@app.exception_handler(Gone)
def answer_gone(error: Gone) -> Response[Any]:
    """Say when an article was taken down, and why."""
    told = f"the article {error.shown.article_id} was taken down at {error.shown.withdrawn_at}"
    return _problem(HTTPStatus.GONE, told, reason=error.shown.reason)


@app.exception_handler(NotFoundError)
def answer_not_found(error: NotFoundError) -> Response[Any]:
    """Say what is not there."""
    return _problem(HTTPStatus.NOT_FOUND, str(error.msg))


@app.not_found
def answer_no_route(error: NotFoundError) -> Response[Any]:
    """Say that there is nothing at this path."""
    return _problem(HTTPStatus.NOT_FOUND, f"there is nothing at this path; the paths are listed at /docs ({error.msg})")


@logger.inject_lambda_context
@metrics.log_metrics
@tracer.capture_lambda_handler(capture_response=False)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request."""
    metrics.add_metric("Queries", MetricUnit.Count, 1)
    return app.resolve(event, context)


def _decoded(file: str) -> bytes:
    try:
        return base64.b64decode(file, validate=True)
    except binascii.Error as error:
        raise UnreadableInput("invalid_record", f"file must be base64: {error}") from error


def _problem(status: HTTPStatus, detail: str, **more: Any) -> Response[Any]:
    """Answer as RFC 9457 wants it."""
    body = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail, **more}
    # Powertools serialises plain application/json only.
    return Response(status_code=status.value, content_type=PROBLEM, body=json.dumps(body))
