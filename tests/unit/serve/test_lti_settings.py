"""`c.Serve.lti`, what `panal serve lti` prints, and what docs/lti.md says of both."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from panal.config import STUDENT_CLAIMS, Platform, Serve, platforms
from panal.errors import UsageError
from panal.serve.lti_settings import settings_for_platforms

DOCS = (Path(__file__).parents[3] / "docs" / "lti.md").read_text(encoding="utf-8")
RIGHT: dict[str, Any] = {
    "issuer": "https://moodle.example",
    "client_id": "tool",
    "deployment_ids": ["1"],
    "auth_login_url": "https://moodle.example/mod/lti/auth.php",
    "auth_token_url": "https://moodle.example/mod/lti/token.php",
    "key_set_url": "https://moodle.example/mod/lti/certs.php",
}


def test_numbers_are_ids_too() -> None:
    [found] = platforms([RIGHT | {"client_id": 10000000000042, "deployment_ids": [3]}])
    assert (found.client_id, found.deployment_ids) == ("10000000000042", ("3",))
    assert found.contexts == (), "nobody comes in by default"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"isuer": "x"}, "sets 'isuer', which is no setting. Did you mean 'issuer'?"),
        ({"issuer": None}, "issuer is None, and must be a text"),
        ({"issuer": " "}, "must be a text"),
        ({"client_id": True}, "client_id is True, and must be a text"),
        ({"deployment_ids": "1"}, "deployment_ids is '1', and must be a list"),
        ({"deployment_ids": [None]}, "must be a text"),
        ({"auth_login_url": "http://moodle.example"}, "auth_login_url is .* with https://"),
        ({"auth_token_url": "https://a@moodle.example"}, "auth_token_url is .* with https://"),
        ({"auth_token_url": "https://moodle.example:port"}, "auth_token_url is .* with https://"),
        ({"key_set_url": "file:///etc/passwd"}, "key_set_url is .* with https://"),
        ({"services": ["school.instructure.com"]}, "services is .* with https://"),
        ({"services": ["https://a.example; form-action *"]}, "services is .* with https://"),
        ({"key_set": {"keys": []}}, "either key_set_url or key_set"),
        ({"key_set_url": ""}, "either key_set_url or key_set"),
        ({"key_set_url": "", "key_set": {"key": []}}, "must be"),
        ({"student": "name"}, "one of email, username, sub"),
    ],
)
def test_what_makes_no_sense_is_said(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        platforms([RIGHT | changes])


@pytest.mark.parametrize(
    "name",
    ["issuer", "client_id", "deployment_ids", "auth_login_url", "auth_token_url", "key_set_url"],
)
def test_what_is_missing_is_said(name: str) -> None:
    with pytest.raises(UsageError, match=name):
        platforms([{each: value for each, value in RIGHT.items() if each != name}])


def test_a_platform_stands_there_once() -> None:
    assert len(platforms([RIGHT, RIGHT | {"client_id": "other"}])) == 2
    with pytest.raises(UsageError, match="two entries"):
        platforms([RIGHT, RIGHT])


def test_it_is_a_setting_like_others() -> None:
    assert Serve(lti=[RIGHT]).serving().lti == platforms([RIGHT])


def test_the_settings_are_documented() -> None:
    table = DOCS.partition("## Settings")[2].partition("\n## ")[0]
    documented = re.findall(r"^\| `(\w+)`", table, re.M)
    assert documented == [field.name for field in dataclasses.fields(Platform)]
    assert all(f"`{each}`" in table for each in STUDENT_CLAIMS)


def test_the_examples_of_the_docs_are_right() -> None:
    examples = re.findall(r"```python\n(c\.Serve\.lti = .*?)```", DOCS, re.S)
    assert len(examples) == 2
    for each in examples:
        c = SimpleNamespace(Serve=SimpleNamespace())
        exec(each, {"c": c})
        platforms(c.Serve.lti)


def test_what_to_type_into_a_platform(tmp_path: Path) -> None:
    """Each address is one that the server has; without HTTPS there is nothing to type."""
    course: Any = SimpleNamespace(root=tmp_path)
    said = settings_for_platforms(course, Serve(url="https://panal.example").serving())
    assert (tmp_path / "serve" / "lti-key.pem").exists()
    paths = set(re.findall(r"https://panal\.example(/\S+)", said))
    assert paths == {"/lti/login", "/lti/launch", "/lti/keys", "/lti/choose"}
    with pytest.raises(UsageError, match="A platform sends nobody"):
        settings_for_platforms(course, Serve().serving())
