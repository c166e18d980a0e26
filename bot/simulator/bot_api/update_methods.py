"""Bot API methods that fetch updates, choose how they come, and answer queries."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.forms.parameters import Parameters
from bot.simulator.forms.refusals import QUERY_TOO_OLD, WEBHOOK_IS_SET, bad_request, conflict
from bot.simulator.world.update_queue import MOST_AT_ONCE
from bot.simulator.world.world import Query, WebhookSet, World

QUERY_LIVES_FOR = timedelta(minutes=5)
LONGEST_CALLBACK_ANSWER = 200
MOST_INLINE_RESULTS = 50
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


async def get_updates(world: World, given: Parameters) -> list[JsonObject]:
    """getUpdates."""
    if world.webhook.url:
        raise conflict(WEBHOOK_IS_SET)
    world.updates.allow(_allowed(given))
    limit = given.integer("limit") or MOST_AT_ONCE
    return await world.updates.poll(
        offset=given.integer("offset") or 0,
        limit=min(max(limit, 1), MOST_AT_ONCE),
        timeout_seconds=given.integer("timeout") or 0,
    )


def set_webhook(world: World, given: Parameters) -> bool:
    """setWebhook; an empty address removes it. Plain HTTP is taken for loopback addresses only."""
    url = given.text("url") or ""
    if not url:
        return delete_webhook(world, given)
    try:
        parts = urlsplit(url)
    except ValueError:
        raise bad_request("bad webhook: invalid URL") from None
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = given.text("secret_token")
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    connections = given.integer("max_connections") or 40
    world.updates.allow(_allowed(given))
    if given.boolean("drop_pending_updates"):
        world.updates.forget_all()
    world.webhook = WebhookSet(url, secret, min(max(connections, 1), 100))
    world.updates.end_poll(conflict("terminated by setWebhook request"))
    world.updates.notify()
    return True


def delete_webhook(world: World, given: Parameters) -> bool:
    """deleteWebhook."""
    if given.boolean("drop_pending_updates"):
        world.updates.forget_all()
    world.webhook = WebhookSet()
    world.updates.notify()
    return True


def get_webhook_info(world: World, given: Parameters) -> JsonObject:
    """getWebhookInfo."""
    webhook = world.webhook
    shown: JsonObject = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if webhook.url:
        shown |= {"max_connections": webhook.max_connections, "ip_address": "127.0.0.1"}
    if webhook.last_error_at:
        shown["last_error_date"] = int(webhook.last_error_at.timestamp())
        shown["last_error_message"] = webhook.last_error
    if world.updates.allowed:
        shown["allowed_updates"] = list(world.updates.allowed)
    return shown


def answer_callback_query(world: World, given: Parameters) -> bool:
    """answerCallbackQuery: a toast or an alert on the page of whoever pressed."""
    query = _query(world, given.text("callback_query_id"))
    text = given.text("text") or ""
    if len(text) > LONGEST_CALLBACK_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {"text": text, "show_alert": given.boolean("show_alert"), "url": given.text("url")}
    if query.answer is None:
        query.answer = answer
        world.stream.publish("callback_answer", query_id=query.query_id, user_id=query.user_id, **answer)
    return True


def answer_inline_query(world: World, given: Parameters) -> bool:
    """answerInlineQuery: at most 50 results."""
    query = _query(world, given.text("inline_query_id"))
    results = given.array("results")
    if results is None:
        raise bad_request("results must be a JSON array")
    if len(results) > MOST_INLINE_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    query.answer = {"results": results, "button": given.mapping("button")}
    world.stream.publish("inline_answer", query_id=query.query_id, user_id=query.user_id)
    return True


def _query(world: World, query_id: str | None) -> Query:
    query = world.queries.get(query_id or "")
    if query is None or world.clock.now() - query.asked_at > QUERY_LIVES_FOR:
        raise bad_request(QUERY_TOO_OLD)
    return query


def _allowed(given: Parameters) -> list[str] | None:
    kinds = given.array("allowed_updates")
    return None if kinds is None else [str(kind) for kind in kinds]
