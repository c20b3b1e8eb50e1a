"""The storefront put together."""

import hashlib
import os
from functools import cache
from pathlib import Path

from flask import Flask, g, request, url_for

from . import formats, leaving
from .body_limit import limit_body
from .csrf import check_csrf, csrf_token
from .forms import new_key
from .gateway import Origin
from .headers import secure
from .live_settings import LiveSettings
from .pages import BLUEPRINTS, error_pages
from .paths import this_path
from .request_log import log_requests, set_up_logging
from .session import EncryptedSessions
from .visitor import Shop, Visitor, the_shop

SHOP_NAME = "Arcade"
# Addresses of static files change with their content, so they may be kept as long as is usual.
A_YEAR_S = 365 * 24 * 3600
# Asked for without a person behind them: no session, no gateway.
IMPERSONAL_ENDPOINTS = frozenset({"static", "tiles.tile", "health.livez", "health.readyz"})


def create_app(settings: LiveSettings | None = None) -> Flask:
    """The app; settings come from the environment when none are given. SettingsError when they are bad."""
    settings = settings or LiveSettings(os.environ)
    now = settings.current
    set_up_logging(now.log_level)
    app = Flask(__name__)
    app.config.update(
        MAX_CONTENT_LENGTH=now.max_body_bytes,
        MAX_FORM_MEMORY_SIZE=now.max_body_bytes,
        SEND_FILE_MAX_AGE_DEFAULT=A_YEAR_S,
    )
    app.session_interface = EncryptedSessions(now.session_secret, secure=now.cookie_secure)
    app.extensions["shop"] = Shop(settings)
    log_requests(app)
    leaving.install(app)
    for step in (limit_body, _meet_visitor, check_csrf):
        app.before_request(step)
    app.after_request(secure)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    error_pages.register(app)
    _dress_templates(app)
    return app


def _meet_visitor() -> None:
    if request.endpoint not in IMPERSONAL_ENDPOINTS:
        g.visitor = Visitor(the_shop(), Origin(g.request_id, _came_by()))
        g.visitor.freshen()


def _came_by() -> str:
    """`X-Forwarded-For` as a proxy passes it on: whom this request comes from goes behind what it says."""
    hops = [*request.headers.getlist("X-Forwarded-For"), request.remote_addr or "unknown"]
    return ", ".join(hops)


def _dress_templates(app: Flask) -> None:
    for text_filter in formats.FILTERS:
        app.add_template_filter(text_filter)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        shop_name=SHOP_NAME, csrf_token=csrf_token, new_key=new_key, this_path=this_path, asset=_asset
    )
    app.context_processor(lambda: {"visitor": g.get("visitor")})


def _asset(name: str) -> str:
    """The address of a static file, which changes with its content, so that browsers may keep it for good."""
    return url_for("static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    content = (Path(__file__).parent / "static" / name).read_bytes()
    return hashlib.sha256(content).hexdigest()[:12]
