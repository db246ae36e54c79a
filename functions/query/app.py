"""The API: what ops people ask of the index, and what they do to it, over HTTP.

Two functions run it. The query function reads, and may do nothing else; API Gateway sends acts to the act function,
whose role may write.
"""

import base64
import os
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from http import HTTPStatus
from typing import Annotated, Any, Literal, TypeVar

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel, ConfigDict, Field, model_validator

from unspin import __version__, waking
from unspin.errors import (
    IndexMismatch,
    InvalidCursor,
    NothingThere,
    PolicyError,
    Refused,
    TransientError,
    UnknownRule,
    UnreadableInput,
)
from unspin.http import JSON, PROBLEM, RETRY_AFTER_S, not_allowed, problem, problem_answer, refused, tagged
from unspin.messages import ArticleStored
from unspin.model import Action
from unspin.pipeline.answers import (
    ArticleShown,
    ArticlesListed,
    ClusterShown,
    ClustersListed,
    Differences,
    Found,
    ParkedPage,
    ParkedShown,
    PoliciesShown,
    PolicyShown,
    RelationsListed,
    Released,
    ReviewQueue,
    Ruled,
    SentAgain,
    Sites,
    SiteShown,
    Stats,
    WithdrawnShown,
)
from unspin.pipeline.claims import release
from unspin.pipeline.differences import MOST_DAYS, draft_differences
from unspin.pipeline.known_rules import expect_known
from unspin.pipeline.listing import list_articles, list_clusters, list_parked
from unspin.pipeline.look_up import find_file, find_text, find_url
from unspin.pipeline.policies import list_policies, show_policy
from unspin.pipeline.redrive import redrive
from unspin.pipeline.review import PAGE, claim_next, claim_one, list_waiting
from unspin.pipeline.rulings import Hand, appeal, approve, reclassify, reject, undo
from unspin.pipeline.services import Services
from unspin.pipeline.show import show, show_cluster, show_relations
from unspin.pipeline.statistics import show_site, sites, stats
from unspin.pipeline.take_down import restore, take_down
from unspin.pipeline.told import NOTE
from unspin.runtime import connect
from unspin.settings import Settings
from unspin.snapshot import prepare_for_snapshots
from unspin.stored import Claim

Shown = TypeVar("Shown")
Id = Annotated[str, Path(min_length=1, max_length=100)]
Site = Annotated[str, Path(min_length=1, max_length=300)]
Days = Annotated[int, Query(ge=1, le=90, description="how many days back, today included")]
Limit = Annotated[int, Query(ge=1, le=100, description="lines of a page; one may hold fewer and not be the last")]
Cursor = Annotated[str | None, Query(max_length=1000, description="`next` of the page before, of the same query")]
Rule = Annotated[str | None, Query(max_length=100, description="only those that this rule found something in")]
Decided = Annotated[Action | None, Query(description="only those that were decided so")]
OfSite = Annotated[str | None, Query(max_length=300, description="only those that this site has articles in")]
Sorting = Annotated[Literal["recent", "size"], Query(description="changed last, or the largest of the last days")]
Queued = Annotated[Literal["age", "score"], Query(description="the oldest first, or the worst")]
HeldBy = Annotated[str | None, Query(max_length=100, description="only what this rule holds back, the worst first")]
QueueLimit = Annotated[int, Query(ge=1, le=PAGE, description="lines of a page; one may hold fewer and not be the last")]
Version = Annotated[str, Path(min_length=1, max_length=200)]
CountedDays = Annotated[int, Query(ge=1, le=MOST_DAYS, description="how many days back, today included")]
Minutes = Annotated[int, Field(ge=1, le=240, description="when the claim ends by itself")]

logger = Logger()
metrics = Metrics()
app = APIGatewayHttpResolver(enable_validation=True)
app.enable_swagger(title="unspin", version=__version__, path="/docs")


