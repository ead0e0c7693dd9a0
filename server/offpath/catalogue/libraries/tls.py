"""How clients are told not to verify whom they talk to, as data."""

from __future__ import annotations

import re

HTTP_CLIENTS = (
    "requests.",
    "httpx.",
    "boto3.",
    "botocore.",
    "hvac.",
    "niquests.",
    "requests_oauthlib.",
    "zeep.",
    "consul.",
)
"""Libraries whose calls take `verify`."""

ARGUMENTS: dict[str, tuple[tuple[str, ...], tuple[object, ...]]] = {
    "verify": (HTTP_CLIENTS, (False,)),
    "ssl": (("aiohttp.",), (False,)),
    "verify_ssl": (("aiohttp.", "influxdb", "opensearchpy", "kubernetes.", "consul.", "proxmoxer."), (False,)),
    "ssl_verify": (("gitlab.", "pyzabbix."), (False,)),
    "verify_certs": (("elasticsearch", "opensearchpy."), (False,)),
    "cert_reqs": (("urllib3.",), ("CERT_NONE",)),
    "ssl_cert_reqs": (("redis.",), ("none", None)),
    "tlsAllowInvalidCertificates": (("pymongo.", "motor."), (True,)),
    "tlsInsecure": (("pymongo.", "motor."), (True,)),
    "tlsAllowInvalidHostnames": (("pymongo.", "motor."), (True,)),
}
"""Arguments with the libraries that know them, and the values that switch verification off."""

UNVERIFIED_CONTEXTS = frozenset({"ssl._create_unverified_context", "ssl._create_stdlib_context"})
CERT_NONE = "ssl.CERT_NONE"
SESSIONS = ("requests.Session", "httpx.Client", "httpx.AsyncClient")
DEFAULT_CONTEXT = "ssl._create_default_https_context"

ABOUT_VERIFYING = frozenset(
    {
        "verify",
        "verified",
        "verification",
        "validate",
        "validation",
        "insecure",
        "unverified",
        "selfsigned",
        "signed",
        "strict",
        "untrusted",
    }
)
"""Words of settings that say whether certificates are verified."""

IN_ADDRESSES = re.compile(
    r"(?:^|[?&;])(?:ssl_cert_reqs=(?:cert_)?none|tlsAllowInvalidCertificates=true|tlsInsecure=true|sslVerify=false|verify_ssl=false)\b",
    re.IGNORECASE,
)
"""Options in addresses of stores and brokers by which the other side is not verified."""

LOCAL_ADDRESS = re.compile(r"//(?:[^/@]*@)?(?:localhost|127\.|\[::1\]|0\.0\.0\.0)", re.IGNORECASE)
