"""What to type into a learning platform, and what it then says for `c.Serve.lti`."""

from __future__ import annotations

from contextlib import closing

from panal.config import Serving
from panal.course.course import Course
from panal.errors import UsageError
from panal.serve.server import open_store

TEXT = """\
For Moodle: Site administration, Plugins, Activity modules, External tool, Manage tools,
configure a tool manually.
  Tool URL                         {url}/lti/launch
  LTI version                      LTI 1.3
  Public key type                  Keyset URL
  Public keyset                    {url}/lti/keys
  Initiate login URL               {url}/lti/login
  Redirection URI(s)               {url}/lti/launch
  Default launch container         New window
  Supports Deep Linking            yes
  Content Selection URL            {url}/lti/choose
  IMS LTI Assignment and Grade Services   Use this service for grade sync and column management
  Share launcher's name, e-mail    Always
  Accept grades from the tool      Always

For Canvas: Admin, Developer Keys, + Developer Key, + LTI Key, Manual Entry.
  Redirect URIs                    {url}/lti/launch
  Target Link URI                  {url}/lti/launch
  OpenID Connect Initiation URL    {url}/lti/login
  JWK Method                       Public JWK URL
  Public JWK URL                   {url}/lti/keys
  LTI Advantage Services           can create and view assignment data in the gradebook; can view it;
                                   can create and update submission results
  Privacy Level                    Public
  Custom Fields                    username=$User.username
  Placements                       Assignment Selection
  its Target Link URI              {url}/lti/choose
  its Message Type                 LtiDeepLinkingRequest

Then write what the platform shows into nbgrader_config.py; docs/lti.md says where it stands there.
  c.Serve.lti = [
      {{
          "issuer": "https://moodle.example.org",
          "client_id": "…",
          "deployment_ids": ["…"],
          "auth_login_url": "https://moodle.example.org/mod/lti/auth.php",
          "auth_token_url": "https://moodle.example.org/mod/lti/token.php",
          "key_set_url": "https://moodle.example.org/mod/lti/certs.php",
          "contexts": ["…"],
      }},
  ]
"""


def settings_for_platforms(course: Course, serving: Serving) -> str:
    """What to type where, and which scores a platform has not taken yet.

    Raises:
        UsageError: students do not reach the server by HTTPS.
    """
    if not serving.secure:
        raise UsageError(
            f"A platform sends nobody to {serving.url}.",
            "c.Serve.url must be the address with https:// at which students reach this server.",
        )
    try:
        from panal.serve.lti_scores import problems
        from panal.serve.platforms import tool_key
    except ImportError as error:
        raise UsageError(f"LTI needs more: {error}.", "Install panal[lti].") from None
    tool_key(course)
    with closing(open_store(course)) as store:
        said = problems(store)
    return "\n".join([TEXT.format(url=serving.url), *said]).rstrip()