class Why(BaseModel):
    """Why somebody acts."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[
        str, Field(min_length=1, max_length=2_000, pattern=r"\S", description="kept in the audit trail, and shown")
    ]


class Order(BaseModel):
    """Which article of the queue, and for how long."""

    model_config = ConfigDict(extra="forbid")

    order: Literal["age", "score"] = "age"
    rule: Annotated[str | None, Field(max_length=100)] = None
    minutes: Minutes = 15


class Lease(BaseModel):
    """For how long."""

    model_config = ConfigDict(extra="forbid")

    minutes: Minutes = 15


class Verdict(BaseModel):
    """What a person decides about an article, and why."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["approve", "reject", "reclassify", "appeal", "undo"]
    note: Annotated[str, Field(min_length=1, max_length=NOTE, description="kept in the article's trail for ever")]
    label: Annotated[str | None, Field(max_length=100, description="to reclassify: the id of a rule")] = None
    action: Annotated[Action, Field(description="to reclassify: what becomes of it")] = "review"
    anyway: Annotated[bool, Field(description="also if it does not wait for review")] = False

    @model_validator(mode="after")
    def _is_whole(self) -> "Verdict":
        if (self.kind == "reclassify") != (self.label is not None):
            raise ValueError("expected a label to reclassify, and only then")
        if not self.note.strip():
            raise ValueError("expected a note")
        return self


class Problem(BaseModel):
    """What went wrong, as RFC 9457 wants it."""

    type: str
    title: str
    status: int
    detail: str
    reason: str | None = None  # an input's, as it would be parked for; why an article was taken down


class OfGateway(BaseModel):
    """What API Gateway says by itself of a body of more than 10 MB, which never comes here."""

    message: str


def answers(*wrong: HTTPStatus) -> dict[int, Any]:
    """Describe what a route answers with besides what it is asked for."""
    always = (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE)
    problems = {
        each.value: {"description": each.phrase, "content": {PROBLEM: {"model": Problem}}} for each in (*wrong, *always)
    }
    return {200: {"description": "What was asked for"}, **problems}


THERE = answers(HTTPStatus.NOT_FOUND)
GONE = answers(HTTPStatus.GONE)
LISTED = answers(HTTPStatus.BAD_REQUEST)
CONFLICT = answers(HTTPStatus.CONFLICT)
TAKEN = answers(HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
TAKEN[HTTPStatus.REQUEST_ENTITY_TOO_LARGE.value]["content"][JSON] = {"model": OfGateway}


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


prepare_for_snapshots(services)


@app.post("/find", summary="Find what the index holds of a URL, a text or a file", responses=TAKEN)
def find(sought: Sought) -> Found:
    """Answer with the related articles, strongest first. Nothing is taken in."""
    given = [name for name in ("url", "text", "file") if getattr(sought, name) is not None]
    if len(given) != 1:
        told = ", ".join(given) or "none"
        raise UnreadableInput("invalid_record", f"expected exactly one of url, text and file, got {told}")
    if sought.url is not None:
        return find_url(sought.url, services())
    if sought.text is not None:
        return find_text(sought.text, services())
    return find_file(_decoded(sought.file or ""), sought.name, services())


@app.get("/articles", summary="List articles", responses=LISTED)
def get_articles(limit: Limit = 50, cursor: Cursor = None, rule: Rule = None, action: Decided = None) -> ArticlesListed:
    """Answer with the newest first."""
    found = list_articles(services(), limit=limit, cursor=cursor, rule=rule, action=action)
    _expect_known(rule, found.articles, cursor)
    return found


@app.get("/articles/<article_id>", summary="Show an article, or an input that was parked", responses=THERE | GONE)
def get_article(article_id: Id) -> ArticleShown | ParkedShown:
    """Answer with everything that is known of it."""
    found = show(article_id, services())
    if found is None:
        raise NothingThere(f"there is no article and no parked input {article_id}")
    if isinstance(found, WithdrawnShown):
        raise Gone(found)
    return found


@app.get(
    "/articles/<article_id>/relations",
    summary="List how an article stands to others, with evidence",
    responses=THERE | LISTED,
)
def get_relations(article_id: Id, cursor: Cursor = None) -> RelationsListed:
    """Answer with 50 at a time."""
    return _there(show_relations(article_id, services(), cursor=cursor), f"there is no article {article_id}")


@app.get("/clusters", summary="List clusters", responses=LISTED)
def get_clusters(
    limit: Limit = 50, cursor: Cursor = None, order: Sorting = "recent", site: OfSite = None, days: Days = 7
) -> ClustersListed:
    """Answer with those that changed last, a site's own, or the largest that changed in the last days."""
    return list_clusters(services(), limit=limit, cursor=cursor, order=order, site=site, days=days)


@app.get("/clusters/<cluster_id>", summary="Show the cluster of an article", responses=THERE | LISTED)
def get_cluster(cluster_id: Id, limit: Limit = 100, cursor: Cursor = None) -> ClusterShown:
    """Answer with its members, the canonical one first."""
    found = show_cluster(cluster_id, services(), limit=limit, cursor=cursor)
    return _there(found, f"there is no cluster and no article {cluster_id}")


@app.get("/parked", summary="List inputs that could not be processed", responses=LISTED)
def get_parked(limit: Limit = 50, cursor: Cursor = None) -> ParkedPage:
    """Answer with the newest first."""
    return list_parked(services(), limit=limit, cursor=cursor)


@app.get("/sites", summary="List sites, and who copies whom", responses=answers())
def get_sites(days: Days = 7, limit: Limit = 50) -> Sites:
    """Answer with those that most articles came from, with the share of copies."""
    return sites(services(), days=days, limit=limit)


@app.get("/sites/<site>", summary="Show what came from a site", responses=THERE)
def get_site(site: Site, days: Days = 7) -> SiteShown:
    """Answer with its articles, whom it copied and who copied it."""
    return _there(show_site(site, services(), days=days), f"nothing came from {site} in the last {days} days")


@app.get("/stats", summary="Count articles, relations, decisions, findings and parked inputs", responses=answers())
def get_stats(days: Days = 7) -> Stats:
    """Answer with counts over the last days, and of each day."""
    return stats(services(), days=days)


@app.get("/review", summary="List the articles that wait for a person", responses=LISTED)
def get_review(
    limit: QueueLimit = PAGE, cursor: Cursor = None, order: Queued = "age", rule: HeldBy = None
) -> ReviewQueue:
    """Answer with the oldest first, the worst first, or what one rule holds back; with who has claimed them."""
    found = list_waiting(services(), limit=limit, cursor=cursor, order=order, rule=rule)
    _expect_known(rule, found.articles, cursor)
    return found


@app.get("/policies", summary="List the policies that are kept, and who chose which, when and why", responses=LISTED)
def get_policies(limit: Limit = 50, cursor: Cursor = None) -> PoliciesShown:
    """Answer with what part each plays: one decides, a draft may run beside it. Those two are on the first page."""
    return list_policies(services(), limit=limit, cursor=cursor)


@app.get("/policies/draft/differences", summary="Count what the draft would change, by rule", responses=THERE)
def get_differences(days: CountedDays = 7) -> Differences:
    """Answer with counts of the last days, and examples of each difference."""
    return _there(draft_differences(services(), days=days), "no draft runs beside the policy that decides")


@app.get("/policies/<version>", summary="Show a policy as it is kept", responses=THERE | CONFLICT)
def get_policy(version: Version) -> PolicyShown:
    """Answer with its text, and how it differs from the policy that decides."""
    return _there(show_policy(version, services()), f"there is no policy {version}")


@app.post("/review/claim", summary="Claim the next article that nobody holds", responses=TAKEN | CONFLICT)
def post_claim_next(wanted: Order) -> Claim:
    """Hold it for some minutes, so that nobody else decides about it."""
    lease = timedelta(minutes=wanted.minutes)
    return claim_next(services(), by=actor(), order=wanted.order, rule=wanted.rule, lease=lease)


@app.post("/articles/<article_id>/claim", summary="Claim an article", responses=TAKEN | THERE | CONFLICT)
def post_claim(article_id: Id, wanted: Lease) -> Claim:
    """Hold it for some minutes, or prolong a claim of one's own."""
    return claim_one(article_id, services(), by=actor(), lease=timedelta(minutes=wanted.minutes))


@app.post("/articles/<article_id>/release", summary="Give a claim back", responses=TAKEN | THERE | CONFLICT)
def post_release(article_id: Id) -> Released:
    """Let others have the article, without deciding."""
    if not release(article_id, services(), by=actor()):
        raise Refused(f"{actor()} holds no claim on article {article_id}")
    return Released(article_id, actor())


@app.post("/articles/<article_id>/rulings", summary="Decide about an article", responses=TAKEN | THERE | CONFLICT)
def post_ruling(article_id: Id, verdict: Verdict) -> Ruled:
    """Approve, reject or reclassify it; appeal against what was decided; or take the last decision of a person back."""
    hand = Hand(actor(), verdict.note)
    match verdict.kind:
        case "approve":
            return approve(article_id, services(), hand, anyway=verdict.anyway)
        case "reject":
            return reject(article_id, services(), hand, anyway=verdict.anyway)
        case "appeal":
            return appeal(article_id, services(), hand)
        case "undo":
            return undo(article_id, services(), hand)
    label, action, anyway = str(verdict.label), verdict.action, verdict.anyway
    return reclassify(article_id, services(), hand, label=label, action=action, anyway=anyway)


@app.post("/articles/<article_id>/takedown", summary="Take an article down", responses=TAKEN | THERE)
def post_takedown(article_id: Id, why: Why) -> WithdrawnShown:
    """Remove its text, signatures, postings, links and records, and keep it from coming back. Repeating it is safe."""
    tombstone = take_down(article_id, services(), actor=actor(), reason=why.reason)
    if tombstone is None or tombstone.withdrawn is None:
        raise NothingThere(f"there is no article {article_id}")
    return WithdrawnShown(article_id, tombstone.withdrawn.at, tombstone.withdrawn.reason)


@app.post("/articles/<article_id>/restore", summary="Let an article come in again", responses=TAKEN | THERE | CONFLICT)
def post_restore(article_id: Id, why: Why) -> SentAgain:
    """Put its raw object in the queue; refused for 16 minutes after it was taken down."""
    message = restore(article_id, services(), actor=actor(), reason=why.reason)
    return _sent(message, f"no article {article_id} was taken down")


@app.post("/parked/<parked_id>/redrive", summary="Give a parked input another chance", responses=TAKEN | THERE)
def post_redrive(parked_id: Id, why: Why) -> SentAgain:
    """Put its object in the queue, once what it failed on is mended."""
    message = redrive(parked_id, services(), actor=actor(), reason=why.reason)
    return _sent(message, f"there is no parked input {parked_id} that has an object")


def actor() -> str:
    """Return who signed the request, as the audit trail names them."""
    authorizer = app.current_event.raw_event["requestContext"].get("authorizer") or {}
    return str((authorizer.get("iam") or {}).get("userArn") or "unknown")


def _sent(message: ArticleStored | None, told: str) -> SentAgain:
    if message is None:
        raise NothingThere(told)
    return SentAgain(message.bucket, message.key)


@app.exception_handler(UnreadableInput)
def answer_unreadable(error: UnreadableInput) -> Response[Any]:
    """Say what could not be read."""
    return _problem(HTTPStatus.UNPROCESSABLE_ENTITY, error.message, reason=error.reason)


@app.exception_handler(RequestValidationError)
def answer_invalid(error: RequestValidationError) -> Response[Any]:
    """Say which parameter was wrong, and how."""
    told = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
    return _problem(HTTPStatus.UNPROCESSABLE_ENTITY, told)


@app.exception_handler(InvalidCursor)
def answer_invalid_cursor(error: InvalidCursor) -> Response[Any]:
    """Say that the cursor is none of this list."""
    return _problem(HTTPStatus.BAD_REQUEST, str(error))


@app.exception_handler(UnknownRule)
def answer_unknown_rule(error: UnknownRule) -> Response[Any]:
    """Say which rules there are."""
    return _problem(HTTPStatus.BAD_REQUEST, str(error))


@app.exception_handler(TransientError)
def answer_busy(error: TransientError) -> Response[Any]:
    """Say that asking again may help."""
    logger.warning("busy", extra={"error": str(error)})
    told = "the index did not answer, or is being written: ask again"
    return _problem(HTTPStatus.SERVICE_UNAVAILABLE, told, {"Retry-After": str(RETRY_AFTER_S)})


@app.exception_handler(IndexMismatch)
def answer_mismatch(error: IndexMismatch) -> Response[Any]:
    """Say that the index holds what this release cannot compute: asking again helps when another one is deployed."""
    logger.error("mismatch", extra={"error": str(error)})
    return _problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error))


@app.exception_handler(Gone)
def answer_gone(error: Gone) -> Response[Any]:
    """Say when an article was taken down, and why."""
    told = f"the article {error.shown.article_id} was taken down at {error.shown.withdrawn_at}"
    return _problem(HTTPStatus.GONE, told, reason=error.shown.reason)


@app.exception_handler(NothingThere)
def answer_not_there(error: NothingThere) -> Response[Any]:
    """Say what is not there."""
    return _problem(HTTPStatus.NOT_FOUND, str(error))


@app.exception_handler(Refused)
def answer_refused(error: Refused) -> Response[Any]:
    """Say why it cannot be done as things are."""
    return _problem(HTTPStatus.CONFLICT, str(error))


@app.exception_handler(PolicyError)
def answer_unusable(error: PolicyError) -> Response[Any]:
    """Say why a policy that is kept cannot be used."""
    return _problem(HTTPStatus.CONFLICT, str(error))


@app.not_found
def answer_no_route(error: NotFoundError) -> Response[Any]:
    """Say that there is nothing at this path, or which methods it takes."""
    path = app.current_event.path
    logger.debug("no route", extra={"error": str(error.msg)})
    routes = [route for route in app._static_routes + app._dynamic_routes if route.rule.match(path)]
    if routes:
        told, headers = not_allowed(path, {str(route.method) for route in routes})
        return _problem(HTTPStatus.METHOD_NOT_ALLOWED, told, headers)
    return _problem(HTTPStatus.NOT_FOUND, f"there is nothing at this path, {path}; the paths are listed at /docs")


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request."""
    metrics.add_metric("Queries", MetricUnit.Count, 1)
    if (wrong := refused(event)) is not None:
        return wrong
    try:
        return tagged(event, app.resolve(event, context))
    except Exception:
        metrics.add_metric("QueriesFailed", MetricUnit.Count, 1)
        logger.exception("query failed")
        told = f"this is our mistake; the log tells more, under the request {context.aws_request_id}"
        return problem_answer(HTTPStatus.INTERNAL_SERVER_ERROR, told)


def _expect_known(rule: str | None, listed: Sequence[Any], cursor: str | None) -> None:
    """Refuse a rule that there is not, if nothing is listed by it from the beginning."""
    if rule is not None and not listed and cursor is None:
        expect_known(rule, services())


def _there(found: Shown | None, told: str) -> Shown:
    if found is None:
        raise NothingThere(told)
    return found


def _decoded(file: str) -> bytes:
    try:
        return base64.b64decode(file, validate=True)
    except ValueError as error:  # of which binascii's is one
        raise UnreadableInput("invalid_record", f"file must be base64: {error}") from error


def _problem(status: HTTPStatus, detail: str, headers: dict[str, Any] | None = None, **more: Any) -> Response[Any]:
    # Powertools serialises plain application/json only.
    return Response(
        status_code=status.value, content_type=PROBLEM, headers=headers, body=problem(status, detail, **more)
    )


waking.awake()
